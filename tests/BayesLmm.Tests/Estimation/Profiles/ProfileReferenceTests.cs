using System.Text.Json;
using BayesLmm.Models;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Profiles;

/// <summary>
/// Profile intervals compared with lme4's <c>confint</c>, which follows the profile in steps from the estimate and interpolates it by splines.
/// </summary>
public class ProfileReferenceTests(ITestOutputHelper output)
{
    /// <summary>How far an end point may be from lme4's, in widths of the interval: its splines are good to about 1e-4 where the profile is smooth.</summary>
    private const double Relative = 1e-3;

    /// <summary>How far the profiled deviance at an end point of ours may be from the cut-off, judged by a simplex search.</summary>
    private const double DevianceTolerance = 1e-6;

    /// <summary>How far it is from it, at the least, where we say that an end point of lme4's is off.</summary>
    private const double DevianceOff = 1e-3;

    public static TheoryData<string> Fits => [.. Reference.Names("reml").Where(name => !name.StartsWith("insteval", StringComparison.Ordinal))];

    /// <summary>
    /// End points that differ from lme4's by more than 1e-3 of the interval's width: of correlations and standard deviations near the edge of their range,
    /// where a profile turns sharply or changes from one branch to another, and there of sigma.
    /// </summary>
    public static TheoryData<string, string, bool> Off => new()
    {
        { "machines_slopes", "cor(Worker, Machine[A], Machine[B])", true },
        { "machines_slopes", "cor(Worker, Machine[A], Machine[C])", false },
        { "machines_slopes", "cor(Worker, Machine[A], Machine[C])", true },
        { "machines_slopes", "cor(Worker, Machine[B], Machine[C])", false },
        { "machines_slopes", "cor(Worker, Machine[B], Machine[C])", true },
        { "orthodont", "sigma", true },
        { "radon", "sd(county, intercept)", false },
        { "radon", "cor(county, intercept, floor)", false },
        { "radon", "cor(county, intercept, floor)", true },
        { "radon", "sd(county, floor)", false },
    };

    [Theory]
    [MemberData(nameof(Fits))]
    public void Intervals_are_lme4s_but_for_known_errors_of_its_splines(string name)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        ProfileIntervals intervals = model.FitReml().ProfileIntervals();
        Assert.True(intervals.Refitted);
        Assert.Equal(reference["ml_deviance"].GetDouble(), intervals.Deviance, 1e-5);
        Assert.Equal(model.Parameters.Count(), intervals.Intervals.Count);
        foreach (JsonElement row in reference["profile_ci"].EnumerateArray())
        {
            ProfileInterval interval = intervals[ParameterName(row.GetProperty("parameter").GetString()!, model)];
            double lower = row.GetProperty("lower").GetDouble(), upper = row.GetProperty("upper").GetDouble();
            Assert.True(interval.Converged, interval.Parameter.Name);
            Check(name, interval.Parameter.Name, false, lower, interval.Lower, Relative * (upper - lower));
            Check(name, interval.Parameter.Name, true, upper, interval.Upper, Relative * (upper - lower));
        }
    }

    [Theory]
    [MemberData(nameof(Off))]
    public void Where_ours_differ_an_independent_search_finds_the_cut_off_at_ours_and_not_at_lme4s(string name, string parameter, bool isUpper)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml(restricted: false);
        ProfileIntervals intervals = fit.ProfileIntervals(new ProfileOptions { Parameters = [parameter] });
        ProfileInterval interval = intervals[parameter];
        JsonElement row = reference["profile_ci"].EnumerateArray().Single(one => ParameterName(one.GetProperty("parameter").GetString()!, model) == parameter);
        double theirs = row.GetProperty(isUpper ? "upper" : "lower").GetDouble(), ours = (isUpper ? interval.Upper : interval.Lower)!.Value;
        double atOurs = Profile(fit, parameter, ours) - intervals.Deviance - intervals.CutOff;
        double atTheirs = Profile(fit, parameter, theirs) - intervals.Deviance - intervals.CutOff;
        output.WriteLine(
            FormattableString.Invariant($"{name} {parameter}: ours {ours:G9}, {atOurs:E2} from the cut-off; lme4's {theirs:G9}, {atTheirs:E2} from it"));
        if ((isUpper ? interval.UpperEnd : interval.LowerEnd) == IntervalEnd.Bound)
        {
            Assert.True(atOurs < 0);
        }
        else
        {
            Assert.Equal(0, atOurs, DevianceTolerance);
        }

        Assert.True(Math.Abs(atTheirs) > DevianceOff);
    }

    private static void Check(string name, string parameter, bool isUpper, double theirs, double? ours, double tolerance)
    {
        Assert.NotNull(ours);
        bool isOff = Off.Any(row => row.Data == (name, parameter, isUpper));
        Assert.True(isOff == Math.Abs(theirs - ours.Value) > tolerance,
            FormattableString.Invariant($"{parameter}: {ours:R}, lme4 {theirs:R}, tolerance {tolerance:G3}"));
    }

    private static double Profile(RemlFit fit, string parameter, double value)
    {
        BoundModel model = fit.Model;
        GroupTerm term = Assert.Single(model.GroupTerms);
        GroupwiseDeviance deviance = new(model);
        double sigma = fit["sigma"];
        int r = term.Width;
        double[] units = [.. Enumerable.Range(0, r).Select(i => sigma / model.Products.RootMeanSquare(model.Products.Terms[0], i))];
        double[] Triangle(int from) => [.. Enumerable.Range(from, r - from).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => i == j ? 1.0 : 0.0))];
        if (parameter == "sigma")
        {
            // A first effect of any sd: the held sd is itself the first coordinate.
            return deviance.Minimize(sigma, value, [0, .. Triangle(1)], free => deviance.WithSd(0, Math.Exp(free[0]) * units[0], free[1..], units));
        }

        for (int i = 0; i < r; i++)
        {
            if (parameter == Parameter.Sd(term.Group, term.Effects[i]).Name)
            {
                return deviance.Minimize(sigma, null, Triangle(1), free => deviance.WithSd(i, value, free, units));
            }

            for (int j = i + 1; j < r; j++)
            {
                if (parameter == Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]).Name)
                {
                    return deviance.Minimize(sigma, null, [0, 0, .. Triangle(2)], free => deviance.WithCorrelation(i, j, value, free, units));
                }
            }
        }

        throw new ArgumentException(parameter);
    }

    private static string ParameterName(string theirs, BoundModel model)
    {
        if (!theirs.Contains('|', StringComparison.Ordinal))
        {
            return theirs == "sigma" ? theirs : Reference.CoefficientName(theirs, model);
        }

        string[] parts = theirs.Split('|');
        string group = Reference.GroupName(parts[1], model);
        string effects = parts[0][(parts[0].IndexOf('_', StringComparison.Ordinal) + 1)..];
        if (theirs.StartsWith("sd_", StringComparison.Ordinal))
        {
            return Parameter.Sd(group, Reference.CoefficientName(effects, model)).Name;
        }

        string[] pair = effects.Split('.', 2);
        return Parameter.Cor(group, Reference.CoefficientName(pair[1], model), Reference.CoefficientName(pair[0], model)).Name;
    }
}
