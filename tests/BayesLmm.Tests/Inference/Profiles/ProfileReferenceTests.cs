using System.Text.Json;
using BayesLmm.Inference.Profiles;
using BayesLmm.Models;
using BayesLmm.Reml;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Inference.Profiles;

/// <summary>Profile intervals held against lme4's <c>confint</c>, which interpolates its profile by splines.</summary>
public class ProfileReferenceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Fits => [.. Reference.Names("reml").Where(name => !name.StartsWith("insteval", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Fits))]
    public void Intervals_are_lme4s(string name)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        ProfileIntervals intervals = fit.ProfileIntervals();
        output.WriteLine($"{name} {watch.ElapsedMilliseconds} ms");
        foreach (JsonElement row in reference["profile_ci"].EnumerateArray())
        {
            string parameter = ParameterName(row.GetProperty("parameter").GetString()!, model);
            ProfileInterval interval = intervals[parameter];
            double l = row.GetProperty("lower").GetDouble(), u = row.GetProperty("upper").GetDouble();
            double w = u - l;
            output.WriteLine(FormattableString.Invariant($"{parameter,-40} {interval.Lower:G8} {l:G8}  {interval.Upper:G8} {u:G8}   {(interval.Lower - l) / w:E1} {(interval.Upper - u) / w:E1} {interval.LowerEnd} {interval.UpperEnd} {interval.Converged}"));
        }
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
