using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Design.Products;

// Z B has orthonormal columns up to √n where B = √n R⁻¹ and ZᵀZ summed over levels is RᵀR, R upper triangular: Gram and Schmidt's columns. Then b = B b', and Σ
// = BΣ'Bᵀ.

/// <summary>
/// Other coordinates for the effects of correlated terms, in which the columns of a term have root mean square 1 and are orthogonal over all rows: a change of
/// basis of the model, not an approximation. A slope whose predictor is far from 0 is all but collinear with its intercept; in these coordinates it is not.
/// </summary>
internal sealed class EffectBasis
{
    /// <summary>A column that others explain to within this part of its sum of squares is only scaled.</summary>
    private const double Collinear = 1e-14;

    private readonly EquatableArray<TermShape> terms;
    private readonly double[]?[] bases;

    private EffectBasis(EquatableArray<TermShape> terms, double[]?[] bases)
    {
        this.terms = terms;
        this.bases = bases;
    }

    /// <summary>Whether no term has other coordinates than its own.</summary>
    public bool IsIdentity => bases.All(basis => basis is null);

    /// <summary>The basis for some data. Terms of one effect, and terms whose effects are independent, keep their coordinates.</summary>
    public static EffectBasis Orthonormal(CrossProducts products) =>
        new(products.Terms, [.. products.Terms.Select(term => term.Structure.HasCorrelations ? Basis(products, term) : null)]);

    /// <summary>B of a term, r × r by rows, upper triangular; null for the identity.</summary>
    public double[]? Of(int term) => bases[term];

    /// <summary>Turns effects into those of the model as written: b = B b', in place.</summary>
    /// <param name="effects">All effects, q numbers.</param>
    public void ToWritten(Span<double> effects)
    {
        for (int k = 0; k < terms.Count; k++)
        {
            if (bases[k] is not { } B)
            {
                continue;
            }

            int r = terms[k].Width;
            for (int level = 0; level < terms[k].LevelCount; level++)
            {
                Span<double> b = effects.Slice(terms[k].FirstEffectOf(level), r);
                for (int i = 0; i < r; i++)
                {
                    b[i] = TensorPrimitives.Dot(B.AsSpan((i * r) + i, r - i), b[i..]);
                }
            }
        }
    }

    /// <summary>The factor of a term's covariance matrix in the model as written: lower triangular, L Lᵀ = BΛΛᵀBᵀ, its diagonal not negative.</summary>
    /// <param name="term">The term.</param>
    /// <param name="factor">On entry Λ in these coordinates, r × r by rows; on return L.</param>
    public void FactorToWritten(int term, Span<double> factor)
    {
        if (bases[term] is not { } B)
        {
            return;
        }

        int r = terms[term].Width;
        double[] A = new double[r * r];
        for (int i = 0; i < r; i++)
        {
            for (int m = i; m < r; m++)
            {
                for (int j = 0; j <= m; j++)
                {
                    A[(i * r) + j] += B[(i * r) + m] * factor[(m * r) + j];
                }
            }
        }

        Triangularize(A, r);
        A.CopyTo(factor);
    }

    /// <summary>The inverse of <see cref="FactorToWritten"/>.</summary>
    /// <param name="term">The term.</param>
    /// <param name="factor">On entry the factor in the model as written; on return that in these coordinates.</param>
    public void FactorFromWritten(int term, Span<double> factor)
    {
        if (bases[term] is not { } B)
        {
            return;
        }

        int r = terms[term].Width;
        double[] A = factor.ToArray();
        for (int column = 0; column < r; column++)
        {
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = A[(i * r) + column];
                for (int m = i + 1; m < r; m++)
                {
                    sum -= B[(i * r) + m] * A[(m * r) + column];
                }

                A[(i * r) + column] = sum / B[(i * r) + i];
            }
        }

        Triangularize(A, r);
        A.CopyTo(factor);
    }

    /// <summary>Turns A into the lower triangular L with LLᵀ = AAᵀ whose diagonal is not negative.</summary>
    private static void Triangularize(double[] A, int r)
    {
        for (int i = 0; i < r; i++)
        {
            for (int j = r - 1; j > i; j--)
            {
                Rotate(A, r, i, j);
            }

            double size = TensorPrimitives.Norm<double>(A.AsSpan(i * r, i + 1));
            ref double diagonal = ref A[(i * r) + i];
            if (Math.Abs(diagonal) < 1e-14 * size)
            {
                diagonal = 0;
            }

            if (diagonal < 0)
            {
                for (int row = i; row < r; row++)
                {
                    A[(row * r) + i] = -A[(row * r) + i];
                }
            }
        }
    }

    /// <summary>The weights of the effects as written in a combination of effects in these coordinates: w = B⁻ᵀw', in place.</summary>
    public void WeightsToWritten(int term, Span<double> weights)
    {
        if (bases[term] is not { } B)
        {
            return;
        }

        int r = terms[term].Width;
        for (int i = 0; i < r; i++)
        {
            double sum = weights[i];
            for (int m = 0; m < i; m++)
            {
                sum -= B[(m * r) + i] * weights[m];
            }

            weights[i] = sum / B[(i * r) + i];
        }
    }

    /// <summary>Rotates columns i and j so that row i has 0 in column j.</summary>
    private static void Rotate(double[] A, int r, int i, int j)
    {
        double a = A[(i * r) + i], b = A[(i * r) + j];
        double length = Math.Sqrt((a * a) + (b * b));
        if (b == 0 || length == 0)
        {
            return;
        }

        double cosine = a / length, sine = b / length;
        for (int row = i; row < r; row++)
        {
            double x = A[(row * r) + i], y = A[(row * r) + j];
            A[(row * r) + i] = (cosine * x) + (sine * y);
            A[(row * r) + j] = (cosine * y) - (sine * x);
        }

        A[(i * r) + j] = 0;
    }

    /// <summary>√n R⁻¹.</summary>
    private static double[] Basis(CrossProducts products, TermShape term)
    {
        int r = term.Width;
        double[] gram = new double[r * r];
        for (int level = term.FirstLevel; level < term.FirstLevel + term.LevelCount; level++)
        {
            TensorPrimitives.Add(gram, products.Blocks.Values.Slice(products.Blocks.ValueStarts[products.Blocks.ColumnStarts[level]], r * r), gram);
        }

        // R by columns from the left; its column is divided by √n at once, so that B = R⁻¹.
        double[] R = new double[r * r];
        for (int j = 0; j < r; j++)
        {
            double squares = gram[(j * r) + j] / products.RowCount, rest = squares;
            for (int i = 0; i < j; i++)
            {
                double sum = gram[(i * r) + j] / products.RowCount;
                for (int m = 0; m < i; m++)
                {
                    sum -= R[(m * r) + i] * R[(m * r) + j];
                }

                R[(i * r) + j] = sum / R[(i * r) + i];
                rest -= R[(i * r) + j] * R[(i * r) + j];
            }

            if (rest <= Collinear * squares)
            {
                for (int i = 0; i < j; i++)
                {
                    R[(i * r) + j] = 0;
                }

                rest = squares > 0 ? squares : 1;
            }

            R[(j * r) + j] = Math.Sqrt(rest);
        }

        double[] B = new double[r * r];
        for (int j = 0; j < r; j++)
        {
            B[(j * r) + j] = 1 / R[(j * r) + j];
            for (int i = j - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = i + 1; m <= j; m++)
                {
                    sum -= R[(i * r) + m] * B[(m * r) + j];
                }

                B[(i * r) + j] = sum / R[(i * r) + i];
            }
        }

        return B;
    }
}
