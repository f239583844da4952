using System.Text.Json;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;
using CsCheck;

namespace BayesLmm.Tests.Estimation.Predictions;

public class PredictedEffectsTests
{
    /// <summary>In units of the effect's standard deviation: what lme4's stopping at about 1e-9 in the criterion leaves uncertain.</summary>
    private const double ReferenceError = 1e-5;

    /// <summary>The dense side inverts n × n matrices.</summary>
    private const double DenseError = 1e-7;

    public static TheoryData<string> Fits => [.. Reference.Names("reml").Where(name => !name.StartsWith("insteval", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Fits))]
    public void Predicted_effects_and_their_conditional_sds_are_lme4s(string name)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml();
        EquatableArray<PredictedEffects> terms = fit.PredictGroupEffects();
        double worst = 0;
        foreach (JsonElement row in reference["ranef"].EnumerateArray())
        {
            string group = row.GetProperty("grpvar").GetString()!;
            string effect = Reference.CoefficientName(row.GetProperty("term").GetString()!, model);
            string level = Reference.LevelName(row.GetProperty("grp").GetString()!, group, model);
            PredictedEffects term = terms.Single(e => e.Group == Reference.GroupName(group, model) && e.Effects.Contains(effect));
            int j = term.Levels.ToList().IndexOf(level), i = term.Effects.ToList().IndexOf(effect);
            double scale = Math.Max(1e-9, fit[Parameter.Sd(term.Group, effect).Name]);
            worst = Math.Max(worst, Math.Abs(row.GetProperty("condval").GetDouble() - term.Value(j, i)) / scale);
            worst = Math.Max(worst, Math.Abs(row.GetProperty("condsd").GetDouble() - term.ConditionalSd(j, i)) / scale);
        }

        Assert.True(worst < ReferenceError, $"{worst}");
    }

    [Fact]
    public void Covariances_of_effects_equal_the_blocks_of_dense_matrices() => Gen.Int[0, int.MaxValue].Sample(CheckDense, iter: 100, threads: 1);

    private static void CheckDense(int seed)
    {
        RemlFit fit = RandomMixedData.Fit(seed, out _);
        DenseMixedModel dense = new(fit);
        EquatableArray<PredictedEffects> terms = fit.PredictGroupEffects();
        int p = dense.X.ColumnCount;
        double size = 1 + dense.G.Diagonal().Maximum();
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Effects.Count;
            for (int level = 0; level < terms[k].Levels.Count; level++)
            {
                int first = dense.FirstEffect[k] + (level * r);
                for (int i = 0; i < r; i++)
                {
                    Assert.Equal(dense.B[first + i], terms[k].Value(level, i), DenseError * size);
                    for (int j = 0; j < r; j++)
                    {
                        Assert.Equal(dense.Conditional[first + i, first + j], terms[k].ConditionalCovariances[(level * r * r) + (i * r) + j],
                            DenseError * size);
                        Assert.Equal(dense.Joint[p + first + i, p + first + j], terms[k].PredictionCovariances[(level * r * r) + (i * r) + j],
                            DenseError * size);
                    }

                    Assert.True(terms[k].PredictionError(level, i) >= terms[k].ConditionalSd(level, i));
                }
            }
        }
    }
}
