using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.InferNet.Tests.Joint;
using BayesLmm.Sampling;

namespace BayesLmm.InferNet.Tests.MeanField;

public class MeanFieldRunTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly InferNetOptions MeanField = new() { Form = InferNetForm.MeanField };

    [Theory]
    [InlineData("prior intercept ~ normal(1500, 100)")]
    [InlineData("prior intercept ~ normal(1500, 100)\nweights Yield / 1000\nprior sigma ~ student_t(4, 0, 30)")]
    public void Precisions_and_evidence_are_those_of_the_equations_on_the_rows(string priors)
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel model = Examples.Bind("dyestuff", Examples.Dyestuff, priors);
        NaiveMeanField naive = new(model, 2000);

        InferNetResult result = engine.Run(model, MeanField with { Tolerance = 1e-9 });

        // The run stops when five iterations change no marginal by 10⁻⁹.
        CovarianceMarginal.Independent term = (CovarianceMarginal.Independent)result.Approximation.Terms[0];
        Assert.Equal(1, result.Approximation.Residual.Mean / naive.Residual.Mean[0, 0], 1e-7);
        Assert.Equal(1, term.Precisions[0].Mean / naive.Group.Mean[0, 0], 1e-7);
        Assert.Equal(naive.LowerBound, result.LogEvidence, 1e-5);
        Assert.Equal(InferNetForm.MeanField, result.Form);
        Assert.Contains("Precisions are from mean-field messages", result.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_deviations_of_coefficients_are_those_of_one_joint_step()
    {
        BoundModel model = Examples.Bind("penicillin", Examples.Penicillin);

        InferNetResult mean = engine.Run(model, MeanField with { Iterations = 5000 }), joint = engine.Run(model);

        // Mean-field messages alone have 0.03 for the intercept, the joint form 0.77.
        Assert.True(mean.Converged);
        Assert.Equal(1, mean["intercept"].Sd / joint["intercept"].Sd, 0.1);
        Assert.IsType<JointEffects>(mean.Approximation.Effects);
    }

    [Fact]
    public void A_model_too_large_for_the_joint_form_is_run_in_the_mean_field_form()
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel model = Many(320, "factor g\ny ~ 1 + x + (1 + x | g)");

        InferNetResult result = engine.Run(model);

        RemlFit reml = model.FitReml();
        Assert.Equal(InferNetForm.MeanField, result.Form);
        Assert.True(result.Converged);
        foreach (string name in (string[])["intercept", "x", "sd(g, intercept)", "sd(g, x)", "sigma"])
        {
            // With 320 groups priors and bounds matter by a few per cent.
            Assert.Equal(1, result[name].Mean / reml[name], 0.1);
        }
    }

    [Fact]
    public void A_structure_is_compiled_once_whatever_the_data()
    {
        EngineFixture.SkipWithoutInferNet();
        InferNetEngine fresh = new();

        InferNetResult first = fresh.Run(Examples.Bind("penicillin", Examples.Penicillin), MeanField with { Iterations = 20 });
        InferNetResult second = fresh.Run(Examples.Bind("pastes", Examples.Pastes), MeanField with { Iterations = 20 });

        Assert.True(first.CompileTime > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, second.CompileTime);
        Assert.Contains("had not stopped changing", second.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Iterations_are_reported_and_cancelling_ends_the_run()
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel model = Examples.Bind("pastes", Examples.Pastes);
        using CancellationTokenSource source = new();
        List<int> reported = [];
        Reports progress = new(iterations =>
        {
            reported.Add(iterations);
            if (iterations > 40)
            {
                source.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => engine.Run(model, MeanField with { Tolerance = double.Epsilon }, progress, source.Token));

        Assert.Equal([1, 6, 11, 16, 21, 26, 31, 36, 41], reported);
    }

    private static BoundModel Many(int groups, string model)
    {
        Random random = new(12);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        List<Measurement> rows = [];
        for (int g = 0; g < groups; g++)
        {
            double intercept = 10 + (2 * Normal()), slope = 3 + Normal();
            for (int i = 0; i < 6; i++)
            {
                double x = (i - 2.5) / 2;
                rows.Add(new Measurement($"g{g}", x, intercept + (slope * x) + Normal()));
            }
        }

        return Model.Parse(model).Bind(Table.FromRecords(rows, "simulated"));
    }

    private sealed record Measurement(string g, double x, double y);

    /// <summary>Unlike Progress, on the thread that reports.</summary>
    private sealed class Reports(Action<int> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value.Done);
    }
}
