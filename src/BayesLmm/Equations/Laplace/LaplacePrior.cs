namespace BayesLmm.Equations.Laplace;

/// <summary>Independent priors of the coefficients that are among Laplace's unknowns, in the coordinates of the cross-products. Stateless.</summary>
internal abstract class LaplacePrior
{
    /// <summary>A flat prior of every coefficient.</summary>
    public static LaplacePrior Flat { get; } = new FlatPrior();

    /// <summary>log p(β), up to a constant.</summary>
    /// <param name="beta">β, p numbers, relative to the cross-products' reference.</param>
    /// <param name="slopes">Receives ∂ log p/∂β.</param>
    /// <param name="precisions">Receives P = −∂² log p/∂β², not negative: 0 where the density is not concave.</param>
    /// <param name="precisionSlopes">Receives ∂P/∂β.</param>
    public abstract double Evaluate(ReadOnlySpan<double> beta, Span<double> slopes, Span<double> precisions, Span<double> precisionSlopes);

    private sealed class FlatPrior : LaplacePrior
    {
        public override double Evaluate(ReadOnlySpan<double> beta, Span<double> slopes, Span<double> precisions, Span<double> precisionSlopes)
        {
            slopes.Clear();
            precisions.Clear();
            precisionSlopes.Clear();
            return 0;
        }
    }
}
