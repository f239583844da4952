using BayesLmm.Densities.Coordinates;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Densities.Coordinates;

/// <summary>The map of one level's coordinates against dense matrices, there and back.</summary>
public class LevelMapTests
{
    /// <summary>Relative; the matrices have condition numbers below 1e4.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Central differences with this step have errors of its square.</summary>
    private const double Step = 1e-5, DifferenceError = 1e-6;

    [Fact]
    public void Forward_is_the_dense_formula_and_can_be_undone() => Sample((level, random) =>
    {
        int r = level.Width;
        double logDeterminant = level.Forward(level.Lambda, level.Offset, out double[] R, out double[] y, out double[] u);
        Matrix<double> L = Dense(level.Lambda, r), K = Matrix<double>.Build.DenseIdentity(r) + (L.Transpose() * Dense(level.M, r) * L), upper = Dense(R, r);
        Close(K.ToRowMajorArray(), (upper * upper.Transpose()).ToRowMajorArray());
        Assert.Equal(0.5 * K.Cholesky().DeterminantLn, logDeterminant, Rounding);
        Assert.All(Enumerable.Range(0, r * r).Where(place => place % r < place / r), place => Assert.Equal(0, R[place]));

        // R_refᵀ (a − â) = Rᵀ u − R⁻¹Λᵀh.
        Vector<double> back = Dense(level.Reference, r).Transpose()
            .Solve((upper.Transpose() * Vector<double>.Build.Dense(u)) - upper.Solve(L.Transpose() * Vector<double>.Build.Dense(level.H)));
        Close(level.Offset, [.. back]);
    });

    [Fact]
    public void At_the_reference_the_effects_are_the_coordinates() => Sample((level, random) =>
    {
        // With Λ_refᵀ h = K_ref â.
        int r = level.Width;
        Matrix<double> L = Dense(level.Lambda, r), K = Matrix<double>.Build.DenseIdentity(r) + (L.Transpose() * Dense(level.M, r) * L);
        double[] mean = [.. Enumerable.Range(0, r).Select(_ => random.NextDouble() - 0.5)], reference = new double[r * r];
        LevelMap.Factor(level.Lambda, level.M, reference, r);
        Level at = level with { Reference = reference, H = [.. L.Transpose().Solve(K * Vector<double>.Build.Dense(mean))] };
        at.Forward(level.Lambda, level.Offset, out _, out _, out double[] u);
        Close([.. level.Offset.Zip(mean, (offset, center) => offset + center)], u);
    });

    [Fact]
    public void Backward_is_the_gradient_of_a_sum_of_effects_and_of_the_Jacobian() => Sample((level, random) =>
    {
        int r = level.Width;
        double[] weights = [.. Enumerable.Range(0, r).Select(_ => random.NextDouble() - 0.5)];
        double Function(double[] lambda, double[] offset)
        {
            double log = level.Forward(lambda, offset, out _, out _, out double[] u);
            return u.Zip(weights, (value, weight) => value * weight).Sum() - log;
        }

        level.Forward(level.Lambda, level.Offset, out double[] R, out double[] y, out double[] u);
        double[] by = [.. weights], byLambda = new double[r * r], start = [.. Enumerable.Range(0, r * r).Select(_ => random.NextDouble())];
        start.CopyTo(byLambda, 0);
        LevelMap.Backward(level.Lambda, level.M, level.H, level.Reference, R, y, u, by, byLambda, new double[3 * r * (r + 1)]);
        for (int i = 0; i < r; i++)
        {
            Assert.Equal(Slope(level.Offset, i, offset => Function(level.Lambda, offset)), by[i], DifferenceError * (1 + Math.Abs(by[i])));
            for (int j = 0; j <= i; j++)
            {
                int place = (i * r) + j;
                double found = byLambda[place] - start[place];
                Assert.Equal(Slope(level.Lambda, place, lambda => Function(lambda, level.Offset)), found, DifferenceError * (1 + Math.Abs(found)));
            }
        }
    });

    private static double Slope(double[] point, int place, Func<double[], double> function)
    {
        double[] above = [.. point], below = [.. point];
        above[place] += Step;
        below[place] -= Step;
        return (function(above) - function(below)) / (2 * Step);
    }

    private static void Sample(Action<Level, System.Random> check) => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            System.Random random = new(seed);
            int r = random.Next(1, 5);
            check(Level.Random(r, random), random);
        },
        iter: 200);

    private static Matrix<double> Dense(double[] rows, int r) => Matrix<double>.Build.DenseOfRowMajor(r, r, rows);

    private static void Close(double[] expected, double[] found)
    {
        double size = 1 + expected.Max(Math.Abs);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], Rounding * size);
        }
    }

    private sealed record Level(double[] Lambda, double[] M, double[] H, double[] Reference, double[] Offset)
    {
        public int Width => H.Length;

        public static Level Random(int r, System.Random random)
        {
            double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
            double[] Lower() =>
                [.. Numbers(r * r).Select((value, place) => place % r > place / r ? 0 : place % r == place / r ? 0.5 + Math.Abs(value) : value)];
            Matrix<double> A = Dense(Numbers(r * r), r);
            double[] reference = new double[r * r], M = (4 * random.NextDouble() * A * A.Transpose()).ToRowMajorArray();
            LevelMap.Factor(Lower(), M, reference, r);
            return new Level(Lower(), M, Numbers(r), reference, Numbers(r));
        }

        public double Forward(double[] lambda, double[] offset, out double[] R, out double[] y, out double[] u)
        {
            (R, y, u) = (new double[Width * Width], new double[Width], new double[Width]);
            return LevelMap.Forward(lambda, M, H, Reference, offset, R, y, u);
        }
    }
}
