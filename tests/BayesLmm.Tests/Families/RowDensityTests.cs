using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Families;

public sealed class RowDensityTests
{
    /// <summary>Central differences with steps of 1e-5: their own error is of order 1e-10, rounding of the sums 1e-16 n / 1e-5.</summary>
    private const double Step = 1e-5, Error = 1e-6;

    public static TheoryData<string, Link, bool> Cases => new(
        from family in KnownFamilies.All
        from link in family.Links
        from weighted in new[] { false, true }
        select (family.Name, link, weighted));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_of_the_sum_are_those_of_central_differences(string name, Link link, bool weighted)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        RandomStream random = new(3);
        for (int n = 1; n < 24; n++)
        {
            Rows rows = Rows.Draw(family, n, weighted, random);
            int m = rows.Parameters.Length;
            double[] by = new double[n], byParameters = new double[m], ignored = new double[n], alsoIgnored = new double[m];
            double Value() => family.Density.Evaluate(rows.Response, rows.Weights, rows.Predictor, rows.Parameters, ignored, alsoIgnored);
            double value = family.Density.Evaluate(rows.Response, rows.Weights, rows.Predictor, rows.Parameters, by, byParameters);
            double[] curvature = new double[n], scores = new double[n];
            double same = family.Density.EvaluateCurvature(rows.Response, rows.Weights, rows.Predictor, rows.Parameters, scores, curvature);
            Assert.Equal(value, same, 1e-12 * (1 + Math.Abs(value)));
            for (int i = 0; i < n; i++)
            {
                Close(Difference(rows.Predictor, i, Step, 1, Value), by[i]);
                Assert.Equal(by[i], scores[i], 1e-12 * (1 + Math.Abs(by[i])));
            }

            for (int i = 0; i < rows.Parameters.Length; i++)
            {
                double step = Step * rows.Parameters[i];
                Close((family.Parameters[i].ByLogarithm ? rows.Parameters[i] : 1) * Difference(rows.Parameters, i, step, 1, Value), byParameters[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_of_every_row_are_those_of_central_differences(string name, Link link, bool weighted)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        RandomStream random = new(7);
        const int n = 13;
        for (int trial = 0; trial < 24; trial++)
        {
            Rows rows = Rows.Draw(family, n, weighted, random);
            CompareRows(family, rows);
        }
    }

    /// <summary>Where one of success and failure is nearly certain; log p(1) and log p(0) there have very different sizes.</summary>
    [Theory]
    [InlineData("bernoulli", Link.Logit, -30)]
    [InlineData("bernoulli", Link.Logit, 30)]
    [InlineData("bernoulli", Link.Probit, -30)]
    [InlineData("bernoulli", Link.Probit, -5.0001)]
    [InlineData("bernoulli", Link.Probit, -4.9999)]
    [InlineData("bernoulli", Link.Probit, 7)]
    [InlineData("bernoulli", Link.CLogLog, -25)]
    [InlineData("bernoulli", Link.CLogLog, 3)]
    [InlineData("bernoulli", Link.Log, -25)]
    [InlineData("bernoulli", Link.Log, -0.1)]
    [InlineData("poisson", Link.Log, -30)]
    [InlineData("poisson", Link.Log, 12)]
    [InlineData("negative_binomial", Link.Log, -30)]
    [InlineData("negative_binomial", Link.Log, 12)]
    public void Derivatives_hold_far_out(string name, Link link, double eta)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        foreach (double y in (double[])[0, 1])
        {
            CompareRows(family, new Rows([y], [], [eta], [.. family.Parameters.Select(_ => 1.7)]));
        }
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(3)]
    [InlineData(4e4)]
    [InlineData(1e9)]
    public void Derivatives_by_the_shape_hold_for_small_and_large_counts_and_shapes(double shape)
    {
        Family family = new NegativeBinomialFamily();
        CompareRows(family, new Rows([0, 1, 30, 255, 256, 257, 5000, 2e6], [], [0, 0.3, 3, 5, 5.5, 5.6, 8.4, 14], [shape]));
    }

    /// <summary>The sum of logarithms from Stirling's series and from the table join.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.7)]
    [InlineData(35)]
    [InlineData(1e6)]
    public void The_shapes_sum_has_the_same_value_by_series_and_by_terms(double shape)
    {
        double[] logs = new double[400], slopes = new double[400];
        for (int y = 1; y < logs.Length; y++)
        {
            logs[y] = logs[y - 1] + double.LogP1((y - 1) / shape);
            slopes[y] = slopes[y - 1] - ((y - 1) / (shape + y - 1));
        }

        foreach (int y in (int[])[40, 64, 256, 399])
        {
            (double value, double slope) = RisingSum.At(y, shape, logs.AsSpan(0, 33), slopes.AsSpan(0, 33));
            Assert.Equal(logs[y], value, 1e-12 * (1 + Math.Abs(logs[y])));
            Assert.Equal(slopes[y], slope, 1e-9 * (1 + Math.Abs(slopes[y])));
        }
    }

    /// <summary>At η = ±700 nothing overflows that need not, and what must be −∞ or 0 is.</summary>
    [Fact]
    public void Values_at_plus_and_minus_700_are_the_limits()
    {
        Assert.Equal(-700, Value(new BernoulliFamily(), 1, -700), 1e-12);
        Assert.Equal(0, Value(new BernoulliFamily(), 1, 700), 1e-12);
        Assert.Equal(-700, Value(new BernoulliFamily(), 0, 700), 1e-12);
        Assert.Equal((-0.5 * 700 * 700) - 0.91893853320467274 - Math.Log(700 + (1.0 / 700)), Value(new BernoulliFamily(Link.Probit), 1, -700), 1e-8);
        Assert.Equal(0, Value(new BernoulliFamily(Link.Probit), 1, 700), 1e-12);
        Assert.Equal(-700, Value(new BernoulliFamily(Link.CLogLog), 1, -700), 1e-12);
        Assert.Equal(-Math.Exp(-700), Value(new BernoulliFamily(Link.CLogLog), 0, -700), 1e-310);
        Assert.Equal(0, Value(new BernoulliFamily(Link.CLogLog), 1, 700), 1e-12);
        Assert.Equal(-Math.Exp(700), Value(new BernoulliFamily(Link.CLogLog), 0, 700), 1e292);
        Assert.Equal(-700, Value(new BernoulliFamily(Link.Log), 1, -700), 1e-12);
        Assert.Equal(double.NegativeInfinity, Value(new BernoulliFamily(Link.Log), 1, 700));
        Assert.Equal(-2100, Value(new PoissonFamily(), 3, -700), 1e-9);
        Assert.Equal(double.NegativeInfinity, Value(new PoissonFamily(), 3, 710));
        Assert.Equal(-2100 + Math.Log(2.5 * 3.5 / (1.5 * 1.5)), Value(new NegativeBinomialFamily(), 3, -700, 1.5), 1e-9);
        Assert.Equal(-1.5 * (700 - Math.Log(1.5)), Value(new NegativeBinomialFamily(), 0, 700, 1.5), 1e-9);
        static double Value(Family family, double y, double eta, params double[] parameters)
        {
            double[] by = new double[1], curvature = new double[1], slope = new double[1], byParameters = new double[1];
            double value = family.Density.Evaluate([y], [], [eta], parameters, by, byParameters);
            Assert.False(double.IsNaN(by[0]));
            double other = family.Density.EvaluateCurvature([y], [], [eta], parameters, by, curvature);
            Assert.True(value == other || Math.Abs(value - other) <= 1e-12 * Math.Abs(value));
            family.Density.CurvatureSlopes([y], [], [eta], parameters, slope);
            Assert.False(double.IsNaN(curvature[0]) || double.IsNaN(slope[0]));
            Assert.True(curvature[0] >= 0);
            return value;
        }
    }

    [Fact]
    public void A_wide_predictor_gives_the_same_sum_in_vectors_and_one_by_one()
    {
        double[] eta = [-700, -40, -1, -1e-20, 0, 1e-20, 0.5, 36, 50, 700, 3];
        foreach (double y in (double[])[0, 1])
        {
            double[] response = [.. eta.Select(_ => y)], by = new double[eta.Length], one = new double[1];
            LogitBinomialDensity density = new();
            double sum = density.Evaluate(response, [], eta, [], by, []);
            double single = eta.Sum(x => density.Evaluate([y], [], [x], [], one, []));
            Assert.Equal(single, sum, 1e-12 * Math.Abs(single));
        }
    }

    /// <summary>Only so many factors are multiplied before a logarithm is taken.</summary>
    [Fact]
    public void A_long_response_does_not_overflow()
    {
        double[] response = new double[100_000], eta = new double[100_000], by = new double[100_000];
        Assert.Equal(-100_000 * Math.Log(2), new LogitBinomialDensity().Evaluate(response, [], eta, [], by, []), 1e-6);
    }

    [Fact]
    public void A_scale_too_small_for_double_precision_cannot_be_computed()
    {
        Assert.True(new GaussianDensity().IsComputableAt([1e-100]));
        Assert.False(new GaussianDensity().IsComputableAt([1e-170]));
        Assert.False(new GaussianDensity().IsComputableAt([0]));
        Assert.False(new StudentTDensity().IsComputableAt([1, 0]));
        Assert.False(new NegativeBinomialDensity().IsComputableAt([0]));
        Assert.False(new NegativeBinomialDensity().IsComputableAt([double.PositiveInfinity]));
    }

    [Fact]
    public void Evaluations_allocate_nothing()
    {
        double[] y = new double[50], eta = new double[50], by = new double[50], curvature = new double[50], parameters = [1, 4], byParameters = new double[2];
        Array.Fill(eta, -0.5);
        foreach (Family family in KnownFamilies.All.SelectMany(family => family.Links.Select(family.WithLink)))
        {
            RowDensity density = family.Density;
            Evaluate();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Evaluate();
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            void Evaluate()
            {
                density.Evaluate(y, [], eta, parameters, by, byParameters);
                density.EvaluateCurvature(y, [], eta, parameters, by, curvature);
                density.CurvatureSlopes(y, [], eta, parameters, curvature);
                density.ExpectedCurvature([], eta, parameters, curvature, by);
            }
        }
    }

    private static void CompareRows(Family family, Rows rows)
    {
        RowDensity density = family.Density;
        int n = rows.Response.Length;
        double[] scores = new double[n], curvature = new double[n], slopes = new double[n], expected = new double[n], expectedSlopes = new double[n];
        density.EvaluateCurvature(rows.Response, rows.Weights, rows.Predictor, rows.Parameters, scores, curvature);
        density.CurvatureSlopes(rows.Response, rows.Weights, rows.Predictor, rows.Parameters, slopes);
        density.ExpectedCurvature(rows.Weights, rows.Predictor, rows.Parameters, expected, expectedSlopes);
        double[] value = new double[n], score = new double[n], byCurvature = new double[n];
        for (int i = 0; i < n; i++)
        {
            Close(-1 * Difference(rows.Predictor, i, Step, Size(i), () => One(i).Score), curvature[i]);
            Close(Difference(rows.Predictor, i, Step, Size(i), () => One(i).Curvature), slopes[i]);
            Close(Difference(rows.Predictor, i, Step, Size(i), () => Expected(i)), expectedSlopes[i]);
        }

        for (int k = 0; k < rows.Parameters.Length; k++)
        {
            density.ByParameter(k, rows.Response, rows.Weights, rows.Predictor, rows.Parameters, value, score, byCurvature);
            double step = Step * rows.Parameters[k], factor = family.Parameters[k].ByLogarithm ? rows.Parameters[k] : 1;
            for (int i = 0; i < n; i++)
            {
                Close(factor * Difference(rows.Parameters, k, step, Size(i), () => One(i).Value), value[i]);
                Close(factor * Difference(rows.Parameters, k, step, Size(i), () => One(i).Score), score[i]);
                Close(factor * Difference(rows.Parameters, k, step, Size(i), () => One(i).Curvature), byCurvature[i]);
            }
        }

        (double Value, double Score, double Curvature) One(int i)
        {
            double[] by = new double[1], w = new double[1];
            double log = density.EvaluateCurvature(
                rows.Response.AsSpan(i, 1), WeightOf(i), rows.Predictor.AsSpan(i, 1), rows.Parameters, by, w);
            return (log, by[0], w[0]);
        }

        double Expected(int i)
        {
            double[] w = new double[1], slope = new double[1];
            density.ExpectedCurvature(WeightOf(i), rows.Predictor.AsSpan(i, 1), rows.Parameters, w, slope);
            return w[0];
        }

        double Size(int i) => rows.Response[i] * (1 + Math.Abs(rows.Predictor[i]));

        double[] WeightOf(int i) => rows.Weights.Length == 0 ? [] : [rows.Weights[i]];
    }

    /// <summary>The central difference of a function whose largest terms are of a size.</summary>
    private static Slope Difference(double[] values, int i, double step, double size, Func<double> value)
    {
        double before = values[i];
        values[i] = before + step;
        double right = value();
        values[i] = before - step;
        double left = value();
        values[i] = before;
        return new Slope((right - left) / (2 * step), 1e-15 * (size + Math.Abs(right) + Math.Abs(left)) / step);
    }

    private static void Close(Slope expected, double actual) =>
        Assert.Equal(expected.Value, actual, (Error * (1 + Math.Abs(expected.Value))) + expected.Rounding);

    /// <summary>A central difference.</summary>
    /// <param name="Value">The difference.</param>
    /// <param name="Rounding">What the rounding of the two values can do to it.</param>
    private readonly record struct Slope(double Value, double Rounding)
    {
        public static Slope operator *(double factor, Slope slope) => new(factor * slope.Value, Math.Abs(factor) * slope.Rounding);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sums_at_many_predictors_are_those_at_one_after_the_other(string name, Link link, bool weighted)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        RandomStream random = new(5);
        foreach ((int n, int count) in ((int, int)[])[(1, 8), (7, 24), (40, 16), (3, 5)])
        {
            Rows rows = Rows.Draw(family, n, weighted, random);
            double[] predictors = new double[n * count], sums = [.. Enumerable.Repeat(0.25, count)], by = new double[n], eta = new double[n];
            double[] byParameters = new double[rows.Parameters.Length];
            random.FillNormal(predictors);
            for (int i = 0; i < predictors.Length; i++)
            {
                predictors[i] = link == Link.Log && family.Domain != ResponseDomain.Counts ? -Math.Abs(predictors[i]) - 0.01 : 3 * predictors[i];
            }

            family.Density.AddLogDensities(rows.Response, rows.Weights, predictors, rows.Parameters, sums);
            for (int m = 0; m < count; m++)
            {
                for (int i = 0; i < n; i++)
                {
                    eta[i] = predictors[(i * count) + m];
                }

                double expected = 0.25 + family.Density.Evaluate(rows.Response, rows.Weights, eta, rows.Parameters, by, byParameters);
                Assert.Equal(expected, sums[m], 1e-12 * (1 + Math.Abs(expected)));
            }
        }
    }

    private sealed record Rows(double[] Response, double[] Weights, double[] Predictor, double[] Parameters)
    {
        public static Rows Draw(Family family, int n, bool weighted, RandomStream random)
        {
            double[] y = new double[n], eta = new double[n], weights = weighted ? new double[n] : [];
            random.FillNormal(eta);
            for (int i = 0; i < n; i++)
            {
                eta[i] = family.IsDiscrete && family.Link == Link.Log && family.Domain != ResponseDomain.Counts ? -Math.Abs(eta[i]) - 0.05 : 1.5 * eta[i];
                double w = family.Domain == ResponseDomain.Real ? 0.5 + random.NextUniform() : 1 + random.NextInteger(6);
                if (weighted)
                {
                    weights[i] = w;
                }

                y[i] = family.Domain switch
                {
                    ResponseDomain.Real => random.NextNormal(),
                    ResponseDomain.Counts => random.NextInteger(7),
                    _ => random.NextInteger(1 + (weighted ? (int)w : 1)),
                };
            }

            return new Rows(y, weights, eta, [.. family.Parameters.Select(parameter => parameter.Lower + 0.5 + random.NextUniform())]);
        }
    }
}
