using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Tests.Joint;
using BayesLmm.InferNet.Tests.Reduction;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.MeanField;

/// <summary>
/// Mean-field message passing for an intercept with a normal prior and one random intercept, on the rows, weighted or not: its updates and its lower bound.
/// </summary>
internal sealed class NaiveMeanField
{
    private static readonly double Log2Pi = Math.Log(2 * Math.PI);

    public NaiveMeanField(BoundModel model, int sweeps)
    {
        ConjugateModel graph = ConjugateCompiler.Compile(model, ConjugateForm.MatrixF);
        DenseDesign dense = DenseDesign.Of(model, graph);
        CoefficientPrior.Normal prior = (CoefficientPrior.Normal)graph.Coefficients[0];
        double m0 = prior.Mean - model.Products.Fixed.Reference[0], p0 = 1 / (prior.Sd * prior.Sd);
        int q = model.Products.EffectCount, n = dense.Y.Length;
        double start = n / dense.Y.Sum(y => y * y);
        Residual = PrecisionBlock.Of(graph.Residual, start);
        Group = PrecisionBlock.Of(((CovariancePrior.Independent)graph.Terms[0]).Precisions[0], start);
        double[] b = new double[q], v = new double[q];
        double mu = 0, vMu = 1;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            double tau = Residual.Mean[0, 0];
            double[] sums = new double[q], squares = new double[q];
            double sumMu = p0 * m0, precisionMu = p0;
            for (int i = 0; i < n; i++)
            {
                double x = dense.W[i][q];
                sumMu += tau * x * (dense.Y[i] - dense.W[i].Take(q).Zip(b, (z, e) => z * e).Sum());
                precisionMu += tau * x * x;
            }

            (mu, vMu) = (sumMu / precisionMu, 1 / precisionMu);
            for (int i = 0; i < n; i++)
            {
                int level = Array.FindIndex(dense.W[i], z => z != 0);
                sums[level] += tau * dense.W[i][level] * (dense.Y[i] - (dense.W[i][q] * mu));
                squares[level] += tau * dense.W[i][level] * dense.W[i][level];
            }

            for (int j = 0; j < q; j++)
            {
                v[j] = 1 / (Group.Mean[0, 0] + squares[j]);
                b[j] = v[j] * sums[j];
            }

            Group.Update(Scalar(b.Zip(v, (e, variance) => (e * e) + variance).Sum()), q);
            double residualSquares = 0;
            for (int i = 0; i < n; i++)
            {
                int level = Array.FindIndex(dense.W[i], z => z != 0);
                double z = dense.W[i][level], x = dense.W[i][q], r = dense.Y[i] - (x * mu) - (z * b[level]);
                residualSquares += (r * r) + (x * x * vMu) + (z * z * v[level]);
            }

            Residual.Update(Scalar(residualSquares), n);
            LowerBound = Residual.LowerBound() + Group.LowerBound()
                + (0.5 * (Math.Log(p0) - Log2Pi - (p0 * (((mu - m0) * (mu - m0)) + vMu))))
                + (0.5 * (1 + Log2Pi + Math.Log(vMu))) + v.Sum(variance => 0.5 * (1 + Log2Pi + Math.Log(variance)))
                + (0.5 * (model.Design.Weights?.Sum(Math.Log) ?? 0));
        }
    }

    public PrecisionBlock Residual { get; }

    public PrecisionBlock Group { get; }

    public double LowerBound { get; }

    private static Matrix<double> Scalar(double value) => Matrix<double>.Build.Dense(1, 1, value);
}
