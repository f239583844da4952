using System.Numerics.Tensors;
using BayesLmm.Diagnostics;

namespace BayesLmm.Design;

// Estimates need the squares of variances, fourth powers of the response: numbers beyond 1e77 overflow in them, and below 1e-77 vanish.

/// <summary>The sizes of numbers that a model can be computed with.</summary>
internal static class NumberRange
{
    /// <summary>The largest size.</summary>
    public const double Largest = 1e60;

    /// <summary>The smallest size of the largest number of a column.</summary>
    public const double Smallest = 1e-60;

    /// <summary>Reports a column whose largest number is too large or too small.</summary>
    public static void Check(ReadOnlySpan<double> values, string name, SourceText source, TextSpan span, List<Diagnostic> diagnostics)
    {
        double largest = values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest is > Largest or (> 0 and < Smallest))
        {
            diagnostics.Add(DesignDiagnostics.BeyondRange(source, span, name, largest, Smallest, Largest));
        }
    }

    /// <summary>Reports weights of which one is too large or too small.</summary>
    /// <param name="weights">The weights: of known standard errors s they are 1/s².</param>
    /// <param name="areFromErrors">Whether they are of known standard errors.</param>
    /// <param name="source">The model text.</param>
    /// <param name="span">Where it has the weights or standard errors.</param>
    /// <param name="diagnostics">Receives the error.</param>
    public static void CheckWeights(ReadOnlySpan<double> weights, bool areFromErrors, SourceText source, TextSpan span, List<Diagnostic> diagnostics)
    {
        foreach (double weight in weights)
        {
            if (!(weight is >= Smallest and <= Largest))
            {
                double root = Math.Sqrt(Largest);
                diagnostics.Add(areFromErrors
                    ? DesignDiagnostics.BeyondRange(source, span, "known_se", 1 / Math.Sqrt(weight), 1 / root, root)
                    : DesignDiagnostics.BeyondRange(source, span, "weights", weight, Smallest, Largest));
                return;
            }
        }
    }
}
