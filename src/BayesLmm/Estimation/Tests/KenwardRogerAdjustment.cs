using System.Numerics.Tensors;
using BayesLmm.Design.Products;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation.Tests;

/// <summary>Computes Φ_A and W of <see cref="KenwardRoger"/> at the criterion's last evaluation.</summary>
internal sealed class KenwardRogerAdjustment
{
    /// <summary>
    /// Directions of the parameters that carry less information than this part of a variance's own are not identified by the data and do not change Φ.
    /// </summary>
    private const double NoInformation = 1e-10;

    private readonly RemlCriterion criterion;
    private readonly CrossProducts products;
    private readonly EffectPattern[] patterns;
    private readonly int p;
    private readonly int count; // parameters, the scale of V last unless σ is known
    private readonly double[] phi;
    private readonly double[][] T; // p columns of q

    /// <summary>Allocates the memory.</summary>
    public KenwardRogerAdjustment(RemlCriterion criterion)
    {
        this.criterion = criterion;
        products = criterion.Products;
        patterns = Patterns(criterion);
        p = products.FixedCount;
        count = patterns.Length + (criterion.SigmaIsKnown ? 0 : 1);
        phi = criterion.Given.UnscaledCovariance();
        T = new double[p][];
        for (int j = 0; j < p; j++)
        {
            T[j] = new double[products.EffectCount];
            criterion.Given.UnexplainedX(j, T[j]);
        }
    }

    /// <summary>Computes what all contrasts of a fit share.</summary>
    /// <exception cref="InvalidOperationException">The fit is by maximum likelihood.</exception>
    public static KenwardRoger Compute(RemlFit fit, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        if (!fit.Restricted)
        {
            throw new InvalidOperationException(
                "Kenward and Roger's method is for fits by restricted maximum likelihood: its adjustment corrects their covariance matrix. Fit with "
                    + "restricted: true, or use Satterthwaite's method.");
        }

        return fit.Equations.Solve(criterion => new KenwardRogerAdjustment(criterion).Run(progress, cancellationToken));
    }

    /// <summary>Computes.</summary>
    public KenwardRoger Run(IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ProjectedProducts C = new(criterion);
        double[][] P = FirstOrder();
        double[,][] Q = SecondOrder(C, P, cancellationToken);
        (double[,] squares, double[] traces) = C.Sums(patterns, progress, cancellationToken);
        double[][] change = [.. P.Select(matrix => QuadraticForm.Multiply(QuadraticForm.Multiply(phi, matrix, p), phi, p))];
        Matrix<double> information = Matrix<double>.Build.Dense(count, count);
        double[] own = new double[count];
        int m = patterns.Length;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double K = i < m && j < m ? squares[i, j] : i < m ? traces[i] : j < m ? traces[j] : products.RowCount;
                information[i, j] = K - (2 * QuadraticForm.Trace(phi, Q[i, j], p)) + QuadraticForm.Trace(change[i], P[j], p);
                own[i] = i == j ? K : own[i];
            }
        }

        Matrix<double> W = 2 * Invert(information, own);
        double[] sum = new double[p * p];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double[] crossed = QuadraticForm.Multiply(P[i], QuadraticForm.Multiply(phi, P[j], p), p);
                for (int t = 0; t < sum.Length; t++)
                {
                    sum[t] += W[i, j] * (Q[i, j][t] - crossed[t]);
                }
            }
        }

        double[] correction = QuadraticForm.Multiply(QuadraticForm.Multiply(phi, sum, p), phi, p), adjusted = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                adjusted[(i * p) + j] = criterion.Sigma * criterion.Sigma * (phi[(i * p) + j] + correction[(i * p) + j] + correction[(j * p) + i]);
            }
        }

        return new KenwardRoger(p, phi, change, W, adjusted, C.Solutions);
    }

    /// <summary>P_i for the effects' parameters, and −Φ⁻¹ for the scale.</summary>
    private double[][] FirstOrder()
    {
        double[][] P = [.. Enumerable.Range(0, count).Select(_ => new double[p * p])];
        double[] sums = new double[criterion.Factors.Length];
        for (int u = 0; u < p; u++)
        {
            for (int v = 0; v < p; v++)
            {
                Array.Clear(sums);
                criterion.Given.System.AddOuterProducts(T[u], T[v], 1, sums);
                for (int i = 0; i < patterns.Length; i++)
                {
                    P[i][(u * p) + v] = -Product(patterns[i], sums);
                }
            }
        }

        if (count > patterns.Length)
        {
            double[] factor = [.. phi];
            SmallCholesky.TryFactor(factor, p);
            SmallCholesky.Invert(factor, p, P[^1]);
            TensorPrimitives.Negate(P[^1], P[^1]);
        }

        return P;
    }

    private double[,][] SecondOrder(ProjectedProducts C, double[][] P, CancellationToken cancellationToken)
    {
        double[,][] Q = new double[count, count][];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                // Those of the scale of V are −P; the others are filled in below.
                Q[i, j] = new double[p * p];
                if (Math.Max(i, j) == patterns.Length)
                {
                    TensorPrimitives.Negate(P[Math.Min(i, j)], Q[i, j]);
                }
            }
        }

        double[] v = new double[products.EffectCount], sums = new double[criterion.Factors.Length];
        for (int j = 0; j < patterns.Length; j++)
        {
            for (int column = 0; column < p; column++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                patterns[j].Apply(products.Terms[patterns[j].Term], T[column], v);
                C.Multiply(v);
                for (int u = 0; u < p; u++)
                {
                    Array.Clear(sums);
                    criterion.Given.System.AddOuterProducts(T[u], v, 1, sums);
                    for (int i = 0; i < patterns.Length; i++)
                    {
                        Q[i, j][(u * p) + column] = Product(patterns[i], sums);
                    }
                }
            }
        }

        return Q;
    }

    /// <summary>leftᵀ E right from Σ left rightᵀ over the levels.</summary>
    private double Product(EffectPattern pattern, double[] sums)
    {
        int r = products.Terms[pattern.Term].Width, start = criterion.Factors.Starts[pattern.Term];
        return pattern.Half * (sums[start + (pattern.A * r) + pattern.B] + sums[start + (pattern.B * r) + pattern.A]);
    }

    /// <summary>
    /// The inverse over the directions that carry information, measured in units of what each parameter would carry if the others and β were known.
    /// </summary>
    private static Matrix<double> Invert(Matrix<double> information, double[] own)
    {
        int n = own.Length;
        Matrix<double> inverse = Matrix<double>.Build.Dense(n, n);
        if (n == 0)
        {
            return inverse;
        }

        double[] unit = Array.ConvertAll(own, value => value > 0 ? 1 / Math.Sqrt(value) : 0);
        Matrix<double> scaled = Matrix<double>.Build.Dense(n, n, (i, j) => 0.5 * (information[i, j] + information[j, i]) * unit[i] * unit[j]);
        Evd<double> eigen = scaled.Evd(Symmetricity.Symmetric);
        for (int k = 0; k < n; k++)
        {
            if (eigen.EigenValues[k].Real > NoInformation)
            {
                Vector<double> direction = eigen.EigenVectors.Column(k).PointwiseMultiply(Vector<double>.Build.Dense(unit));
                inverse += direction.OuterProduct(direction) / eigen.EigenValues[k].Real;
            }
        }

        return inverse;
    }

    private static EffectPattern[] Patterns(RemlCriterion criterion)
    {
        List<EffectPattern> found = [];
        for (int i = 0; i < criterion.Layout.Dimension; i++)
        {
            int place = criterion.Layout.Place(i), k = 0;
            while (place >= criterion.Factors.Starts[k + 1])
            {
                k++;
            }

            int r = criterion.Products.Terms[k].Width, within = place - criterion.Factors.Starts[k];
            found.Add(new EffectPattern(k, within / r, within % r));
        }

        return [.. found];
    }
}
