using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Numerics.Dense;
using BayesLmm.Reml;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Inference;

// Kenward & Roger (1997), as Halekoh & Højsgaard (2014) write it. V is linear in its parameters, V = Σ γ_i G_i, ∂V/∂γ_i = G_i, Φ = (XᵀV⁻¹X)⁻¹:
//     P_i = −XᵀV⁻¹G_iV⁻¹X    Q_ij = XᵀV⁻¹G_iV⁻¹G_jV⁻¹X    K_ij = tr(V⁻¹G_iV⁻¹G_j)
//     W = 2 [K_ij − 2 tr(ΦQ_ij) + tr(ΦP_iΦP_j)]⁻¹                 the covariance matrix of γ̂ from the expected information
//     Φ_A = Φ + 2Φ [Σ_ij W_ij (Q_ij − P_iΦP_j)] Φ
// Nothing depends on which parameters V is written in as long as it is linear in them. So in place of σ², with G = I, we take the scale of all of V, with G = V: then P = −Φ⁻¹, Q_Vj = −P_j,
// Q_VV = Φ⁻¹, K_Vj = tr(V⁻¹G_j), K_VV = n, and no matrix of n rows occurs. For the same reason V, Φ and γ may be relative to the estimated σ². When σ is known the scale is no parameter.
// With C = ZᵀV⁻¹Z, T = ZᵀV⁻¹X and the pattern E_i of γ_i in the effects, G_i = ZE_iZᵀ:  P_i = −TᵀE_iT,  Q_ij = TᵀE_iCE_jT,  K_ij = tr(CE_iCE_j).

/// <summary>Kenward and Roger's covariance matrix, degrees of freedom and scale.</summary>
internal sealed class KenwardRoger : ICovarianceUncertainty
{
    /// <summary>Directions of the parameters that carry less information than this part of a variance's own are not told apart by the data and do not change Φ.</summary>
    private const double NoInformation = 1e-10;

    /// <summary>When the denominator degrees of freedom are this close to 2, where the mean of F is infinite, F is not scaled: as in pbkrtest.</summary>
    private const double NearTwo = 1e-2;

    private readonly int p;
    private readonly double[] phi;      // Φ relative to σ²
    private readonly double[][] change; // ΦP_iΦ: minus the derivatives of Φ
    private readonly Matrix<double> W;

    private KenwardRoger(int p, double[] phi, double[][] change, Matrix<double> W, double[] adjusted, int solutions)
    {
        this.p = p;
        this.phi = phi;
        this.change = change;
        this.W = W;
        Covariance = adjusted;
        Solutions = solutions;
    }

    /// <summary>Φ_A.</summary>
    public double[] Covariance { get; }

    /// <summary>How many systems of the size of the random effects were solved.</summary>
    public int Solutions { get; }

    /// <summary>Works out what all contrasts share.</summary>
    /// <exception cref="InvalidOperationException">The fit is by maximum likelihood.</exception>
    public static KenwardRoger Compute(RemlFit fit, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (!fit.Restricted)
        {
            throw new InvalidOperationException(
                "Kenward and Roger's method is for fits by restricted maximum likelihood: its adjustment corrects their covariance matrix. Fit with restricted: true, or use Satterthwaite's method.");
        }

        RemlCriterion criterion = new(fit.Model.Products, restricted: true, fit.Model.HasKnownErrors);
        criterion.Evaluate(fit.Theta.Span);
        return new Computation(criterion).Run(progress, cancellationToken);
    }

    public double DegreesOfFreedom(ReadOnlySpan<double> l)
    {
        // One row: A_1 = A_2 = A, and the formulas for several reduce to 2/A with scale 1.
        double[] a = new double[change.Length];
        double v = QuadraticForm.Evaluate(phi, l, l);
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = QuadraticForm.Evaluate(change[i], l, l) / v;
        }

        Vector<double> relative = Vector<double>.Build.Dense(a);
        double A = relative * (W * relative);
        return A > 0 ? 2 / A : double.PositiveInfinity;
    }

    public (double? DegreesOfFreedom, double Scale) Joint(double[][] rows)
    {
        int q = rows.Length;
        double[] theta = ThetaMatrix(rows);
        double[][] products = [.. change.Select(matrix => QuadraticForm.Multiply(theta, matrix, p))];
        double A1 = 0, A2 = 0;
        for (int i = 0; i < products.Length; i++)
        {
            for (int j = 0; j < products.Length; j++)
            {
                A1 += W[i, j] * Diagonal(products[i]) * Diagonal(products[j]);
                A2 += W[i, j] * QuadraticForm.Trace(products[i], products[j], p);
            }
        }

        if (!(A2 > 0))
        {
            return (double.PositiveInfinity, 1);
        }

        // Kenward & Roger (1997), p. 987: the constants that make the approximation exact for Hotelling's T² and for balanced analyses of variance.
        double B = (A1 + (6 * A2)) / (2 * q), g = (((q + 1) * A1) - ((q + 4) * A2)) / ((q + 2) * A2), common = (3 * q) + (2 * (1 - g));
        double c1 = g / common, c2 = (q - g) / common, c3 = (q + 2 - g) / common;
        double mean = 1 - (A2 / q), spread = 1 - (c2 * B);
        double rho = mean / spread * (mean / spread) * (1 + (c1 * B)) / (q * (1 - (c3 * B)));
        double df = 4 + ((q + 2) / ((q * rho) - 1));
        double scale = Math.Abs(df - 2) < NearTwo ? 1 : df * mean / (df - 2);
        return df > 0 && double.IsFinite(df) && scale > 0 ? (df, scale) : (null, 1);
    }

    /// <summary>Θ = Lᵀ(LΦLᵀ)⁻¹L.</summary>
    private double[] ThetaMatrix(double[][] rows)
    {
        int q = rows.Length;
        double[] middle = new double[q * q], inverse = new double[q * q], theta = new double[p * p];
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                middle[(i * q) + j] = QuadraticForm.Evaluate(phi, rows[i], rows[j]);
            }
        }

        if (!SmallCholesky.TryFactor(middle, q))
        {
            throw new InvalidOperationException($"The {q} contrasts are linearly dependent to working precision.");
        }

        SmallCholesky.Invert(middle, q, inverse);
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                for (int a = 0; a < p; a++)
                {
                    TensorPrimitives.MultiplyAdd(rows[j], inverse[(i * q) + j] * rows[i][a], theta.AsSpan(a * p, p), theta.AsSpan(a * p, p));
                }
            }
        }

        return theta;
    }

    private double Diagonal(double[] matrix)
    {
        double sum = 0;
        for (int i = 0; i < p; i++)
        {
            sum += matrix[(i * p) + i];
        }

        return sum;
    }

    /// <summary>The work of <see cref="Compute"/>, at the criterion's last evaluation.</summary>
    private sealed class Computation
    {
        private readonly RemlCriterion criterion;
        private readonly CrossProducts products;
        private readonly EffectPattern[] patterns;
        private readonly int p;
        private readonly int count; // parameters, the scale of V last unless σ is known
        private readonly double[] phi;
        private readonly double[][] T; // p columns of q

        public Computation(RemlCriterion criterion)
        {
            this.criterion = criterion;
            products = criterion.Products;
            patterns = Patterns(criterion);
            p = products.FixedCount;
            count = patterns.Length + (criterion.SigmaIsKnown ? 0 : 1);
            phi = criterion.UnscaledCovariance();
            T = new double[p][];
            for (int j = 0; j < p; j++)
            {
                T[j] = new double[products.EffectCount];
                criterion.UnexplainedX(j, T[j]);
            }
        }

        public KenwardRoger Run(IProgress<double>? progress, CancellationToken cancellationToken)
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
                    criterion.System.AddOuterProducts(T[u], T[v], 1, sums);
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
                        criterion.System.AddOuterProducts(T[u], v, 1, sums);
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

        /// <summary>The inverse over the directions that carry information, measured in units of what each parameter would carry if the others and β were known.</summary>
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
}
