namespace BayesLmm.Estimation;

/// <summary>Why a likelihood has no maximum.</summary>
internal enum NoMaximumReason
{
    /// <summary>The model fits the data exactly: the likelihood grows without bound as σ goes to 0.</summary>
    ExactFit,
}

/// <summary>A model has no estimates, because its likelihood has no maximum.</summary>
/// <param name="Reason">Why.</param>
/// <param name="RowCount">Number of rows, n.</param>
internal sealed record NoMaximum(NoMaximumReason Reason, int RowCount)
{
    /// <summary>In words.</summary>
    public override string ToString() =>
        $"The model fits the {RowCount} rows exactly: no residual variance is left, and the likelihood has no maximum. "
        + "Does the response vary within the groups, and is no predictor the response itself?";
}
