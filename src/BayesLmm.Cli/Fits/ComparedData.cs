using BayesLmm.Cli.Inputs;

namespace BayesLmm.Cli.Fits;

/// <summary>Whether models are of the same data, so that they can be compared.</summary>
internal static class ComparedData
{
    /// <summary>Requires that all models have the first one's rows and response.</summary>
    /// <param name="models">The models, by the names that messages give them.</param>
    /// <exception cref="ModelException">They are of different data.</exception>
    public static void RequireSame(IReadOnlyList<(string Name, BoundModel Model)> models)
    {
        (string name, BoundModel first) = models[0];
        foreach ((string otherName, BoundModel other) in models.Skip(1))
        {
            if (other.Design.RowCount != first.Design.RowCount)
            {
                throw InputDiagnostics.DifferentRows(name, first.Design.RowCount, otherName, other.Design.RowCount);
            }

            if (!other.Design.Response.AsSpan().SequenceEqual(first.Design.Response))
            {
                throw InputDiagnostics.DifferentResponses(name, otherName, Difference(first.Design.Response, other.Design.Response));
            }
        }
    }

    /// <summary>The first row in which the responses differ, in words.</summary>
    private static string Difference(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        int row = one.CommonPrefixLength(other);
        return FormattableString.Invariant($"in row {row + 1} of those used it is {one[row]:G6} in the first and {other[row]:G6} in the second.");
    }
}
