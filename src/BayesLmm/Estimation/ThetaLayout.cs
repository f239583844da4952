using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation;

/// <summary>
/// How θ maps onto the relative factors Λ_k: term by term, the free entries of its covariance structure.
/// </summary>
internal sealed class ThetaLayout
{
    private readonly int[] places;
    private readonly bool[] isDiagonal;
    private readonly int lambdaLength;

    /// <summary>The layout for some terms.</summary>
    public ThetaLayout(EquatableArray<TermShape> terms)
    {
        EffectFactors factors = new(terms);
        List<int> found = [];
        List<bool> diagonal = [];
        for (int k = 0; k < terms.Count; k++)
        {
            foreach ((int row, int column) in terms[k].Structure.FactorEntries(terms[k].Width))
            {
                found.Add(factors.Starts[k] + (row * terms[k].Width) + column);
                diagonal.Add(row == column);
            }
        }

        places = [.. found];
        isDiagonal = [.. diagonal];
        lambdaLength = factors.Length;
    }

    /// <summary>Number of components of θ.</summary>
    public int Dimension => places.Length;

    /// <summary>Whether component <paramref name="index"/> is on the diagonal of its factor.</summary>
    public bool IsDiagonal(int index) => isDiagonal[index];

    /// <summary>Where component <paramref name="index"/> stands in the array of the factors.</summary>
    public int Place(int index) => places[index];

    /// <summary>Writes the factors that θ stands for.</summary>
    public void Expand(ReadOnlySpan<double> theta, Span<double> lambda)
    {
        lambda[..lambdaLength].Clear();
        for (int i = 0; i < places.Length; i++)
        {
            lambda[places[i]] = theta[i];
        }
    }

    /// <summary>Takes the components of θ out of an array laid out as the factors are.</summary>
    public void Gather(ReadOnlySpan<double> lambda, Span<double> theta)
    {
        for (int i = 0; i < places.Length; i++)
        {
            theta[i] = lambda[places[i]];
        }
    }
}
