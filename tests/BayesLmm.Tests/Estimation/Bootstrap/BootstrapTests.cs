using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Estimation.Bootstrap;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Specification.Formulas;
using BayesLmm.Tests.References;
using CsCheck;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Bootstrap;

public class BootstrapTests
{
    /// <summary>
    /// How many Monte Carlo standard errors a mean of simulations may be off: with some tens of them at fixed seeds, a false alarm is a matter of 1e-4.
    /// </summary>
    private const double StandardErrors = 4.5;

    [Fact]
    public void Another_response_gives_the_cross_products_of_a_fresh_bind() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            BoundModel model = RandomModels.Bind(new System.Random(seed));
            RemlFit fit = model.FitReml();
            double[] response = new ResponseSimulator(fit).Draw(new RandomStream((ulong)seed));
            CrossProducts swapped = new Refitter(fit).WithResponse(response).Products;
            CrossProducts fresh = CrossProductsBuilder.Build(model.Design with { Response = response });
            AssertClose(fresh.ZY, swapped.ZY);
            AssertClose(fresh.ZX, swapped.ZX);
            AssertClose(fresh.Blocks.Values, swapped.Blocks.Values);
            AssertClose(fresh.Fixed.Xx.Span, swapped.Fixed.Xx.Span);
            AssertClose(fresh.Fixed.Xy.Span, swapped.Fixed.Xy.Span);
            AssertClose(fresh.Fixed.Reference.Span, swapped.Fixed.Reference.Span);
            AssertClose([fresh.Fixed.Yy, fresh.Fixed.ResponseSquares, fresh.LogWeights], [swapped.Fixed.Yy, swapped.Fixed.ResponseSquares, swapped.LogWeights]);
        },
        iter: 50);

    [Fact]
    public void Simulated_responses_have_the_model_s_mean_and_covariance() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            const int Draws = 4000;
            RemlFit fit = RandomModels.Bind(new System.Random(seed)).FitReml();
            (Vector<double> mean, Matrix<double> V) = Moments(fit);
            ResponseSimulator simulator = new(fit);
            int n = mean.Count;
            Matrix<double> centred = Matrix<double>.Build.DenseOfRows(
                Enumerable.Range(0, Draws).Select(i => Vector<double>.Build.Dense(simulator.Draw(new RandomStream((ulong)seed, (ulong)i))) - mean));
            Vector<double> average = centred.ColumnSums() / Draws;
            Matrix<double> second = centred.TransposeThisAndMultiply(centred) / Draws;

            // Var of a mean V_ii/N, of a second moment (V_ii V_jj + V_ij²)/N. Some thousand comparisons in all.
            const double Many = 6;
            for (int i = 0; i < n; i++)
            {
                Assert.True(Math.Abs(average[i]) < Many * Math.Sqrt(V[i, i] / Draws));
                for (int j = 0; j <= i; j++)
                {
                    Assert.True(Math.Abs(second[i, j] - V[i, j]) < Many * Math.Sqrt(((V[i, i] * V[j, j]) + (V[i, j] * V[i, j])) / Draws));
                }
            }
        },
        iter: 12,
        seed: "0000KOIKZrm2");

    [Fact]
    public void One_seed_gives_the_same_bits_on_one_two_and_four_threads()
    {
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml();
        ParametricBootstrap one = fit.Bootstrap(new BootstrapOptions { Replicates = 40, Seed = 7, MaxThreads = 1 });
        Assert.Equal(40, one.Fitted);
        Assert.Equal(one, fit.Bootstrap(new BootstrapOptions { Replicates = 40, Seed = 7, MaxThreads = 2 }));
        Assert.Equal(one, fit.Bootstrap(new BootstrapOptions { Replicates = 40, Seed = 7, MaxThreads = 4 }));
        Assert.NotEqual(one.Values, fit.Bootstrap(new BootstrapOptions { Replicates = 40, Seed = 8 }).Values);

        // More replicates begin with the same ones.
        Assert.Equal(one.Column("sigma"), fit.Bootstrap(new BootstrapOptions { Replicates = 50, Seed = 7 }).Column("sigma").Take(40));
    }

    [Fact]
    public void A_replicate_is_the_fit_of_the_simulated_response_from_the_default_start()
    {
        RemlFit fit = Reference.Read("reml", "pastes").Bind().FitReml();
        ParametricBootstrap bootstrap = fit.Bootstrap(new BootstrapOptions { Replicates = 30, Seed = 3 });
        for (int i = 0; i < bootstrap.Fitted; i++)
        {
            double[] response = new ResponseSimulator(fit).Draw(new RandomStream(3, (ulong)bootstrap.Replicates[i]));
            RemlFit fresh = new Refitter(fit).WithResponse(response).FitReml();
            foreach (Parameter parameter in fit.Model.Parameters)
            {
                Assert.Equal(fresh[parameter.Name], bootstrap.Column(parameter.Name)[i], 1e-4);
            }

            Assert.Equal(fresh.IsSingular, bootstrap.SingularReplicates.Contains(bootstrap.Replicates[i]));
        }

        Assert.NotEmpty(bootstrap.SingularReplicates);
    }

    [Fact]
    public void Coefficients_are_unbiased_and_vary_as_their_standard_errors_say()
    {
        const int Replicates = 600;
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml();
        ParametricBootstrap bootstrap = fit.Bootstrap(new BootstrapOptions { Replicates = Replicates });
        Assert.Equal(Replicates, bootstrap.Fitted + bootstrap.Failures.Count);
        foreach (ParameterEstimate effect in fit.FixedEffects)
        {
            // Balanced data: the coefficients' distribution is normal with just this standard error.
            BootstrapSummary summary = bootstrap.Summarize(effect.Name);
            Assert.Equal(0, summary.Bias!.Value, StandardErrors * effect.StandardError / Math.Sqrt(Replicates));
            Assert.Equal(effect.StandardError, summary.StandardError!.Value, StandardErrors * effect.StandardError / Math.Sqrt(2 * Replicates));
        }

        // σ̂² of REML is unbiased with about n − 2·18 degrees of freedom, of which few are lost where a variance is at 0.
        double[] variances = [.. bootstrap.Column("sigma").Select(sigma => sigma * sigma)];
        double expected = fit["sigma"] * fit["sigma"];
        Assert.Equal(expected, variances.Average(), StandardErrors * expected * Math.Sqrt(2.0 / 144 / Replicates));
    }

    [Fact]
    public void Replicates_of_an_undetermined_variance_give_it_no_standard_error()
    {
        // One row a level: the level's variance cannot be told from the residual's, in no replicate; the intercept can.
        System.Random random = new(1);
        Table table = new("flat", [
            new NumericColumn("y", [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())]),
            new NumericColumn("g", [.. Enumerable.Range(0, 12).Select(i => (double)i)])]);
        RemlFit fit = Model.Parse("y ~ 1 + (1 | g)").Bind(table).FitReml();
        ParametricBootstrap bootstrap = fit.Bootstrap(new BootstrapOptions { Replicates = 5 });
        Assert.Equal(5, bootstrap.Fitted);
        Assert.Empty(bootstrap.Failures);
        Assert.Throws<ArgumentException>(() => bootstrap.Summarize("sigma"));
        Assert.NotNull(bootstrap.Summarize("intercept").StandardError);
    }

    [Fact]
    public void A_replicate_without_an_optimum_fails_with_its_reason()
    {
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml();
        Assert.Null(new Refitter(fit).TryFit(new double[fit.Model.Design.RowCount], out string failure, CancellationToken.None));
        Assert.NotEqual("", failure);
    }

    [Fact]
    public void A_cancellation_keeps_what_was_done()
    {
        RemlFit fit = Reference.Read("reml", "dyestuff").Bind().FitReml();
        using CancellationTokenSource stop = new();
        ParametricBootstrap bootstrap = fit.Bootstrap(
            new BootstrapOptions { Replicates = 1000, MaxThreads = 1 },
            new Immediate(progress =>
            {
                if (progress.Done == 10)
                {
                    stop.Cancel();
                }
            }),
            stop.Token);
        Assert.True(bootstrap.IsCancelled);
        Assert.Equal(1000, bootstrap.Requested);
        Assert.Equal(10, bootstrap.Fitted + bootstrap.Failures.Count);
        Assert.ThrowsAny<OperationCanceledException>(() => fit.Bootstrap(cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void Intervals_are_quantiles_their_reflections_and_the_normal_s()
    {
        Parameter parameter = Parameter.Sigma, correlation = Parameter.Cor("g", "a", "b");
        double[] values = [.. Enumerable.Range(0, 101).Select(i => (double)((i * 37) % 101))];
        ParametricBootstrap bootstrap = new(
            1, 101, false, [parameter, correlation], [40, double.NaN], [.. Enumerable.Range(0, 101)],
            values.SelectMany(v => new[] { v, v < 99 ? double.NaN : 0.5 }).ToEquatableArray(), [], []);
        BootstrapSummary summary = bootstrap.Summarize("sigma", 0.9);
        double sd = Math.Sqrt(values.Sum(v => (v - 50) * (v - 50)) / 100);
        Assert.Equal(50, summary.Mean);
        Assert.Equal(10, summary.Bias);
        Assert.Equal(sd, summary.StandardError!.Value, 1e-12);
        Assert.Equal(5, summary.Percentile!.Value.Lower, 1e-12);
        Assert.Equal(95, summary.Percentile.Value.Upper, 1e-12);
        Assert.Equal(-15, summary.Basic!.Value.Lower, 1e-12);
        Assert.Equal(75, summary.Basic.Value.Upper, 1e-12);
        Assert.Equal(30 - (1.6448536269514722 * sd), summary.Normal!.Value.Lower, 1e-10);
        BootstrapSummary missing = bootstrap.Summarize("cor(g, a, b)");
        Assert.Equal(99, missing.Missing);
        Assert.Null(missing.Estimate);
        Assert.Null(missing.Bias);
        Assert.Equal(0.5, missing.Mean);
    }

    [Fact]
    public void The_bootstrap_test_of_a_balanced_one_way_layout_is_the_F_test()
    {
        // The statistic is an increasing function of F = MSB/MSW above 1 and 0 below, so its p-value is that of F and its share of zeros P(F < 1).
        const int Replicates = 1500;
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "dyestuff.csv"));
        RemlFit small = Model.Parse("Yield ~ 1").Bind(table).FitReml(), large = Model.Parse("Yield ~ 1 + (1 | Batch)").Bind(table).FitReml();
        BootstrapTest test = large.BootstrapTest(small, new BootstrapOptions { Replicates = Replicates, Seed = 11 });
        Assert.Empty(test.Failures);
        Assert.Equal(Replicates, test.Statistics.Count);
        double[] y = large.Model.Design.Response;
        double[] means = [.. y.Chunk(5).Select(batch => batch.Average())];
        double between = 5 * means.Sum(mean => Math.Pow(mean - y.Average(), 2)) / 5, within = y.Select((value, i) => Math.Pow(value - means[i / 5], 2))
            .Sum() / 24;
        double p = 1 - FisherSnedecor.CDF(5, 24, between / within), zeros = FisherSnedecor.CDF(5, 24, 1);
        Assert.Equal(p, test.PValue, StandardErrors * Math.Sqrt(p / Replicates));
        Assert.Equal(zeros, test.Statistics.Count(statistic => statistic < 1e-7) / (double)Replicates,
            StandardErrors * Math.Sqrt(zeros * (1 - zeros) / Replicates));
        int above = test.Statistics.Count(statistic => statistic >= test.Asymptotic.Statistic);
        Assert.Equal((above + 1.0) / (Replicates + 1), test.PValue);
        Assert.Equal(test, large.BootstrapTest(small, new BootstrapOptions { Replicates = Replicates, Seed = 11, MaxThreads = 1 }));
    }

    [Fact]
    public void A_test_of_models_that_are_not_nested_says_why_it_cannot_be()
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind();
        RemlFit fit = model.FitReml();
        string message = Assert.Throws<ArgumentException>(() => fit.BootstrapTest(fit)).Message;
        Assert.StartsWith("The models 'Reaction ~ Days + (Days | Subject)' and 'Reaction ~ Days + (Days | Subject)' say the same: there is nothing to test.",
            message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The number of bootstrap replicates is at least 2; it is 0.",
            Assert.Throws<ArgumentException>(() => fit.Bootstrap(new BootstrapOptions { Replicates = 0 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_model_with_student_t_residuals_the_bootstrap_is_that_of_normal_ones()
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        const string Formula = "Reaction ~ Days + (1 | Subject)";
        BootstrapOptions options = new() { Replicates = 5 };
        ParametricBootstrap bootstrap = Model.Parse($"{Formula}\nfamily student_t").Bind(table).FitReml().Bootstrap(options);
        Assert.Equal(["intercept", "Days", "sd(Subject, intercept)", "sigma"], bootstrap.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(Model.Parse(Formula).Bind(table).FitReml().Bootstrap(options).Summarize(), bootstrap.Summarize());
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-10 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    /// <summary>Mean and covariance matrix of y under a fit, n × n.</summary>
    private static (Vector<double> Mean, Matrix<double> V) Moments(RemlFit fit)
    {
        ModelDesign design = fit.Model.Design;
        int n = design.RowCount;
        double sigma = fit.Sigma;
        Vector<double> mean = Vector<double>.Build.Dense(n,
            i => (design.Offset?[i] ?? 0) + fit.FixedEffects.Zip(design.FixedEffects.Columns).Sum(pair => pair.First.Estimate * pair.Second.Values[i]));
        Matrix<double> V = Matrix<double>.Build.DenseDiagonal(n, n, i => sigma * sigma / (design.Weights?[i] ?? 1));
        for (int k = 0; k < design.RandomTerms.Count; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            GroupTerm names = fit.Model.GroupTerms[k];
            double Covariance(int a, int b)
            {
                double sds = fit[Parameter.Sd(names.Group, names.Effects[a]).Name] * fit[Parameter.Sd(names.Group, names.Effects[b]).Name];
                return a == b ? sds : names.Structure.HasCorrelations && sds > 0
                    ? sds * fit[Parameter.Cor(names.Group, names.Effects[Math.Min(a, b)], names.Effects[Math.Max(a, b)]).Name]
                    : 0;
            }

            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    if (term.Codes[i] == term.Codes[j])
                    {
                        for (int a = 0; a < names.Width; a++)
                        {
                            for (int b = 0; b < names.Width; b++)
                            {
                                V[i, j] += term.Columns[a].Values[i] * term.Columns[b].Values[j] * Covariance(a, b);
                            }
                        }
                    }
                }
            }
        }

        return (mean, V);
    }

    private sealed class Immediate(Action<Progress> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value);
    }
}
