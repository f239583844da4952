using System.Numerics.Tensors;
using BayesLmm.Design;

namespace BayesLmm.Estimation.Comparison;

/// <summary>Whether the means that one model allows are among those of another: offset + span X within offset + span X.</summary>
internal static class MeanNesting
{
    /// <summary>Whether every mean of the smaller model is one of the larger.</summary>
    public static bool IsWithin(ModelDesign small, ModelDesign large)
    {
        ColumnSpace space = new(large.FixedEffects.Columns.Select(column => column.Values));
        return small.FixedEffects.Columns.All(column => space.Contains(column.Values)) && OffsetDifference(small, large) is var difference
            && (difference is null || space.Contains(difference));
    }

    /// <summary>
    /// Whether both have the very same columns and offsets, so that their restricted likelihoods are of the same contrasts in the same coordinates.
    /// </summary>
    public static bool AreIdentical(ModelDesign first, ModelDesign second) =>
        first.FixedEffects.Columns.Count == second.FixedEffects.Columns.Count
        && first.FixedEffects.Columns.Zip(second.FixedEffects.Columns).All(pair => pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values))
        && OffsetDifference(first, second) is null;

    /// <summary>The difference of the offsets; null when there is none.</summary>
    private static double[]? OffsetDifference(ModelDesign first, ModelDesign second)
    {
        double[] difference = new double[first.RowCount];
        if (first.Offset is { } own)
        {
            own.CopyTo(difference, 0);
        }

        if (second.Offset is { } other)
        {
            TensorPrimitives.Subtract(difference, other, difference);
        }

        return difference.All(value => value == 0) ? null : difference;
    }
}
