using BayesLmm.Distributions;
using BayesLmm.Tests.References;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Tests;

/// <summary>Kenward and Roger's and Satterthwaite's methods against the papers' formulas with matrices of n rows.</summary>
public class DenseInferenceTests
{
    /// <summary>Both sides are exact at the fit's variances; the dense side inverts n × n matrices and solves for W of condition up to 1e8.</summary>
    private const double Exact = 1e-6;

    /// <summary>
    /// The two sides write the variances differently, and agree where the gradient is zero. The optimiser leaves a gradient of 3e-5 standard errors; ours takes
    /// differences besides.
    /// </summary>
    private const double AtOptimum = 5e-4;

    private static readonly string[] Models =
    [
        "y ~ x + f + (x | g) + (1 | h)",
        "y ~ x * f + (1 | g/h)",
        "y ~ 0 + f + x + (x || g)",
        "weights w\ny ~ x + f + (x | g) + (1 | h)",
        "known_se s\ny ~ x + f + (1 | g) + (1 | h)",
        "y ~ x + f + (0 + f | g)",
        "offset x\ny ~ f + (1 | h) + (0 + x | h)",
    ];

    public static TheoryData<string> Formulas => [.. Models];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Kenward_and_Rogers_method_is_the_papers_on_random_designs(string text)
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            RemlFit fit = RandomFit(text, seed, restricted: true);
            DenseInference dense = new(fit);
            FixedEffectInference inference = fit.InferFixedEffects(DegreesOfFreedomMethod.KenwardRoger);
            Matrix<double> adjusted = dense.Adjust().Adjusted;
            System.Random random = new(seed);
            int p = fit.FixedEffects.Count;
            Matrix<double> L = Matrix<double>.Build.Dense(Math.Min(p, 3), p, (_, _) => random.NextDouble() - 0.5);
            for (int i = 0; i < L.RowCount; i++)
            {
                Vector<double> l = L.Row(i);
                ContrastTest test = inference.TestContrast(l.ToArray());
                string where = $"{text} seed {seed}";
                AssertRelative(Math.Sqrt(l * adjusted * l), test.StandardError, Exact, where);
                AssertRelative(dense.KenwardRoger(l.ToRowMatrix()).DegreesOfFreedom, test.DegreesOfFreedom, Exact, where);
                AssertRelative(l * dense.Beta, test.Estimate, Exact, where);
            }

            JointTest joint = inference.TestJointly(L.ToArray());
            (double F, double df) = dense.KenwardRoger(L);
            if (df > 0)
            {
                AssertRelative(F, joint.Statistic, Exact, $"{text} seed {seed} F");
                AssertRelative(df, joint.DenominatorDegreesOfFreedom!.Value, Exact, $"{text} seed {seed} df");
            }
            else
            {
                Assert.Null(joint.PValue);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Satterthwaites_degrees_of_freedom_do_not_depend_on_what_the_variances_are_written_in(string text)
    {
        int compared = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            RemlFit fit = RandomFit(text, seed, restricted: seed % 2 == 0);
            if (!IsInside(fit))
            {
                continue;
            }

            compared++;
            DenseInference dense = new(fit);
            foreach (ContrastTest test in fit.TestCoefficients())
            {
                int j = fit.FixedEffects.ToList().FindIndex(effect => effect.Name == test.Name);
                Vector<double> l = Vector<double>.Build.Dense(fit.FixedEffects.Count, i => i == j ? 1.0 : 0);
                AssertRelative(Math.Sqrt(dense.Phi[j, j]), test.StandardError, Exact, test.Name);
                AssertRelative(dense.Satterthwaite(l), test.DegreesOfFreedom, AtOptimum, $"{text} seed {seed} {test.Name}");
            }
        }

        Assert.True(compared >= 3, $"only {compared} fits inside the parameter space");
    }

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("cake")]
    [InlineData("machines")]
    public void Satterthwaites_degrees_of_freedom_of_reference_fits_are_those_of_the_observed_information(string name)
    {
        RemlFit fit = Reference.Read("reml", name).Bind().FitReml();
        DenseInference dense = new(fit);
        Vector<double> l = Vector<double>.Build.Dense(fit.FixedEffects.Count, i => i == 1 ? 1.0 : 0);
        AssertRelative(dense.Satterthwaite(l), fit.TestCoefficients()[1].DegreesOfFreedom, 1e-4, name);
    }

    /// <summary>Away from boundaries, where the criterion's curvature means something and the optimum is sharp.</summary>
    private static bool IsInside(RemlFit fit) => !fit.IsSingular && fit.VarianceComponents.All(component =>
        component.Parameter.Kind == ParameterKind.GroupCorrelation ? Math.Abs(component.Estimate) < 0.95 : component.Estimate > 0.15);

    private static RemlFit RandomFit(string text, int seed, bool restricted)
    {
        const int n = 50, Groups = 9, Inner = 5;
        System.Random random = new(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        int[] g = [.. Enumerable.Range(0, n).Select(i => i < Groups ? i : random.Next(Groups))];
        int[] h = [.. Enumerable.Range(0, n).Select(i => i < Inner ? i : random.Next(Inner))];
        int[] f = [.. Enumerable.Range(0, n).Select(_ => random.Next(3))];
        double[] x = [.. Enumerable.Range(0, n).Select(_ => Normal() + 3)], w = [.. Enumerable.Range(0, n).Select(_ => 0.3 + random.NextDouble())];
        double[] a = Array.ConvertAll(new double[Groups], _ => Normal()), slope = Array.ConvertAll(new double[Groups], _ => Normal());
        double[] b = Array.ConvertAll(new double[Inner], _ => Normal()), tilt = Array.ConvertAll(new double[Inner], _ => Normal());
        double[] byLevel = Array.ConvertAll(new double[Groups * 3], _ => Normal());
        bool steep = !text.Contains("known_se", StringComparison.Ordinal);
        double[] y = [.. Enumerable.Range(0, n).Select(i =>
            2 + x[i] + a[g[i]] + b[h[i]] + byLevel[(g[i] * 3) + f[i]] + (steep ? (slope[g[i]] + tilt[h[i]]) * (x[i] - 3) : 0)
                + (0.7 * Normal() / Math.Sqrt(w[i])))];
        Table table = new("random", [
            new NumericColumn("x", x),
            new NumericColumn("y", y),
            new NumericColumn("w", w),
            new NumericColumn("s", Array.ConvertAll(w, value => 0.7 / Math.Sqrt(value))),
            CategoricalColumn.FromTexts("f", f.Select(level => $"f{level}")),
            CategoricalColumn.FromTexts("g", g.Select(level => $"g{level}")),
            CategoricalColumn.FromTexts("h", h.Select(level => $"h{level}"))]);
        return Model.Parse(text).Bind(table).FitReml(restricted);
    }

    private static void AssertRelative(double expected, double actual, double tolerance, string where) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{where}: expected {expected:R}, found {actual:R}");
}
