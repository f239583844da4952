using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Densities;

/// <summary>
/// A symmetry of a density: changing the signs of a set of coordinates together leaves it unchanged. A standard deviation that may have either sign, together
/// with the correlations of its effect, is an example. A sampler that proposes from one place can then fold everything onto one side.
/// </summary>
/// <param name="Pivot">The coordinate whose sign tells the sides apart; no other symmetry of the density changes it.</param>
/// <param name="Coordinates">All coordinates whose signs change, <paramref name="Pivot"/> among them.</param>
internal sealed record SignSymmetry(int Pivot, EquatableArray<int> Coordinates)
{
    /// <summary>Changes the signs.</summary>
    public void Apply(Span<double> position)
    {
        foreach (int coordinate in Coordinates)
        {
            position[coordinate] = -position[coordinate];
        }
    }

    /// <summary>Reflects a centre that lies on the far side, together with its covariance matrix.</summary>
    /// <param name="center">The centre; its pivot is not negative afterwards.</param>
    /// <param name="covariance">d × d by rows.</param>
    public void TurnToNearSide(Span<double> center, Span<double> covariance)
    {
        if (!(center[Pivot] < 0))
        {
            return;
        }

        Apply(center);
        int d = center.Length;
        for (int i = 0; i < d; i++)
        {
            Apply(covariance.Slice(i * d, d));
        }

        foreach (int i in Coordinates)
        {
            for (int j = 0; j < d; j++)
            {
                covariance[(i * d) + j] = -covariance[(i * d) + j];
            }
        }
    }
}

/// <summary>Visits all reflections of a point under some symmetries, in the order of the Gray code: each differs from the one before by one symmetry.</summary>
internal static class Reflections
{
    /// <summary>The number of reflections, including the point itself.</summary>
    public static int Count(SignSymmetry[] symmetries) => 1 << symmetries.Length;

    /// <summary>Turns the (<paramref name="number"/> − 1)-th reflection into the next; number 0 is the point itself.</summary>
    public static void MoveTo(int number, SignSymmetry[] symmetries, Span<double> x) =>
        symmetries[System.Numerics.BitOperations.TrailingZeroCount(number)].Apply(x);

    /// <summary>Turns the last reflection into the point: its Gray code word has only the highest bit.</summary>
    public static void Return(SignSymmetry[] symmetries, Span<double> x)
    {
        if (symmetries.Length > 0)
        {
            symmetries[^1].Apply(x);
        }
    }

    /// <summary>Applies to another vector what a reflection changed of the point.</summary>
    public static void Apply(int number, SignSymmetry[] symmetries, Span<double> vector)
    {
        int code = number ^ (number >> 1);
        for (int s = 0; s < symmetries.Length; s++)
        {
            if ((code >> s & 1) == 1)
            {
                symmetries[s].Apply(vector);
            }
        }
    }
}
