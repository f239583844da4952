using System.Text.Json;
using BayesLmm.Equations.Laplace;
using BayesLmm.Estimation.Laplace;
using BayesLmm.Tests.References;
using MathNet.Numerics;

namespace BayesLmm.Tests.Estimation.Laplace;

/// <summary>Fits by lme4 and glmmTMB, from <c>tests/reference/glmm</c>.</summary>
public class LaplaceReferenceTests
{
    /// <summary>What the other programs' optimisers leave of a log likelihood, relative.</summary>
    private const double Likelihood = 1e-6;

    /// <summary>And of estimates and standard errors: these come from finite differences of the deviance in lme4.</summary>
    private const double Estimates = 1e-4;

    /// <summary>Standard deviations are the worst determined: lme4's optimisers stop within this part of their standard errors.</summary>
    private const double Components = 1e-3;

    /// <summary>Rounding of a criterion between two points, relative.</summary>
    private const double Stored = 1e-10;

    public static TheoryData<string, string, int, bool> Files => new()
    {
        { "cbpp", "cbpp", 1, false },
        { "cbpp_agq25", "cbpp", 25, false },
        { "bacteria", "bacteria", 1, false },
        { "bacteria_agq25", "bacteria", 25, false },
        { "bacteria_cloglog", "bacteria cloglog", 1, true },
        { "bacteria_probit", "bacteria probit", 1, true },
        { "epilepsy", "epilepsy", 1, false },
        { "epilepsy_agq25", "epilepsy", 25, false },
        { "epilepsy_olre", "epilepsy_olre", 1, false },
        { "owls", "owls", 1, false },
        { "owls_nb", "owls_nb", 1, false },
        { "salamanders", "salamanders", 1, false },
        { "salamanders_nb", "salamanders_nb", 1, false },
        { "toenail", "toenail", 1, false },
        { "toenail_agq25", "toenail", 25, false },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Likelihood_estimates_and_standard_errors_are_those_of_the_reference(string file, string model, int quadrature, bool expected)
    {
        Reference reference = Reference.Read("glmm", file);
        LaplaceFit fit = GeneralizedModels.Named(model).FitLaplace(new LaplaceOptions { Quadrature = quadrature, ExpectedInformation = expected });
        Assert.True(fit.Optimum.Converged, $"{file} did not converge: {fit.Optimum}");
        double theirs = reference["loglik"].GetDouble() + (quadrature > 1 ? Saturated(fit.Model) : 0);
        Assert.True(fit.LogLikelihood >= theirs - (Likelihood * Math.Abs(theirs)), $"{file}: {fit.LogLikelihood:R}, the reference {theirs:R}");
        Assert.True(fit.LogLikelihood <= theirs + (1e-4 * Math.Abs(theirs)), $"{file}: {fit.LogLikelihood:R}, the reference {theirs:R}: another criterion");
        List<string> off = [];
        int j = 0, p = fit.FixedEffects.Count;
        bool givesErrorsGivenVariances = reference["software"].GetString()!.StartsWith("lme4", StringComparison.Ordinal);
        foreach (JsonElement row in reference["fixed"].EnumerateArray())
        {
            Compare(off, row.GetProperty("term").GetString()!, fit.FixedEffects[j].Estimate, row.GetProperty("Estimate").GetDouble(), Estimates);
            double error = givesErrorsGivenVariances ? Math.Sqrt(fit.CovarianceGivenVariances[(j * p) + j]) : fit.FixedEffects[j].StandardError;
            Compare(off, "SE " + row.GetProperty("term").GetString(), error, row.GetProperty("Std. Error").GetDouble(), Estimates);
            j++;
        }

        if (reference.Has("variance_components"))
        {
            foreach (JsonElement row in reference["variance_components"].EnumerateArray())
            {
                string sd = $"sd({row.GetProperty("grp").GetString()}, intercept)";
                Compare(off, sd, fit[sd], row.GetProperty("sdcor").GetDouble(), Components * Math.Max(1, fit.StandardError(sd)));
            }

            int k = 0;
            foreach (JsonElement term in reference["ranef"].EnumerateArray().OrderBy(
                term => fit.GroupEffects.Select(effects => effects.Group).ToList().IndexOf(term.GetProperty("group").GetString()!)))
            {
                string[] levels = [.. term.GetProperty("levels").EnumerateArray().Select(level => level.GetString()!)];
                double[] modes = [.. term.GetProperty("mode").EnumerateArray().Select(mode => mode[0].GetDouble())];
                for (int level = 0; level < levels.Length; level++)
                {
                    int place = fit.GroupEffects[k].Levels.ToList().IndexOf(levels[level]);
                    Compare(off, levels[level], fit.GroupEffects[k].Values[place], modes[level], Components);
                    if (quadrature == 1)
                    {
                        double error = term.GetProperty("sd")[0][level].GetDouble();
                        Compare(off, "sd of " + levels[level], fit.ConditionalSds[k].Values[place], error, Components);
                    }
                }

                k++;
            }
        }
        else
        {
            foreach (JsonProperty sd in reference["sds"].EnumerateObject())
            {
                Compare(off, sd.Name, fit[$"sd({sd.Name}, intercept)"], sd.Value.GetDouble(), Estimates);
            }

            Compare(off, "shape", fit["shape"], reference["dispersion"].GetDouble(), Estimates);
        }

        Assert.True(off.Count == 0, $"{file}, {fit.LogLikelihood - theirs:0.0e0} above, largest score {fit.LargestScore:0.0e0}:\n{string.Join('\n', off)}");
    }

    /// <summary>
    /// Where another program's search ended short of the maximum, its score there accounts for what it lacks: ½ gᵀΣg with g the exact gradient at its point. A
    /// quadratic's, so up to a part of it; and up to the digits of the stored estimates.
    /// </summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void What_the_reference_lacks_is_what_its_gradient_says(string file, string model, int quadrature, bool expected)
    {
        Reference reference = Reference.Read("glmm", file);
        BoundModel bound = GeneralizedModels.Named(model);
        LaplaceOptions options = new() { Quadrature = quadrature, ExpectedInformation = expected };
        LaplaceFit fit = bound.FitLaplace(options);
        LaplaceRows rows = LaplaceRows.Create(bound);
        LaplaceLayout layout = new(rows);
        LaplaceCriterion criterion = new(
            layout,
            new LaplaceApproximation(rows, null, expected ? LaplaceInformation.Expected : LaplaceInformation.Observed) { Tolerance = 1e-18 },
            quadrature);
        double[] point = [.. fit.Point], gradient = new double[criterion.Dimension];
        double best = criterion.Evaluate(point, gradient);
        Assert.Equal(-fit.LogLikelihood, best - bound.LogConstant, 1e-8 * Math.Abs(best));

        double[] moved = [.. reference["fixed"].EnumerateArray().Select((row, j) => row.GetProperty("Estimate").GetDouble() - fit.FixedEffects[j].Estimate)];
        moved[0] += Enumerable.Range(1, moved.Length - 1).Sum(j => bound.Products.Fixed.Centers[j] * moved[j]);
        for (int j = 0; j < moved.Length; j++)
        {
            point[layout.FirstBeta + j] += layout.BetaScales[j] * moved[j];
        }

        for (int k = 0; k < layout.ThetaCount; k++)
        {
            point[k] = SdOf(reference, fit.GroupEffects[k].Group);
        }

        if (reference.Has("dispersion") && layout.ParameterCount == 1)
        {
            point[layout.ThetaCount] = Math.Log(reference["dispersion"].GetDouble());
        }

        double lacking = criterion.Evaluate(point, gradient) - best, said = 0;
        int d = gradient.Length;
        for (int i = 0; i < d * d; i++)
        {
            said += 0.5 * gradient[i / d] * fit.PointCovariance[i] * gradient[i % d];
        }

        string numbers = string.Join(", ", gradient.Select(slope => FormattableString.Invariant($"{slope:0.0e+0}")));
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{file}: {lacking:0.0e+0} below the maximum; by its gradient {said:0.0e+0}; gradient ({numbers})"));
        Assert.InRange(lacking, -Stored * Math.Abs(best), Likelihood * Math.Abs(best));
        Assert.Equal(said, lacking, (0.05 * said) + (Stored * Math.Abs(best)));
    }

    private static double SdOf(Reference reference, string group) => reference.Has("variance_components")
        ? reference["variance_components"].EnumerateArray().Single(row => row.GetProperty("grp").GetString() == group).GetProperty("sdcor").GetDouble()
        : reference["sds"].GetProperty(group).GetDouble();

    /// <summary>lme4 1.1-31's <c>vcov(fit, use.hessian = TRUE)</c>, by differences of the deviance.</summary>
    [Fact]
    public void Standard_errors_allow_for_the_estimation_of_the_variances()
    {
        LaplaceFit fit = GeneralizedModels.Named("cbpp").FitLaplace();
        double[] theirs = [0.2324734, 0.3066415, 0.3266376, 0.4274378];
        Assert.All(fit.FixedEffects.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First.StandardError, 1e-5 * pair.Second));
    }

    private static void Compare(List<string> off, string name, double ours, double theirs, double tolerance)
    {
        if (!(Math.Abs(ours - theirs) <= tolerance * Math.Max(1, Math.Abs(theirs))))
        {
            off.Add($"{name}: {ours:R}, the reference {theirs:R}");
        }
    }

    /// <summary>The log likelihood of a model that has each row's own mean.</summary>
    private static double Saturated(BoundModel model)
    {
        double sum = 0;
        for (int i = 0; i < model.Response.Length; i++)
        {
            double y = model.Response[i], m = model.Weights.IsEmpty ? 1 : model.Weights[i];
            double Term(double count, double share) => count == 0 ? 0 : count * Math.Log(share);
            sum += model.Family.Name == "poisson"
                ? Term(y, y) - y - SpecialFunctions.FactorialLn((int)y)
                : Term(y, y / m) + Term(m - y, (m - y) / m) + SpecialFunctions.BinomialLn((int)m, (int)y);
        }

        return sum;
    }
}
