using BayesLmm.Design;
using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Approximations;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>Infer.NET arrives where the same approximation, written out naively, arrives.</summary>
public class FixedPointTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    /// <summary>
    /// The run stops when five iterations change no marginal by 10⁻⁸; the slowest model converges by a factor of about 1.8 in five iterations.
    /// </summary>
    private const double StoppingError = 1e-6;

    /// <summary>
    /// Around the fixed point the bound is flat, so its error is rounding: of numbers near 1000, and of an almost flat prior of precision 10⁻¹².
    /// </summary>
    private const double BoundError = 1e-5;

    private static readonly InferNetOptions Tight = new() { Tolerance = 1e-8 };

    public static TheoryData<string, string, string> Models => new()
    {
        { "dyestuff", Examples.Dyestuff, "" },
        { "dyestuff", Examples.Dyestuff, "prior intercept ~ flat\nprior sd(Batch) ~ cauchy(0, 30)\nprior sigma ~ exponential(0.02)" },
        { "dyestuff2", "Yield ~ 1 + (1 | Batch)", "" },
        { "penicillin", Examples.Penicillin, "" },
        { "pastes", Examples.Pastes, "" },
        { "sleepstudy", Examples.Intercepts, "" },
        { "sleepstudy", Examples.Slopes, "" },
        { "sleepstudy", Examples.IndependentSlopes, "prior Days ~ normal(0, 5)" },
        { "sleepstudy", "factor Subject\nReaction ~ 0 + Days + (1 | Subject)", "" },
        { "sleepstudy", "Reaction ~ 1 + Days", "" },
        { "machines", "score ~ Machine + (Machine | Worker)", "" },
        { "machines", "score ~ Machine + (1 | Worker)", "prior Machine[B] ~ student_t(4, 5, 2)\nprior Machine[C] ~ cauchy(10, 3)" },
        { "sleepstudy", Examples.Intercepts, "prior Days ~ constant(9)\nprior sigma ~ constant(30)" },
        { "sleepstudy", Examples.IndependentSlopes, "prior intercept ~ constant(250)\nprior sd(Subject, Days) ~ constant(6)" },
        { "sleepstudy", Examples.Intercepts, "prior sd(Subject) ~ constant(30)\nweights 1 + Days\noffset 2 * Days" },
        { "sleepstudy", "factor Subject\nReaction ~ 1 + Days + (1 | Subject)\nknown_se 20 + Days", "" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Evidence_and_moments_are_those_of_the_equations_on_the_rows(string data, string model, string priors)
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel bound = Examples.Bind(data, model, priors);
        NaiveMessagePassing naive = new(bound);
        naive.Run(1000);

        InferNetResult result = engine.Run(bound, Tight);

        Assert.True(result.Converged, $"{result.LastChange} after {result.Iterations} iterations");
        Assert.Equal(naive.LowerBound, result.LogEvidence, BoundError);
        if (!bound.HasKnownErrors && bound.SigmaPrior is not Constant)
        {
            (double mean, double sd) = PrecisionMoments.OfSd(naive.Residual.Shape, naive.Residual.Rate);
            CheckMoments(result["sigma"], mean, sd);
        }

        CheckEffects(bound, naive, result);
    }

    private static void CheckEffects(BoundModel bound, NaiveMessagePassing naive, InferNetResult result)
    {
        int q = bound.Products.EffectCount;
        int term = 0, level = 0;
        foreach (QuantityMoments effect in result.GroupEffects)
        {
            TermShape shape = bound.Products.Terms[term];
            CheckMoments(effect, naive.Mean[shape.FirstEffect + level], Math.Sqrt(naive.Variance[shape.FirstEffect + level, shape.FirstEffect + level]));
            if (++level == shape.LevelCount * shape.Width)
            {
                (term, level) = (term + 1, 0);
            }
        }

        for (int j = 0; j < naive.FreeColumns.Length; j++)
        {
            int column = naive.FreeColumns[j];
            EffectsMarginal effects = result.Approximation.Effects;
            Assert.Equal(naive.Mean[q + j], effects.Means[q + column], StoppingError * Math.Sqrt(naive.Variance[q + j, q + j]));
            Assert.Equal(1, effects.Variances[q + column] / naive.Variance[q + j, q + j], 2 * StoppingError);
        }
    }

    /// <summary>
    /// An independent program's lower bounds, coefficients ~ normal(0, 100 sd(y)), sds ~ student_t(2, 0, 2.5 sd(y)), sigma ~ student_t(3, 0, 2.5 sd(y)). Its
    /// intercept is at Days = 0 and ours at the mean of Days, which with that prior makes a difference of (298² − 251²) / (2 · 5633²) = 0.0004.
    /// </summary>
    [Theory]
    [InlineData("sleepstudy", Examples.Intercepts, "Subject", -918.8625, 5e-4)]
    [InlineData("penicillin", Examples.Penicillin, "plate sample", -181.156848, 2e-5)]
    public void The_evidence_is_the_recorded_one(string data, string model, string groups, double expected, double tolerance)
    {
        EngineFixture.SkipWithoutInferNet();
        double[] y = Examples.Bind(data, model).Design.Response;
        double mean = y.Average(), sd = Math.Sqrt(y.Sum(value => (value - mean) * (value - mean)) / (y.Length - 1));
        string priors = FormattableString.Invariant($"prior intercept ~ normal(0, {100 * sd})\nprior sigma ~ student_t(3, 0, {2.5 * sd})\n")
            + (data == "sleepstudy" ? FormattableString.Invariant($"prior Days ~ normal(0, {100 * sd})\n") : "")
            + string.Concat(groups.Split(' ').Select(group => FormattableString.Invariant($"prior sd({group}) ~ student_t(2, 0, {2.5 * sd})\n")));

        InferNetResult result = engine.Run(Examples.Bind(data, model, priors));

        Assert.Empty(result.Substitutions);
        Assert.Equal(expected, result.LogEvidence, tolerance);
    }

    private static void CheckMoments(QuantityMoments actual, double mean, double sd)
    {
        Assert.True(Math.Abs(actual.Mean - mean) < StoppingError * sd, $"{actual}: mean {mean}");
        Assert.True(Math.Abs((actual.Sd / sd) - 1) < StoppingError, $"{actual}: sd {sd}");
    }
}
