using BayesLmm.Numerics;

namespace BayesLmm.Tests.Estimation;

/// <summary>
/// A linear change of predictors is another way to write the same model: u = s x + d and w = t z + e, with s and t from 1e-9 to 1e9 and shifts of up to 1e7
/// times the predictor's scale. The criterion differs by the determinant of the change; fitted values, σ and everything put back is the same.
/// </summary>
public class ShiftedAndScaledTwinsTests
{
    private const int Groups = 12, RowsOfGroup = 9;

    /// <summary>Of the criterion, and of values in units of σ: conditions of some hundreds, and optima found to a part of a standard error.</summary>
    private const double Close = 1e-6;

    [Theory]
    [InlineData("y ~ x + (x | g)")]
    [InlineData("y ~ x + z + (x | g)")]
    [InlineData("y ~ x * z + (x + z | g)")]
    [InlineData("y ~ x + z + (1 | g)")]
    public void A_twin_has_the_same_fit(string formula)
    {
        RandomStream random = new(23);
        for (int trial = 0; trial < 6; trial++)
        {
            (double S, double D) u = Change(random), w = Change(random);
            double[] x = Draw(random), z = Draw(random), y = Response(random, x, z);
            RemlFit near = Fit(formula, y, x, z);
            RemlFit far = Fit(formula, y, [.. x.Select(v => (u.S * v) + u.D)], [.. z.Select(v => (w.S * v) + w.D)]);
            string twin = FormattableString.Invariant($"x·{u.S:g3} + {u.D:g3}, z·{w.S:g3} + {w.D:g3}");

            double logs = far.FixedEffects.Sum(effect => LogScale(effect.Name, u.S, w.S));
            Near(near.Criterion, far.Criterion - (2 * logs), Close * Math.Abs(near.Criterion), twin);
            Near(near.Sigma, far.Sigma, 1e-5 * near.Sigma, twin);
            foreach ((double a, double b) in near.Predict().Rows.Zip(far.Predict().Rows, (a, b) => (a.Mean, b.Mean)))
            {
                Near(a, b, 1e-5 * near.Sigma, twin);
            }

            // The highest terms' coefficients are only scaled.
            string top = formula.Contains('*', StringComparison.Ordinal) ? "x:z" : "x";
            double scale = Math.Exp(LogScale(top, u.S, w.S));
            Near(near[top], far[top] * scale, 1e-5 * near.StandardError(top), twin);
            Near(near.StandardError(top), far.StandardError(top) * scale, 1e-4 * near.StandardError(top), twin);
            (string Name, double Unit)[] sds = [("sd(g, x)", u.S), ("sd(g, z)", w.S)];
            foreach ((string name, double unit) in sds.Where(sd => near.VarianceComponents.Any(component => component.Name == sd.Name)))
            {
                Near(near[name], far[name] * unit, 1e-4 * near.Sigma, twin);
            }
        }
    }

    private static double LogScale(string name, double s, double t) =>
        (name.Contains('x', StringComparison.Ordinal) ? Math.Log(s) : 0) + (name.Contains('z', StringComparison.Ordinal) ? Math.Log(t) : 0);

    private static void Near(double expected, double actual, double tolerance, string twin) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, FormattableString.Invariant($"{expected} is {actual} with {twin}"));

    /// <summary>A scale of 1e-9 to 1e9 and a shift of 0 to 1e7 of it, either way.</summary>
    private static (double S, double D) Change(RandomStream random)
    {
        double scale = Math.Pow(10, Math.Round((18 * random.NextUniform()) - 9));
        double shift = random.NextUniform() < 0.25 ? 0 : Math.Pow(10, 7 * random.NextUniform()) * (random.NextUniform() < 0.5 ? -1 : 1);
        return (scale, scale * shift);
    }

    private static double[] Draw(RandomStream random) => [.. Enumerable.Range(0, Groups * RowsOfGroup).Select(_ => random.NextNormal())];

    private static double[] Response(RandomStream random, double[] x, double[] z)
    {
        double[] b = [.. Enumerable.Range(0, 3 * Groups).Select(_ => random.NextNormal())];
        return [.. x.Select((v, i) => 5 + b[i % Groups] + ((1 + b[Groups + (i % Groups)]) * v) + ((0.7 * b[(2 * Groups) + (i % Groups)]) * z[i])
            + (0.4 * v * z[i]) + random.NextNormal())];
    }

    private static RemlFit Fit(string formula, double[] y, double[] x, double[] z) => Model.Parse(formula).Bind(Table.FromColumns(
        "twin",
        new NumericColumn("y", [.. y]),
        new NumericColumn("x", [.. x]),
        new NumericColumn("z", [.. z]),
        new NumericColumn("g", [.. Enumerable.Range(0, y.Length).Select(i => (double)(i % Groups))]))).FitReml();
}
