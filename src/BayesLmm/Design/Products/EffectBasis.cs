using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Design.Products;

/// <summary>
/// Other coordinates for the effects of correlated terms, in which the columns of a term have root mean square 1 and are orthogonal over all rows: a change of
/// basis of the model, not an approximation. A slope whose predictor is far from 0 is all but collinear with its intercept; in these coordinates it is not.
/// </summary>
internal sealed class EffectBasis
{
    private readonly EquatableArray<TermShape> terms;
    private readonly double[]?[] bases;
    private PredictorOrigin?[] origins = [];

    /// <summary>A basis.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="bases">For each term B, r × r by rows, upper triangular; null for the identity.</param>
    public EffectBasis(EquatableArray<TermShape> terms, double[]?[] bases)
    {
        this.terms = terms;
        this.bases = bases;
    }

    /// <summary>From effects at the origins of predictors to effects as written.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="origins">For each term its origin; null for 0.</param>
    public static EffectBasis ToWritten(EquatableArray<TermShape> terms, IReadOnlyList<PredictorOrigin?> origins) =>
        new(terms, [.. origins.Select(origin => origin?.Inverse())]) { origins = [.. origins] };

    /// <summary>The origin of a term's predictors, for the basis that leads from it to effects as written; null for 0.</summary>
    public PredictorOrigin? OriginOf(int term) => origins[term];

    /// <summary>Whether no term has other coordinates than its own.</summary>
    public bool IsIdentity => bases.All(basis => basis is null);

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
    internal static void Triangularize(double[] A, int r)
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
}
