using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Approximations;

public class JointEffectsTests
{
    /// <summary>Rounding of a sparse and a dense solution of equations whose matrix has condition numbers up to 10⁶.</summary>
    private const double Rounding = 1e-7;

    public static TheoryData<string, string> Models => new()
    {
        { "dyestuff", "" },
        { "penicillin", "prior intercept ~ normal(20, 3)" },
        { "sleepstudy", "prior Days ~ student_t(3, 0, 5)" },
        { "sleepstudy_uncorrelated", "prior Days ~ constant(11)" },
        { "machines_slopes", "prior coefficients ~ laplace(0, 5)" },
        { "pastes", "prior intercept ~ flat" },
        { "radon", "prior floor ~ constant(-0.6)\nprior sigma ~ constant(0.7)" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Means_and_variances_are_those_of_the_dense_equations(string name, string priors)
    {
        BoundModel model = Reference.Read("reml", name).Bind(priors);
        (JointEffects joint, Matrix<double> covariance, Vector<double> mean) = Solve(model);

        for (int i = 0; i < mean.Count; i++)
        {
            double sd = Math.Sqrt(covariance[i, i]);
            Assert.True(Math.Abs(joint.Means[i] - mean[i]) <= Rounding * (sd + Math.Abs(mean[i])), $"mean {i}: {joint.Means[i]} {mean[i]}");
            Assert.True(Math.Abs(joint.Variances[i] - covariance[i, i]) <= Rounding * covariance[i, i],
                $"variance {i}: {joint.Variances[i]} {covariance[i, i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_variance_of_a_combination_is_that_of_the_dense_matrix_and_of_draws(string name, string priors)
    {
        BoundModel model = Reference.Read("reml", name).Bind(priors);
        (JointEffects joint, Matrix<double> covariance, _) = Solve(model);
        RandomStream random = new(5);
        double[] weights = [.. Enumerable.Range(0, covariance.RowCount).Select(_ => random.NextNormal())];
        Vector<double> w = Vector<double>.Build.Dense(weights);
        double expected = w.DotProduct(covariance * w);

        Assert.Equal(1, joint.VarianceOf(weights) / expected, Rounding);
        double drawn = 0;
        double[] normals = new double[weights.Length], draw = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            Array.Clear(normals);
            normals[i] = 1;
            joint.Draw(normals, draw);
            double sum = weights.Zip(draw, (a, b) => a * b).Sum() - weights.Zip(joint.Means.ToArray(), (a, b) => a * b).Sum();
            drawn += sum * sum;
        }

        Assert.Equal(1, drawn / expected, Rounding);
    }

    [Fact]
    public void Draws_on_many_threads_are_the_draws_on_one()
    {
        (JointEffects joint, _, _) = Solve(Reference.Read("reml", "penicillin").Bind());
        double[] Drawn(int i)
        {
            RandomStream random = new(11, (ulong)i);
            double[] normals = new double[joint.Means.Length], draw = new double[normals.Length];
            for (int e = 0; e < normals.Length; e++)
            {
                normals[e] = random.NextNormal();
            }

            joint.Draw(normals, draw);
            return draw;
        }

        double[][] one = [.. Enumerable.Range(0, 200).Select(Drawn)];
        double[][] many = [.. Enumerable.Range(0, 200).AsParallel().AsOrdered().Select(Drawn)];

        Assert.Equal(one, many);
    }

    /// <summary>The joint effects at precisions of no particular kind, and the same from (τ WᵀW + blkdiag(P_k, P))⁻¹.</summary>
    private static (JointEffects Joint, Matrix<double> Covariance, Vector<double> Mean) Solve(BoundModel model)
    {
        ConjugateModel graph = ConjugateCompiler.Compile(model);
        double tau = 2 * model.Products.RowCount / model.Products.Fixed.Yy;
        EquatableArray<CovarianceMarginal> terms = model.GroupTerms.Select(term => Marginal(term.Width, term.Structure.HasCorrelations, 3 * tau))
            .ToEquatableArray();
        EquatableArray<double> mixing =
            graph.Coefficients.Select(prior => prior is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture ? 0.7 : 1).ToEquatableArray();
        JointEffects joint = EffectsGivenPrecisions.Solve(model.Products, graph.Coefficients, PrecisionMarginal.Known(tau), terms, mixing);

        DenseDesign dense = DenseDesign.Of(model);
        int q = model.Products.EffectCount, order = q + model.Products.FixedCount;
        Matrix<double> prior = Matrix<double>.Build.Dense(order, order);
        Vector<double> location = Vector<double>.Build.Dense(order);
        for (int k = 0; k < terms.Count; k++)
        {
            Matrix<double> P = MeanPrecision(terms[k], model.Products.Terms[k].Width);
            for (int level = 0; level < model.Products.Terms[k].LevelCount; level++)
            {
                int first = model.Products.Terms[k].FirstEffectOf(level);
                prior.SetSubMatrix(first, first, P);
            }
        }

        List<int> free = [.. Enumerable.Range(0, q)];
        for (int j = 0; j < graph.Coefficients.Count; j++)
        {
            (double mean, double precision) = graph.Coefficients[j] switch
            {
                CoefficientPrior.Normal n => (n.Mean, 1 / (n.Sd * n.Sd)),
                CoefficientPrior.GammaMixture g => (g.Location, 0.7 / (g.Scale * g.Scale)),
                CoefficientPrior.ExponentialMixture e => (e.Location, 0.7 / (e.Scale * e.Scale)),
                CoefficientPrior.Fixed f => (f.Value, -1.0),
                _ => (0, 0.0),
            };
            location[q + j] = precision == 0 ? 0 : mean - model.Products.Fixed.Reference[j];
            prior[q + j, q + j] = Math.Max(0, precision);
            if (precision >= 0)
            {
                free.Add(q + j);
            }
        }

        Vector<double> y = dense.Y.Clone(), means = Vector<double>.Build.Dense(order);
        foreach (int known in Enumerable.Range(0, order).Except(free))
        {
            means[known] = location[known];
            y -= dense.W.Column(known) * location[known];
        }

        Matrix<double> w = Matrix<double>.Build.DenseOfColumnVectors(free.Select(dense.W.Column));
        Matrix<double> p = Matrix<double>.Build.Dense(free.Count, free.Count, (i, j) => prior[free[i], free[j]]);
        Vector<double> m = Vector<double>.Build.Dense(free.Count, i => location[free[i]]);
        Matrix<double> inverse = ((tau * w.TransposeThisAndMultiply(w)) + p).Inverse();
        Vector<double> solution = inverse * ((tau * w.TransposeThisAndMultiply(y)) + (p * m));
        Matrix<double> covariance = Matrix<double>.Build.Dense(order, order);
        for (int i = 0; i < free.Count; i++)
        {
            means[free[i]] = solution[i];
            for (int j = 0; j < free.Count; j++)
            {
                covariance[free[i], free[j]] = inverse[i, j];
            }
        }

        return (joint, covariance, means);
    }

    private static CovarianceMarginal Marginal(int width, bool correlated, double precision)
    {
        if (!correlated)
        {
            return new CovarianceMarginal.Independent(Enumerable.Range(0, width).Select(i => PrecisionMarginal.Gamma(5 + i, 5 / precision)).ToEquatableArray());
        }

        double[] rate = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                rate[(i * width) + j] = (i == j ? 1.0 + i : 0.3) / precision;
            }
        }

        return new CovarianceMarginal.Correlated(6, rate.ToEquatableArray());
    }

    private static Matrix<double> MeanPrecision(CovarianceMarginal marginal, int width) => marginal switch
    {
        CovarianceMarginal.Independent independent =>
            Matrix<double>.Build.DiagonalOfDiagonalArray([.. independent.Precisions.Select(precision => precision.Mean)]),
        CovarianceMarginal.Correlated wishart => wishart.Shape * Matrix<double>.Build.Dense(width, width, [.. wishart.Rate]).Inverse(),
        _ => throw new InvalidOperationException(),
    };
}
