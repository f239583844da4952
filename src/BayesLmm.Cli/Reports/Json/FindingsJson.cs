using System.Text.Json;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Estimates;
using BayesLmm.Inference;
using BayesLmm.Inference.Bootstrap;
using BayesLmm.Inference.Comparison;
using BayesLmm.Inference.LeastSquares;
using BayesLmm.Inference.Profiles;
using BayesLmm.Inference.VarianceExplained;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>What follows from a REML fit, as members of its document. What was not asked for has no member.</summary>
internal static class FindingsJson
{
    /// <summary>The members.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RemlFindings findings)
    {
        RemlSettings settings = findings.Settings;
        json.WriteFinite("level", settings.Level);
        json.WriteString("ddf", settings.Method switch
        {
            DegreesOfFreedomMethod.Satterthwaite => "satterthwaite",
            DegreesOfFreedomMethod.KenwardRoger => "kenward-roger",
            _ => "none",
        });
        json.WriteObjects("coefficients", findings.Coefficients, test =>
        {
            json.WriteString("name", test.Name);
            WriteTest(json, test);
        });
        if (findings.Terms is { } terms)
        {
            WriteTerms(json, terms);
        }

        WriteVariance(json, findings.Variance);
        if (findings.LeastSquares is { } leastSquares)
        {
            WriteLeastSquares(json, leastSquares);
        }

        if (findings.Means.Count > 0)
        {
            json.WriteObjects("marginalMeans", findings.Means, finding => WriteMeans(json, finding, settings));
        }

        if (findings.Deletions is { } deletions)
        {
            json.WriteObjects("randomTerms", deletions, deletion => WriteDeletion(json, deletion));
        }

        if (findings.Profile is { } profile)
        {
            WriteProfile(json, profile);
        }

        if (findings.Bootstrap is { } bootstrap)
        {
            WriteBootstrap(json, bootstrap, settings.Level);
        }

        if (findings.Interrupted.Count > 0)
        {
            json.WriteStrings("interrupted", findings.Interrupted);
        }
    }

    /// <summary>A likelihood-ratio test.</summary>
    public static void WriteTest(Utf8JsonWriter json, LikelihoodRatioTest test)
    {
        json.WriteFinite("statistic", test.Statistic);
        json.WriteNumber("df", test.DegreesOfFreedom);
        json.WriteNumber("boundaryVariances", test.BoundaryVariances);
        json.WriteFinite("p", test.PValue);
        json.WriteObjects("mixture", test.Mixture?.Components.AsEnumerable() ?? [], component =>
        {
            json.WriteNumber("df", component.DegreesOfFreedom);
            json.WriteFinite("weight", component.Weight);
        });
        json.WriteFinite("mixtureP", test.MixturePValue);
        json.WriteStrings("notes", test.Notes);
    }

    private static void WriteTest(Utf8JsonWriter json, ContrastTest? test)
    {
        json.WriteFinite("estimate", test?.Estimate);
        json.WriteFinite("se", test?.StandardError);
        json.WriteFinite("df", test?.DegreesOfFreedom);
        json.WriteFinite("statistic", test?.Statistic);
        json.WriteFinite("p", test?.PValue);
        json.WriteFinite("lower", test?.Lower);
        json.WriteFinite("upper", test?.Upper);
    }

    private static void WriteTerms(Utf8JsonWriter json, AnovaTable table)
    {
        json.WriteStartObject("terms");
        json.WriteString("type", TestTables.TypeName(table.Type));
        json.WriteObjects("tests", table.Terms, term =>
        {
            json.WriteString("term", term.Term);
            json.WriteFinite("f", term.Test?.Statistic);
            json.WriteFinite("numeratorDf", term.Test?.NumeratorDegreesOfFreedom);
            json.WriteFinite("denominatorDf", term.Test?.DenominatorDegreesOfFreedom);
            json.WriteFinite("p", term.Test?.PValue);
            json.WriteFinite("sumOfSquares", term.Test?.SumOfSquares);
            json.WriteFinite("meanSquare", term.Test?.MeanSquare);
            json.WriteString("reason", term.Reason);
        });
        json.WriteEndObject();
    }

    private static void WriteVariance(Utf8JsonWriter json, VarianceDecomposition variance)
    {
        json.WriteStartObject("variance");
        json.WriteFinite("fixed", variance.Fixed);
        json.WriteObjects("terms", variance.Terms, term =>
        {
            json.WriteString("group", term.Group);
            json.WriteStrings("effects", term.Effects);
            json.WriteFinite("variance", term.Variance);
        });
        json.WriteFinite("residual", variance.Residual);
        json.WriteFinite("iccAdjusted", variance.AdjustedIcc);
        json.WriteFinite("iccUnadjusted", variance.UnadjustedIcc);
        json.WriteFinite("r2Marginal", variance.MarginalR2);
        json.WriteFinite("r2Conditional", variance.ConditionalR2);
        json.WriteObjects("iccByGroup", variance.IccByGroup, group =>
        {
            json.WriteString("group", group.Group);
            json.WriteFinite("icc", group.Icc);
        });
        json.WriteEndObject();
    }

    private static void WriteLeastSquares(Utf8JsonWriter json, LeastSquaresComparison comparison)
    {
        json.WriteStartObject("leastSquares");
        json.WriteFinite("sigma", comparison.Sigma);
        json.WriteFinite("df", comparison.DegreesOfFreedom);
        json.WriteObjects("coefficients", comparison.Coefficients, row =>
        {
            json.WriteString("name", row.Name);
            json.WriteFinite("estimate", row.Estimate);
            json.WriteFinite("se", row.StandardError);
            json.WriteFinite("t", row.T);
            json.WriteFinite("designEffect", row.DesignEffect);
        });
        json.WriteFinite("kishDesignEffect", comparison.Kish?.DesignEffect);
        json.WriteFinite("kishEffectiveSampleSize", comparison.Kish?.EffectiveSampleSize);
        json.WriteEndObject();
    }

    private static void WriteMeans(Utf8JsonWriter json, MeansFinding finding, RemlSettings settings)
    {
        json.WriteStrings("factors", finding.Means.Factors);
        json.WriteObjects("means", finding.Means.Means, mean =>
        {
            json.WriteStrings("levels", mean.Levels);
            WriteTest(json, mean.Mean);
        });
        json.WriteString("adjustment", settings.Adjustment.ToString().ToLowerInvariant());
        json.WriteObjects("pairs", finding.Pairs, pair =>
        {
            json.WriteString("first", pair.First);
            json.WriteString("second", pair.Second);
            WriteTest(json, pair.Test);
            json.WriteFinite("adjustedP", pair.AdjustedPValue);
        });
    }

    private static void WriteDeletion(Utf8JsonWriter json, RandomTermDeletion deletion)
    {
        json.WriteString("name", deletion.Name);
        json.WriteString("group", deletion.Group);
        json.WriteStrings("effects", deletion.Effects);
        json.WriteBoolean("dropsTerm", deletion.DropsTerm);
        json.WriteFinite("logLik", deletion.Reduced.LogLikelihood);
        json.WriteFinite("aic", deletion.Reduced.Aic);
        json.WriteFinite("bic", deletion.Reduced.Bic);
        WriteTest(json, deletion.Test);
    }

    private static void WriteProfile(Utf8JsonWriter json, ProfileIntervals profile)
    {
        json.WriteStartObject("profile");
        json.WriteFinite("level", profile.Level);
        json.WriteFinite("deviance", profile.Deviance);
        json.WriteBoolean("refitted", profile.Refitted);
        json.WriteObjects("intervals", profile.Intervals, interval =>
        {
            json.WriteString("name", interval.Parameter.Name);
            json.WriteFinite("estimate", interval.Estimate);
            json.WriteFinite("lower", interval.Lower);
            json.WriteFinite("upper", interval.Upper);
            json.WriteString("lowerEnd", End(interval.LowerEnd));
            json.WriteString("upperEnd", End(interval.UpperEnd));
            json.WriteBoolean("converged", interval.Converged);
        });
        json.WriteEndObject();
    }

    private static string End(IntervalEnd end) => end switch
    {
        IntervalEnd.Crossing => "crossing",
        IntervalEnd.Bound => "bound",
        IntervalEnd.None => "none",
        _ => "notFound",
    };

    private static void WriteBootstrap(Utf8JsonWriter json, ParametricBootstrap bootstrap, double level)
    {
        json.WriteStartObject("bootstrap");
        json.WriteNumber("seed", bootstrap.Seed);
        json.WriteNumber("requested", bootstrap.Requested);
        json.WriteNumber("fitted", bootstrap.Fitted);
        json.WriteBoolean("interrupted", bootstrap.IsCancelled);
        json.WriteNumber("singular", bootstrap.SingularReplicates.Count);
        json.WriteNumber("failed", bootstrap.Failures.Count);
        json.WriteObjects("parameters", bootstrap.Summarize(level), row =>
        {
            json.WriteString("name", row.Parameter.Name);
            json.WriteFinite("estimate", row.Estimate);
            json.WriteFinite("mean", row.Mean);
            json.WriteFinite("bias", row.Bias);
            json.WriteFinite("se", row.StandardError);
            json.WriteNumber("missing", row.Missing);
            WriteInterval(json, "percentile", row.Percentile);
            WriteInterval(json, "basic", row.Basic);
            WriteInterval(json, "normal", row.Normal);
        });
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, BootstrapInterval? interval)
    {
        json.WriteFinite(name + "Lower", interval?.Lower);
        json.WriteFinite(name + "Upper", interval?.Upper);
    }
}
