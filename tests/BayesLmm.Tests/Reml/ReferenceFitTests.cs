using System.Text.Json;
using BayesLmm.Models;
using BayesLmm.Reml;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Reml;

/// <summary>Fits held against lme4's, whose own optimum is known to about 1e-9 in the criterion.</summary>
public class ReferenceFitTests
{
    /// <summary>How far above the reference's criterion ours may be.</summary>
    private const double CriterionSlack = 1e-6;

    /// <summary>
    /// Relative difference of estimates. lme4 stops where the criterion is flat to about 1e-9, which leaves estimates uncertain by about the square root of that.
    /// </summary>
    private const double Relative = 1e-4;

    /// <summary>A variance component below this part of the residual standard deviation is near zero, where the criterion is flatter still.</summary>
    private const double NearZero = 0.1;

    private const double RelativeNearZero = 1e-3;

    public static TheoryData<string> Fits => [.. Reference.Names("reml").Where(name => !name.StartsWith("insteval", StringComparison.Ordinal))];

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

    private static void CheckFixedEffects(Reference reference, BoundModel model, RemlFit fit)
    {
        JsonElement[] rows = [.. reference["fixed"].EnumerateArray()];
        Assert.Equal(rows.Length, fit.FixedEffects.Count);
        foreach (JsonElement row in rows)
        {
            string coefficient = Reference.CoefficientName(row.GetProperty("term").GetString()!, model);
            FixedEstimate estimate = fit.FixedEffects.Single(e => e.Name == coefficient);
            double se = row.GetProperty("Std. Error").GetDouble();
            Assert.Equal(row.GetProperty("Estimate").GetDouble(), estimate.Estimate, Relative * se);
            Assert.Equal(se, estimate.StandardError, Relative * se);
        }
    }

    private static void CheckVarianceComponents(Reference reference, BoundModel model, RemlFit fit)
    {
        double sigma = reference["sigma"].GetDouble();
        foreach (JsonElement row in reference["variance_components"].EnumerateArray())
        {
            string group = row.GetProperty("grp").GetString()!;
            double expected = row.GetProperty("sdcor").GetDouble();
            string? first = row.GetProperty("var1").GetString(), second = row.GetProperty("var2").GetString();
            string name = group == "Residual" ? "sigma"
                : second is null ? Parameter.Sd(Reference.GroupName(group, model), Reference.CoefficientName(first!, model)).Name
                : Parameter.Cor(Reference.GroupName(group, model), Reference.CoefficientName(first!, model), Reference.CoefficientName(second, model)).Name;
            double tolerance = second is null && expected > NearZero * sigma ? Relative * expected : RelativeNearZero * Math.Max(expected, NearZero);
            Assert.Equal(expected, fit[name], tolerance);
        }
    }

    private static void CheckGroupEffects(Reference reference, BoundModel model, RemlFit fit)
    {
        foreach (JsonElement row in reference["ranef"].EnumerateArray())
        {
            string group = row.GetProperty("grpvar").GetString()!;
            string effect = Reference.CoefficientName(row.GetProperty("term").GetString()!, model);
            string level = Reference.LevelName(row.GetProperty("grp").GetString()!, group, model);
            GroupEffects effects = fit.GroupEffects.Single(e => e.Group == Reference.GroupName(group, model) && e.Effects.Contains(effect));
            int j = effects.Levels.ToList().IndexOf(level), i = effects.Effects.ToList().IndexOf(effect);
            double sd = fit[Parameter.Sd(effects.Group, effect).Name];
            Assert.Equal(row.GetProperty("condval").GetDouble(), effects.Values[(j * effects.Effects.Count) + i], Math.Max(1e-9, RelativeNearZero * sd));
        }
    }
}
