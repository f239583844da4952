using System.Numerics.Tensors;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Estimation.Minimization;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation;

// Σ = B T Tᵀ Bᵀ for each term, T lower triangular. After every step B is turned so that Σ is diagonal there, largest first: T = diag(s). With G the gradient by
// Σ and F the curvature of what is not linear in it, in the coordinates of B:
//     ∂/∂T_ab = 2 G_ab s_b          ∂²/∂T_ab∂T_cd = f_ab f_cd F_ab,cd + [b = d] 2 G_ac,     f_ab = s_b, 2 s_b for a = b
// Directions without variance come last; there the curvature is G itself, which is exact. In the coordinates of a fixed triangular factor a direction without
// variance in the middle makes the factor of the others ambiguous, and Newton's method creeps.

/// <summary>
/// Minimises the <see cref="RemlCriterion"/> over the covariance matrices of effects by Newton's method in a trust region, each step in the principal axes of
/// the matrices where the last one ended. Made for correlated terms of many effects, whose matrices are singular as a rule.
/// </summary>
internal sealed class PrincipalSearch
{
    private const int MostIterations = 200;

    /// <summary>
    /// The least size of a factor's diagonal relative to what fitted values move by: its square is below rounding, and G can be found by dividing by it.
    /// </summary>
    private const double LeastSize = 1e-9;

    /// <summary>A step shrinks a size by no more than this, so that G stays exact there.</summary>
    private const double MostShrinkage = 1e-3;

    /// <summary>Sizes below this are zero.</summary>
    private const double NoSize = 1e-7;

    private readonly RemlCriterion criterion;
    private readonly CrossProducts products;
    private readonly RotatedProducts rotated;
    private readonly CovarianceInformation information;
    private readonly IReadOnlyList<CovarianceEntry> entries;
    private readonly double[] bases;
    private readonly double[] factors; // T, laid out as the factors
    private readonly double[] G;
    private readonly double[] slope;

    /// <summary>Allocates the memory.</summary>
    /// <param name="criterion">The criterion.</param>
    public PrincipalSearch(RemlCriterion criterion)
    {
        this.criterion = criterion;
        products = criterion.Products;
        rotated = new RotatedProducts(products);
        entries = VarianceInformation.Entries(products);
        information = new CovarianceInformation(criterion, entries);
        bases = new double[criterion.Factors.Length];
        factors = new double[criterion.Factors.Length];
        G = new double[criterion.Factors.Length];
        slope = new double[entries.Count];
    }

    /// <summary>Minimises.</summary>
    /// <param name="start">θ · scale to begin from, no diagonal 0.</param>
    /// <param name="scales">What each component of θ is multiplied by.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The minimum, as θ · scale; the Hessian is that of the principal axes.</returns>
    public MinimizationResult Minimize(ReadOnlySpan<double> start, ReadOnlySpan<double> scales, CancellationToken cancellationToken)
    {
        int d = start.Length;
        SetBases(scales);
        double[] x = start.ToArray(), g = new double[d], trial = new double[d], byEntry = new double[d];
        Matrix<double> F = Matrix<double>.Build.Dense(d, d);
        LeastChangeSecant learned = LeastChangeSecant.Nothing(d);
        double value = Evaluate(x);
        if (!double.IsFinite(value))
        {
            criterion.Given.Use(products);
            return new MinimizationResult(start.ToArray(), value, F, double.PositiveInfinity, false, 0);
        }

        information.Compute(F);
        Matrix<double> H = Recentre(x, g, F, ref learned);
        QuadraticModel model = new(H);
        double radius = Math.Max(0.1, (model.IsBowl ? 2 : 0.5) * TensorPrimitives.Norm<double>(x));
        int iteration = 0;
        for (; iteration < MostIterations && !model.IsMinimum(x, g, out _); iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Vector<double> step = model.Step(g, radius);
            double[] before = ByEntry();
            SetTrial(x, step, trial);
            rotated.Rotate(bases, criterion.Factors.Starts);
            double trialValue = Evaluate(trial);
            double predicted = -(QuadraticModel.Dot(g, step) + (0.5 * step.DotProduct(H * step))), actual = value - trialValue;
            bool isRounding = predicted < 1e-9 * Math.Max(1, Math.Abs(value));
            double ratio = isRounding ? 1 : actual / predicted, length = step.L2Norm();
            if (!(ratio > 0.25))
            {
                radius = 0.25 * length;
            }
            else if (ratio > 0.75 && length > 0.99 * radius)
            {
                radius *= 2;
            }

            if (ratio > 1e-4 && double.IsFinite(trialValue))
            {
                Vector<double> moved = Change(x, trial), turned = Vector<double>.Build.Dense(ByEntry()) - Vector<double>.Build.Dense(before);
                (x, trial) = (trial, x);
                value = trialValue;
                information.Compute(F);
                learned = learned.After(actual, F, moved, turned);
                H = Recentre(x, g, F, ref learned);
                model = new QuadraticModel(H);
            }
            else if (radius < 1e-12)
            {
                break;
            }
        }

        bool converged = model.IsMinimum(x, g, out double decrement);
        double[] point = Point(x, scales);
        criterion.Given.Use(products);
        return new MinimizationResult(point, value, H, decrement, converged, iteration);
    }

    private bool IsFull(int term) => products.Terms[term].Structure.HasCorrelations;

    private void SetBases(ReadOnlySpan<double> scales)
    {
        Array.Clear(bases);
        for (int i = 0; i < entries.Count; i++)
        {
            (int k, int row, int column) = entries[i];
            if (row == column)
            {
                bases[criterion.Factors.Starts[k] + (row * (products.Terms[k].Width + 1))] = 1 / scales[i];
            }
        }

        rotated.Rotate(bases, criterion.Factors.Starts);
    }

    /// <summary>The criterion at T, and G there.</summary>
    private double Evaluate(double[] x)
    {
        criterion.Given.Use(rotated.Products);
        double value = criterion.Evaluate(x, slope);
        if (double.IsFinite(value))
        {
            criterion.Layout.Expand(x, factors);
            FindGradient();
        }

        return value;
    }

    /// <summary>G from the gradient by the factors, 2GT, from the last column to the first.</summary>
    private void FindGradient()
    {
        for (int k = 0; k < products.Terms.Count; k++)
        {
            int r = products.Terms[k].Width;
            ReadOnlySpan<double> T = criterion.Factors.Of(k, (ReadOnlySpan<double>)factors), D = criterion.Factors.Of(k, criterion.GradientByFactors);
            Span<double> own = criterion.Factors.Of(k, G.AsSpan());
            own.Clear();
            for (int row = 0; row < r; row++)
            {
                for (int column = r - 1; column >= 0; column--)
                {
                    if (row != column && !IsFull(k))
                    {
                        continue;
                    }

                    double sum = 0.5 * D[(row * r) + column];
                    for (int m = column + 1; m < r; m++)
                    {
                        sum -= own[(row * r) + m] * T[(m * r) + column];
                    }

                    own[(row * r) + column] = sum / T[(column * r) + column];
                }
            }

            for (int row = 0; row < r; row++)
            {
                for (int column = 0; column < row; column++)
                {
                    double mean = 0.5 * (own[(row * r) + column] + own[(column * r) + row]);
                    own[(row * r) + column] = own[(column * r) + row] = mean;
                }
            }
        }
    }

    private double GradientAt(int term, int a, int b) => G[criterion.Factors.Starts[term] + (a * products.Terms[term].Width) + b];

    /// <summary>The gradient by the entries of Σ.</summary>
    private double[] ByEntry() => [.. entries.Select(entry => (entry.A == entry.B ? 1 : 2) * GradientAt(entry.Term, entry.A, entry.B))];

    private void SetTrial(double[] x, Vector<double> step, double[] trial)
    {
        for (int i = 0; i < trial.Length; i++)
        {
            trial[i] = x[i] + step[i];
            if (criterion.Layout.IsDiagonal(i))
            {
                double least = Math.Max(LeastSize, IsFull(entries[i].Term) ? MostShrinkage * Math.Abs(x[i]) : 0);
                trial[i] = Math.Abs(trial[i]) < least ? least : trial[i];
            }
        }
    }

    /// <summary>TTᵀ at a trial point less that at the centre, by entries.</summary>
    private Vector<double> Change(double[] x, double[] trial)
    {
        double[] from = new double[factors.Length], to = new double[factors.Length];
        criterion.Layout.Expand(x, from);
        criterion.Layout.Expand(trial, to);
        return Vector<double>.Build.Dense(entries.Count, i =>
        {
            (int k, int a, int b) = entries[i];
            int r = products.Terms[k].Width, start = criterion.Factors.Starts[k];
            double sum = 0;
            for (int m = 0; m <= Math.Min(a, b); m++)
            {
                int left = start + (a * r) + m, right = start + (b * r) + m;
                sum += (to[left] * to[right]) - (from[left] * from[right]);
            }

            return sum;
        });
    }

    /// <summary>Turns the bases into the principal axes of Σ; x becomes the sizes, and F, what is learned and G turn with them.</summary>
    private Matrix<double> Recentre(double[] x, double[] g, Matrix<double> F, ref LeastChangeSecant learned)
    {
        Matrix<double> S = learned.Rest;
        for (int k = 0; k < products.Terms.Count; k++)
        {
            if (!IsFull(k))
            {
                continue;
            }

            int r = products.Terms[k].Width;
            Svd<double> svd = Matrix<double>.Build.DenseOfRowMajor(r, r, criterion.Factors.Of(k, factors.AsSpan()).ToArray()).Svd();
            Matrix<double> W = svd.U;
            Span<double> B = criterion.Factors.Of(k, bases.AsSpan()), own = criterion.Factors.Of(k, G.AsSpan()), T = criterion.Factors.Of(k, factors.AsSpan());
            Matrix<double> turned = Matrix<double>.Build.DenseOfRowMajor(r, r, B.ToArray()) * W;
            Matrix<double> gradient = W.Transpose() * Matrix<double>.Build.DenseOfRowMajor(r, r, own.ToArray()) * W;
            T.Clear();
            for (int i = 0; i < r; i++)
            {
                T[i * (r + 1)] = Math.Max(svd.S[i], LeastSize);
                for (int j = 0; j < r; j++)
                {
                    B[(i * r) + j] = turned[i, j];
                    own[(i * r) + j] = 0.5 * (gradient[i, j] + gradient[j, i]);
                }
            }

            int[] mine = [.. Enumerable.Range(0, entries.Count).Where(i => entries[i].Term == k)];
            Matrix<double> R = Matrix<double>.Build.Dense(mine.Length, mine.Length, (i, j) =>
            {
                (_, int a, int b) = entries[mine[i]];
                (_, int c, int d) = entries[mine[j]];
                return (W[a, c] * W[b, d]) + (c == d ? 0 : W[a, d] * W[b, c]);
            });
            Turn(F, mine[0], R);
            Turn(S, mine[0], R);
        }

        learned = new LeastChangeSecant(S);
        criterion.Layout.Gather(factors, x);
        int size = entries.Count;
        Matrix<double> H = Matrix<double>.Build.Dense(size, size);
        for (int i = 0; i < size; i++)
        {
            (int k, int a, int b) = entries[i];
            double fi = Slope(k, a, b);
            g[i] = 2 * GradientAt(k, a, b) * Size(k, b);
            for (int j = 0; j < size; j++)
            {
                (int l, int c, int d) = entries[j];
                H[i, j] = (fi * Slope(l, c, d) * (F[i, j] + S[i, j])) + (k == l && b == d ? 2 * GradientAt(k, a, c) : 0);
            }
        }

        return H;
    }

    private double Size(int term, int b) => factors[criterion.Factors.Starts[term] + (b * (products.Terms[term].Width + 1))];

    private double Slope(int term, int a, int b) => (a == b ? 2 : 1) * Size(term, b);

    /// <summary>RᵀFR in the rows and columns from a first one on.</summary>
    private static void Turn(Matrix<double> F, int first, Matrix<double> R)
    {
        int m = R.RowCount, d = F.RowCount;
        F.SetSubMatrix(first, 0, R.TransposeThisAndMultiply(F.SubMatrix(first, m, 0, d)));
        F.SetSubMatrix(0, first, F.SubMatrix(0, d, first, m) * R);
    }

    /// <summary>θ · scale.</summary>
    private double[] Point(double[] x, ReadOnlySpan<double> scales)
    {
        double[] point = new double[x.Length];
        criterion.Layout.Expand(x, factors);
        for (int k = 0; k < products.Terms.Count; k++)
        {
            int r = products.Terms[k].Width;
            Span<double> B = criterion.Factors.Of(k, bases.AsSpan()), T = criterion.Factors.Of(k, factors.AsSpan());
            double[] product = new double[r * r];
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j < r; j++)
                {
                    double size = T[j * (r + 1)];
                    product[(i * r) + j] = Math.Abs(size) < NoSize ? 0 : B[(i * r) + j] * size;
                }
            }

            EffectBasis.Triangularize(product, r);
            product.CopyTo(T);
        }

        criterion.Layout.Gather(factors, point);
        TensorPrimitives.Multiply(point, scales, point);
        return point;
    }
}
