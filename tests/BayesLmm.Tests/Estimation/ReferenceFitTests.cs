using System.Text.Json;
using BayesLmm.Estimation;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation;

/// <summary>Fits compared with lme4's, whose own optimum is known to about 1e-9 in the criterion.</summary>
public class ReferenceFitTests
{
    /// <summary>How far above the reference's criterion ours may be.</summary>
    private const double CriterionSlack = 1e-6;

    /// <summary>Relative difference of coefficients and standard errors.</summary>
    private const double RelativeCoefficient = 1e-6;

    /// <summary>Relative difference of standard deviations; that of correlations is absolute.</summary>
    private const double RelativeComponent = 1e-5;

    /// <summary>Absolute difference of a standard deviation that is 0.</summary>
    private const double AtBoundary = 1e-8;

    /// <summary>
    /// Where lme4 stopped a little short of the optimum, so that its standard errors are off by 1.7e-6: the gradient at its estimates says so
    /// (<see cref="Where_the_reference_stopped_short_its_gradient_is_larger_than_ours"/>).
    /// </summary>
    private const string StoppedShort = "insteval_dept";

    private const double RelativeStoppedShort = 5e-6;

    /// <summary>Difference of predicted group effects in units of their standard deviation.</summary>
    private const double RelativeEffect = 1e-5;

    public static TheoryData<string> Fits => [.. Reference.Names("reml")];

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_fit_is_at_least_as_good_as_lme4s_and_its_estimates_are_the_same(string name)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml();

        Assert.True(fit.Optimum.Converged);
        Assert.True(fit.Criterion <= reference["criterion"].GetDouble() + CriterionSlack, $"{fit.Criterion:R} > {reference["criterion"]}");
        Assert.Equal(reference["criterion"].GetDouble(), fit.Criterion, 1e-5);
        Assert.Equal(reference["aic"].GetDouble(), fit.Aic, 1e-5);
        Assert.Equal(reference["bic"].GetDouble(), fit.Bic, 1e-5);
        Assert.Equal(reference["singular"].GetBoolean(), fit.IsSingular);
        CheckFixedEffects(reference, model, fit);
        CheckVarianceComponents(reference, model, fit);
        CheckGroupEffects(reference, model, fit);
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_maximum_likelihood_deviance_is_lme4s(string name)
    {
        Reference reference = Reference.Read("reml", name);
        RemlFit fit = reference.Bind().FitReml(restricted: false);
        Assert.Equal(reference["ml_deviance"].GetDouble(), fit.Criterion, 1e-5);
    }

    [Fact]
    public void A_singular_fit_reports_the_collapsed_direction()
    {
        RemlFit fit = Reference.Read("reml", "dyestuff2").Bind().FitReml();
        Assert.Equal(0, fit["sd(Batch, intercept)"]);
        CollapsedDirection direction = Assert.Single(fit.Collapsed);
        Assert.Equal("Batch: the variance of intercept is 0", direction.ToString());
    }

    [Fact]
    public void Where_the_reference_stopped_short_its_gradient_is_larger_than_ours()
    {
        Reference reference = Reference.Read("reml", StoppedShort);
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml();
        RemlCriterion criterion = new(model.Products);
        double sigma = reference["sigma"].GetDouble();
        double[] theirs = [.. model.GroupTerms.Select(term => Math.Sqrt(reference["variance_components"].EnumerateArray()
            .Single(row => row.GetProperty("grp").GetString() is { } group && group != "Residual" && Reference.GroupName(group, model) == term.Group)
            .GetProperty("vcov").GetDouble()) / sigma)];
        double[] gradient = new double[theirs.Length];
        criterion.Evaluate(theirs, gradient);
        double atTheirs = gradient.Max(Math.Abs);
        criterion.Evaluate(fit.Theta.Span, gradient);
        Assert.True(atTheirs > 10 * gradient.Max(Math.Abs), $"{atTheirs} at lme4's estimates, {gradient.Max(Math.Abs)} at ours");
    }

    private static void CheckFixedEffects(Reference reference, BoundModel model, RemlFit fit)
    {
        JsonElement[] rows = [.. reference["fixed"].EnumerateArray()];
        Assert.Equal(rows.Length, fit.FixedEffects.Count);
        foreach (JsonElement row in rows)
        {
            string coefficient = Reference.CoefficientName(row.GetProperty("term").GetString()!, model);
            ParameterEstimate estimate = fit.FixedEffects.Single(e => e.Name == coefficient);
            double expected = row.GetProperty("Estimate").GetDouble(), se = row.GetProperty("Std. Error").GetDouble();

            // A coefficient that is near 0 is compared on the scale of its standard error.
            Assert.Equal(expected, estimate.Estimate, RelativeCoefficient * Math.Max(Math.Abs(expected), se));
            Assert.Equal(se, estimate.StandardError, (reference["name"].GetString() == StoppedShort ? RelativeStoppedShort : RelativeCoefficient) * se);
        }
    }

    private static void CheckVarianceComponents(Reference reference, BoundModel model, RemlFit fit)
    {
        foreach (JsonElement row in reference["variance_components"].EnumerateArray())
        {
            string group = row.GetProperty("grp").GetString()!;
            double expected = row.GetProperty("sdcor").GetDouble();
            string? first = row.GetProperty("var1").GetString(), second = row.GetProperty("var2").GetString();
            string name = group == "Residual" ? "sigma"
                : second is null ? Parameter.Sd(Reference.GroupName(group, model), Reference.CoefficientName(first!, model)).Name
                : Parameter.Cor(Reference.GroupName(group, model), Reference.CoefficientName(first!, model), Reference.CoefficientName(second, model)).Name;
            double tolerance = second is null ? Math.Max(AtBoundary, RelativeComponent * expected) : RelativeComponent;
            Assert.True(Math.Abs(expected - fit[name]) <= tolerance, $"{name}: {expected} expected, {fit[name]} found");
        }
    }

    private static void CheckGroupEffects(Reference reference, BoundModel model, RemlFit fit)
    {
        foreach (JsonElement row in reference.Has("ranef") ? reference["ranef"].EnumerateArray() : [])
        {
            string group = row.GetProperty("grpvar").GetString()!;
            string effect = Reference.CoefficientName(row.GetProperty("term").GetString()!, model);
            string level = Reference.LevelName(row.GetProperty("grp").GetString()!, group, model);
            GroupEffects effects = fit.GroupEffects.Single(e => e.Group == Reference.GroupName(group, model) && e.Effects.Contains(effect));
            int j = effects.Levels.ToList().IndexOf(level), i = effects.Effects.ToList().IndexOf(effect);
            double sd = fit[Parameter.Sd(effects.Group, effect).Name];
            Assert.Equal(row.GetProperty("condval").GetDouble(), effects.Values[(j * effects.Effects.Count) + i], Math.Max(AtBoundary, RelativeEffect * sd));
        }
    }
}
