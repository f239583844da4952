using BayesLmm.InferNet.Priors;
using BayesLmm.InferNet.Reduction;
using BayesLmm.InferNet.Tests.Reduction;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

// q(θ) = N(m, V), q(P_k) = W(s_k, S_k), q(R_k) = W(c_k, C_k), W(a, B) ∝ |P|^(a − (r+1)/2) exp(−tr BP). σ⁻² is one more P, of order 1, with the residual in
// place of the effects; a half-t is the matrix-F of order 1.

/// <summary>The same approximation as the program's, written out on the rows of the data with dense matrices: its updates and its lower bound.</summary>
internal sealed class NaiveMessagePassing
{
    private static readonly double Log2Pi = Math.Log(2 * Math.PI);

    private readonly Matrix<double> w;
    private readonly Vector<double> y;
    private readonly Vector<double> priorMean;
    private readonly Vector<double> priorPrecision;
    private readonly List<PrecisionBlock> blocks = [];
    private readonly PrecisionBlock residual;
    private readonly int effectCount;

    public NaiveMessagePassing(BoundModel model)
    {
        DenseDesign dense = DenseDesign.Of(model);
        w = Matrix<double>.Build.DenseOfRowArrays(dense.W);
        y = Vector<double>.Build.Dense(dense.Y);
        ConjugatePriors priors = ConjugatePriors.Of(model, JointProducts.Of(model.Products));
        effectCount = model.Products.EffectCount;
        priorMean = Vector<double>.Build.Dense(dense.Order);
        priorPrecision = Vector<double>.Build.Dense(dense.Order);
        for (int j = 0; j < priors.Coefficients.Length; j++)
        {
            priorPrecision[effectCount + j] = priors.Coefficients[j].Precision;
            priorMean[effectCount + j] = priors.Coefficients[j].Precision == 0 ? 0 : priors.Coefficients[j].Mean - model.Products.Fixed.Reference[j];
        }

        for (int k = 0; k < priors.Sds.Length; k++)
        {
            Design.TermShape shape = model.Products.Terms[k];
            int[] firsts = [.. Enumerable.Range(0, shape.LevelCount).Select(j => shape.FirstEffect + (j * shape.Width))];
            if (priors.Covariances[k] is { } covariance)
            {
                blocks.Add(new PrecisionBlock(covariance, firsts, 2 / y.DotProduct(y) * y.Count));
                continue;
            }

            for (int i = 0; i < shape.Width; i++)
            {
                blocks.Add(new PrecisionBlock(MatrixF.For([priors.Sds[k][i]]), [.. firsts.Select(first => first + i)], 2 / y.DotProduct(y) * y.Count));
            }
        }

        residual = new PrecisionBlock(MatrixF.For([priors.Sigma]), [], 2 / y.DotProduct(y) * y.Count);
        Mean = priorMean;
        Variance = Matrix<double>.Build.DenseIdentity(dense.Order);
    }

    /// <summary>m.</summary>
    public Vector<double> Mean { get; private set; }

    /// <summary>V.</summary>
    public Matrix<double> Variance { get; private set; }

    /// <summary>The lower bound of log p(y), a flat prior counting with density 1.</summary>
    public double LowerBound { get; private set; }

    /// <summary>Shape and rate of σ⁻².</summary>
    public (double Shape, double Rate) Residual => (residual.Shape, residual.Rate[0, 0]);

    public void Run(int sweeps)
    {
        Matrix<double> ww = w.TransposeThisAndMultiply(w);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            Matrix<double> q = residual.Mean[0, 0] * ww;
            q += Matrix<double>.Build.DiagonalOfDiagonalVector(priorPrecision);
            blocks.ForEach(block => block.AddTo(q));
            Variance = q.Inverse();
            Mean = Variance * ((residual.Mean[0, 0] * w.TransposeThisAndMultiply(y)) + priorPrecision.PointwiseMultiply(priorMean));
            blocks.ForEach(block => block.Update(Mean, Variance));
            Vector<double> difference = y - (w * Mean);
            double squares = difference.DotProduct(difference) + ww.PointwiseMultiply(Variance).ToRowMajorArray().Sum();
            residual.Update(Matrix<double>.Build.Dense(1, 1, squares), y.Count);
            LowerBound = residual.LowerBound() + blocks.Sum(block => block.LowerBound()) + ThetaPart(q);
        }
    }

    /// <summary>E log p(β) and the entropy of θ.</summary>
    private double ThetaPart(Matrix<double> q)
    {
        double sum = (0.5 * Mean.Count * (1 + Log2Pi)) - (0.5 * Math.Log(q.Determinant()));
        for (int i = effectCount; i < Mean.Count; i++)
        {
            double precision = priorPrecision[i], difference = Mean[i] - priorMean[i];
            sum += precision == 0 ? 0 : 0.5 * (Math.Log(precision) - Log2Pi - (precision * ((difference * difference) + Variance[i, i])));
        }

        return sum;
    }

    private sealed class PrecisionBlock(MatrixF prior, int[] firsts, double start)
    {
        private readonly int r = prior.Order;
        private Matrix<double> moments = Matrix<double>.Build.Dense(prior.Order, prior.Order);
        private Matrix<double> hyperRate = Matrix<double>.Build.DenseDiagonal(prior.Order, prior.Order, i => (1 / prior.Scales[i]) + start);
        private int count;

        public double Shape { get; private set; } = 1;

        public Matrix<double> Rate { get; private set; } = Matrix<double>.Build.DenseIdentity(prior.Order) / start;

        public Matrix<double> Mean => Shape * Rate.Inverse();

        private double HyperShape => prior.RateShape + prior.Shape;

        public void AddTo(Matrix<double> q)
        {
            Matrix<double> mean = Mean;
            foreach (int first in firsts)
            {
                q.SetSubMatrix(first, r, first, r, q.SubMatrix(first, r, first, r) + mean);
            }
        }

        public void Update(Vector<double> mean, Matrix<double> variance)
        {
            Matrix<double> sum = Matrix<double>.Build.Dense(r, r);
            foreach (int first in firsts)
            {
                Vector<double> effects = mean.SubVector(first, r);
                sum += effects.OuterProduct(effects) + variance.SubMatrix(first, r, first, r);
            }

            Update(sum, firsts.Length);
        }

        public void Update(Matrix<double> secondMoments, int observations)
        {
            moments = secondMoments;
            count = observations;
            Shape = prior.Shape + (observations / 2.0);
            Rate = (HyperShape * hyperRate.Inverse()) + (secondMoments / 2);
            hyperRate = Matrix<double>.Build.DenseOfDiagonalArray([.. prior.Scales.Select(scale => 1 / scale)]) + Mean;
        }

        /// <summary>E log p(effects | P) + E log p(P | R) + E log p(R) and the entropies of P and R.</summary>
        public double LowerBound()
        {
            Matrix<double> mean = Mean, hyperMean = HyperShape * hyperRate.Inverse();
            double half = 0.5 * (r + 1), log = LogDeterminant(Shape, Rate), hyperLog = LogDeterminant(HyperShape, hyperRate);
            double logPriorRate = -prior.Scales.Sum(Math.Log);
            return (0.5 * count * (log - (r * Log2Pi))) - (0.5 * (mean * moments).Trace())
                + (prior.Shape * hyperLog) - LogGamma(prior.Shape) + ((prior.Shape - half) * log) - (hyperMean * mean).Trace()
                + (prior.RateShape * logPriorRate) - LogGamma(prior.RateShape) + ((prior.RateShape - half) * hyperLog)
                - hyperMean.Diagonal().Select((element, i) => element / prior.Scales[i]).Sum()
                + Entropy(Shape, Rate, log) + Entropy(HyperShape, hyperRate, hyperLog);
        }

        private double Entropy(double shape, Matrix<double> rate, double log) =>
            (-shape * Math.Log(rate.Determinant())) + LogGamma(shape) - ((shape - (0.5 * (r + 1))) * log) + (shape * r);

        /// <summary>E log|P|.</summary>
        private double LogDeterminant(double shape, Matrix<double> rate) =>
            Enumerable.Range(0, r).Sum(i => SpecialFunctions.DiGamma(shape - (0.5 * i))) - Math.Log(rate.Determinant());

        /// <summary>log Γ_r.</summary>
        private double LogGamma(double shape) =>
            (0.25 * r * (r - 1) * Math.Log(Math.PI)) + Enumerable.Range(0, r).Sum(i => SpecialFunctions.GammaLn(shape - (0.5 * i)));
    }
}
