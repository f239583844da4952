using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Tests.Reduction;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>
/// The exact posterior under the graph's own priors, matrix-F distributions among them, by Gibbs sampling on dense matrices: for models of correlated terms
/// with nothing known.
/// </summary>
internal sealed class GibbsSampler
{
    private readonly ConjugateModel graph;
    private readonly CrossProducts products;
    private readonly Random random;
    private readonly Matrix<double> ww;
    private readonly Vector<double> wy;
    private readonly double yy;
    private readonly Matrix<double>[] precisions;
    private readonly double[] mixing;
    private double tau;

    public GibbsSampler(BoundModel model, int seed)
    {
        graph = ConjugateCompiler.Compile(model, ConjugateForm.MatrixF);
        products = model.Products;
        random = new Random(seed);
        DenseDesign dense = DenseDesign.Of(model, graph);
        Matrix<double> w = Matrix<double>.Build.DenseOfRowArrays(dense.W);
        Vector<double> y = Vector<double>.Build.Dense(dense.Y);
        ww = w.TransposeThisAndMultiply(w);
        wy = w.TransposeThisAndMultiply(y);
        yy = y.DotProduct(y);
        tau = 2 * y.Count / yy;
        precisions = [.. graph.Terms.Select((_, k) => tau * Matrix<double>.Build.DenseIdentity(products.Terms[k].Width))];
        mixing = [.. graph.Coefficients.Select(_ => 1.0)];
    }

    /// <summary>The last draw of θ, group effects and then coefficients in the coordinates of the cross-products.</summary>
    public Vector<double> Effects { get; private set; } = Vector<double>.Build.Dense(1);

    /// <summary>The last draw of σ.</summary>
    public double Sigma => 1 / Math.Sqrt(tau);

    /// <summary>The last draw of a term's covariance matrix.</summary>
    public Matrix<double> Covariance(int term) => precisions[term].Inverse();

    public void Step()
    {
        Vector<double> theta = Effects = DrawEffects();
        DrawMixing(theta);
        PrecisionPrior.HalfT prior = (PrecisionPrior.HalfT)graph.Residual;
        double squares = yy - (2 * wy.DotProduct(theta)) + theta.DotProduct(ww * theta);
        double rate = MathNet.Numerics.Distributions.Gamma.Sample(random, (prior.Df + 1) / 2, (1 / (prior.Df * prior.Scale * prior.Scale)) + tau);
        tau = MathNet.Numerics.Distributions.Gamma.Sample(random, (products.RowCount + prior.Df) / 2, rate + (squares / 2));
        for (int k = 0; k < precisions.Length; k++)
        {
            DrawPrecision(k, theta);
        }
    }

    private Vector<double> DrawEffects()
    {
        Matrix<double> q = tau * ww;
        Vector<double> h = tau * wy;
        for (int k = 0; k < precisions.Length; k++)
        {
            int r = precisions[k].RowCount;
            for (int j = 0; j < products.Terms[k].LevelCount; j++)
            {
                int first = products.Terms[k].FirstEffectOf(j);
                q.SetSubMatrix(first, first, q.SubMatrix(first, r, first, r) + precisions[k]);
            }
        }

        for (int j = 0; j < mixing.Length; j++)
        {
            (double precision, double location) = graph.Coefficients[j] switch
            {
                CoefficientPrior.GammaMixture prior => (mixing[j] / (prior.Scale * prior.Scale), prior.Location),
                CoefficientPrior.Normal prior => (1 / (prior.Sd * prior.Sd), prior.Mean),
                _ => (0, 0),
            };
            q[products.EffectCount + j, products.EffectCount + j] += precision;
            h[products.EffectCount + j] += precision * (location - products.Fixed.Reference[j]);
        }

        var factor = q.Cholesky();
        Vector<double> normals = Vector<double>.Build.Dense(h.Count, _ => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1));
        return factor.Solve(h) + factor.Factor.Transpose().Solve(normals);
    }

    private void DrawMixing(Vector<double> theta)
    {
        for (int j = 0; j < mixing.Length; j++)
        {
            if (graph.Coefficients[j] is CoefficientPrior.GammaMixture prior)
            {
                double z = (theta[products.EffectCount + j] + products.Fixed.Reference[j] - prior.Location) / prior.Scale;
                mixing[j] = MathNet.Numerics.Distributions.Gamma.Sample(random, prior.Shape + 0.5, prior.Rate + (z * z / 2));
            }
        }
    }

    /// <summary>R | P ~ W(c + a, B + P), P | R, b ~ W(a + J/2, R + ½ Σ b bᵀ); MathNet's Wishart has 2a degrees of freedom and scale rate⁻¹/2.</summary>
    private void DrawPrecision(int k, Vector<double> theta)
    {
        CovariancePrior.MatrixF prior = (CovariancePrior.MatrixF)graph.Terms[k];
        TermShape term = products.Terms[k];
        Matrix<double> rates = Matrix<double>.Build.DenseOfDiagonalArray([.. prior.Rates]);
        Matrix<double> rate = Draw(prior.RateShape + prior.Shape, rates + precisions[k]);
        for (int j = 0; j < term.LevelCount; j++)
        {
            Vector<double> b = theta.SubVector(term.FirstEffectOf(j), term.Width);
            rate += b.OuterProduct(b) / 2;
        }

        precisions[k] = Draw(prior.Shape + (term.LevelCount / 2.0), rate);
    }

    private Matrix<double> Draw(double shape, Matrix<double> rate)
    {
        Matrix<double> scale = rate.Inverse() / 2;
        Matrix<double> drawn = Wishart.Sample(random, 2 * shape, (scale + scale.Transpose()) / 2);
        return (drawn + drawn.Transpose()) / 2;
    }
}
