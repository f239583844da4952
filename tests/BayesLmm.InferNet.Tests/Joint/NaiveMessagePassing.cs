using BayesLmm.Design;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Tests.Reduction;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

// q(θ) = N(m, V), θ = (b, β), and a PrecisionBlock for every group of elements with a common precision (matrix): the effects of a term, a coefficient with a
// mixture prior, the residuals.

/// <summary>The same approximation as the program's, written out on the rows of the data with dense matrices: its updates and its lower bound.</summary>
internal sealed class NaiveMessagePassing
{
    private static readonly double Log2Pi = Math.Log(2 * Math.PI);

    private readonly Matrix<double> w;
    private readonly Vector<double> y;
    private readonly Vector<double> priorMean;
    private readonly Vector<double> priorPrecision;
    private readonly List<(PrecisionBlock Block, int[] Firsts, double Location)> blocks = [];
    private readonly PrecisionBlock residual;
    private readonly int effectCount;
    private readonly double logWeights;

    public NaiveMessagePassing(BoundModel model)
    {
        ConjugateModel graph = ConjugateCompiler.Compile(model, ConjugateForm.MatrixF);
        DenseDesign dense = DenseDesign.Of(model, graph);
        FreeColumns = dense.FreeColumns;
        logWeights = model.Design.Weights?.Sum(Math.Log) ?? 0;
        w = Matrix<double>.Build.DenseOfRowArrays(dense.W);
        y = Vector<double>.Build.Dense(dense.Y);
        double start = 2 / y.DotProduct(y) * y.Count;
        effectCount = model.Products.EffectCount;
        priorMean = Vector<double>.Build.Dense(dense.Order);
        priorPrecision = Vector<double>.Build.Dense(dense.Order);
        for (int j = 0; j < FreeColumns.Length; j++)
        {
            double reference = model.Products.Fixed.Reference[FreeColumns[j]];
            switch (graph.Coefficients[FreeColumns[j]])
            {
                case CoefficientPrior.Normal normal:
                    priorPrecision[effectCount + j] = 1 / (normal.Sd * normal.Sd);
                    priorMean[effectCount + j] = normal.Mean - reference;
                    break;
                case CoefficientPrior.GammaMixture mixture:
                    blocks.Add((PrecisionBlock.Of(mixture, start), [effectCount + j], mixture.Location - reference));
                    break;
            }
        }

        for (int k = 0; k < graph.Terms.Count; k++)
        {
            TermShape shape = model.Products.Terms[k];
            int[] firsts = [.. Enumerable.Range(0, shape.LevelCount).Select(j => shape.FirstEffectOf(j))];
            if (graph.Terms[k] is CovariancePrior.Independent independent)
            {
                for (int i = 0; i < shape.Width; i++)
                {
                    blocks.Add((PrecisionBlock.Of(independent.Precisions[i], start), [.. firsts.Select(first => first + i)], 0));
                }
            }
            else
            {
                blocks.Add((PrecisionBlock.Of((CovariancePrior.MatrixF)graph.Terms[k], start), firsts, 0));
            }
        }

        residual = PrecisionBlock.Of(graph.Residual, start);
        Mean = priorMean;
        Variance = Matrix<double>.Build.DenseIdentity(dense.Order);
    }

    /// <summary>Which coefficients are in θ.</summary>
    public int[] FreeColumns { get; }

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
            double tau = residual.Mean[0, 0];
            Matrix<double> q = (tau * ww) + Matrix<double>.Build.DiagonalOfDiagonalVector(priorPrecision);
            Vector<double> h = (tau * w.TransposeThisAndMultiply(y)) + priorPrecision.PointwiseMultiply(priorMean);
            foreach ((PrecisionBlock block, int[] firsts, double location) in blocks)
            {
                foreach (int first in firsts)
                {
                    q.SetSubMatrix(first, block.Order, first, block.Order, q.SubMatrix(first, block.Order, first, block.Order) + block.Mean);
                    h[first] += location == 0 ? 0 : block.Mean[0, 0] * location;
                }
            }

            Variance = q.Inverse();
            Mean = Variance * h;
            foreach ((PrecisionBlock block, int[] firsts, double location) in blocks)
            {
                block.Update(SecondMoments(firsts, block.Order, location), firsts.Length);
            }

            Vector<double> difference = y - (w * Mean);
            double squares = difference.DotProduct(difference) + ww.PointwiseMultiply(Variance).ToRowMajorArray().Sum();
            residual.Update(Matrix<double>.Build.Dense(1, 1, squares), y.Count);
            LowerBound = residual.LowerBound() + blocks.Sum(block => block.Block.LowerBound()) + ThetaPart(q) + (0.5 * logWeights);
        }
    }

    /// <summary>Σ E (θ_e − location)(θ_e − location)ᵀ.</summary>
    private Matrix<double> SecondMoments(int[] firsts, int r, double location)
    {
        Matrix<double> sum = Matrix<double>.Build.Dense(r, r);
        foreach (int first in firsts)
        {
            Vector<double> effects = Mean.SubVector(first, r) - location;
            sum += effects.OuterProduct(effects) + Variance.SubMatrix(first, r, first, r);
        }

        return sum;
    }

    /// <summary>E log p(β) of normal priors and the entropy of θ.</summary>
    private double ThetaPart(Matrix<double> q)
    {
        double sum = (0.5 * Mean.Count * (1 + Log2Pi)) - (0.5 * q.Cholesky().DeterminantLn);
        for (int i = effectCount; i < Mean.Count; i++)
        {
            double precision = priorPrecision[i], difference = Mean[i] - priorMean[i];
            sum += precision == 0 ? 0 : 0.5 * (Math.Log(precision) - Log2Pi - (precision * ((difference * difference) + Variance[i, i])));
        }

        return sum;
    }
}
