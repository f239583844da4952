using System.Text.Json;
using BayesLmm.Estimation;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Tests;

/// <summary>Tests of fixed effects compared with lmerTest's (Satterthwaite) and pbkrtest's (Kenward and Roger).</summary>
public class ReferenceTests
{
    /// <summary>Relative difference of standard errors: both optimisers leave variances uncertain by 1e-6 of their own standard errors or less.</summary>
    private const double ErrorTolerance = 1e-6;

    /// <summary>
    /// With 73,421 rows lme4 stops further from the optimum: see
    /// <see cref="Where_standard_errors_of_a_large_model_differ_from_lme4s_it_is_because_lme4_stopped_short_of_the_optimum"/>.
    /// </summary>
    private const double LargeErrorTolerance = 5e-6;

    /// <summary>
    /// lme4 stops where the criterion is flat to about 1e-9, which leaves variances, and through them degrees of freedom, uncertain by about the square root of
    /// that.
    /// </summary>
    private const double DegreesTolerance = 1e-4;

    public static TheoryData<string> Fits => [.. Reference.Names("reml").Where(name => !name.StartsWith("insteval", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Fits))]
    public void Satterthwaites_tests_of_coefficients_are_lmerTests(string name) =>
        CheckCoefficients(name, "fixed", DegreesOfFreedomMethod.Satterthwaite, ErrorTolerance);

    [Theory]
    [MemberData(nameof(Fits))]
    public void Kenward_and_Rogers_tests_of_coefficients_are_pbkrtests(string name) =>
        CheckCoefficients(name, "fixed_kr", DegreesOfFreedomMethod.KenwardRoger, ErrorTolerance);

    [Theory]
    [MemberData(nameof(Fits))]
    public void Tests_of_terms_are_lmerTests(string name) => CheckTerms(name);

    /// <summary>Crossed factors with 4,100 levels and 73,421 rows.</summary>
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("insteval")]
    [InlineData("insteval_dept")]
    public void Tests_of_a_large_crossed_model_are_lmerTests(string name)
    {
        CheckCoefficients(name, "fixed", DegreesOfFreedomMethod.Satterthwaite, LargeErrorTolerance);
        CheckTerms(name);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("insteval")]
    [InlineData("insteval_dept")]
    public void Where_standard_errors_of_a_large_model_differ_from_lme4s_it_is_because_lme4_stopped_short_of_the_optimum(string name)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml();
        double[] theirs = new double[model.GroupTerms.Count];
        foreach (JsonElement row in reference["variance_components"].EnumerateArray().Where(row => row.GetProperty("grp").GetString() != "Residual"))
        {
            string group = Reference.GroupName(row.GetProperty("grp").GetString()!, model);
            theirs[model.GroupTerms.ToList().FindIndex(term => term.Group == group)] = row.GetProperty("sdcor").GetDouble() / reference["sigma"].GetDouble();
        }

        // The criterion is steeper there than where we stop; and at their variances our standard errors are theirs.
        RemlCriterion criterion = new(model.Products);
        double[] gradient = new double[theirs.Length], ours = new double[theirs.Length];
        criterion.Evaluate(fit.Theta.Span, ours);
        criterion.Evaluate(theirs, gradient);
        Assert.True(10 * ours.Max(Math.Abs) < gradient.Max(Math.Abs), $"{ours.Max(Math.Abs)} here, {gradient.Max(Math.Abs)} there");
        RemlFit atTheirs = fit with { Theta = theirs.ToEquatableArray() };
        foreach (JsonElement row in reference["fixed"].EnumerateArray())
        {
            ContrastTest test = atTheirs.TestCoefficients(DegreesOfFreedomMethod.None)
                .Single(test => test.Name == Reference.CoefficientName(row.GetProperty("term").GetString()!, model));
            double error = row.GetProperty("Std. Error").GetDouble();
            Assert.Equal(error, test.StandardError, 1e-8 * error);
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Kenward_and_Rogers_method_is_possible_where_a_matrix_of_all_rows_would_not_fit()
    {
        // pbkrtest cannot do this. With so many levels the adjustment is small, and never makes a standard error smaller.
        RemlFit fit = Reference.Read("reml", "insteval").Bind().FitReml();
        List<double> progress = [];
        FixedEffectInference inference = fit.InferFixedEffects(DegreesOfFreedomMethod.KenwardRoger, new Collector(progress));
        foreach ((ContrastTest adjusted, ContrastTest plain) in inference.TestCoefficients().Zip(fit.TestCoefficients()))
        {
            Assert.InRange(adjusted.StandardError / plain.StandardError, 1, 1.001);
            Assert.InRange(adjusted.DegreesOfFreedom / plain.DegreesOfFreedom, 0.99, 1.01);
        }

        Assert.Equal(1, progress[^1]);
        Assert.Equal(progress.Order(), progress);
    }

    private static void CheckCoefficients(string name, string property, DegreesOfFreedomMethod method, double errorTolerance)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        ContrastTest[] tests = [.. model.FitReml().TestCoefficients(method)];
        JsonElement[] rows = [.. reference[property].EnumerateArray()];
        Assert.Equal(rows.Length, tests.Length);
        foreach (JsonElement row in rows)
        {
            ContrastTest test = tests.Single(test => test.Name == Reference.CoefficientName(row.GetProperty("term").GetString()!, model));
            double error = row.GetProperty("Std. Error").GetDouble(), df = row.GetProperty("df").GetDouble(), t = row.GetProperty("t value").GetDouble();
            Assert.Equal(error, test.StandardError, errorTolerance * error);
            Assert.Equal(df, test.DegreesOfFreedom, DegreesTolerance * df);
            Assert.Equal(t, test.Statistic, DegreesTolerance * Math.Max(1, Math.Abs(t)));

            // d log p / d log t is about t² for large t.
            double p = row.GetProperty("Pr(>|t|)").GetDouble();
            Assert.Equal(p, test.PValue, 1e-3 * p);
        }
    }

    private static void CheckTerms(string name)
    {
        Reference reference = Reference.Read("reml", name);
        AnovaTable table = reference.Bind().FitReml().Anova();
        JsonElement[] rows = [.. reference["anova3"].EnumerateArray()];
        Assert.Equal(rows.Select(row => row.GetProperty("term").GetString()), table.Terms.Select(test => test.Term));
        foreach (JsonElement row in rows)
        {
            JointTest test = table[row.GetProperty("term").GetString()!].Test!;
            Assert.Equal(row.GetProperty("NumDF").GetInt32(), test.NumeratorDegreesOfFreedom);
            AssertRelative(row.GetProperty("DenDF").GetDouble(), test.DenominatorDegreesOfFreedom!.Value);
            AssertRelative(row.GetProperty("F value").GetDouble(), test.Statistic);
            AssertRelative(row.GetProperty("Mean Sq").GetDouble(), test.MeanSquare);
            AssertRelative(row.GetProperty("Sum Sq").GetDouble(), test.SumOfSquares);
        }
    }

    private static void AssertRelative(double expected, double actual) => Assert.Equal(expected, actual, DegreesTolerance * Math.Abs(expected));

    /// <summary>Collects on the caller's thread.</summary>
    private sealed class Collector(List<double> reports) : IProgress<Progress>
    {
        public void Report(Progress value) => reports.Add(value.Fraction);
    }
}
