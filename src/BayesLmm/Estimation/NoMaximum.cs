namespace BayesLmm.Estimation;

/// <summary>Why a likelihood has no maximum.</summary>
internal enum NoMaximumReason
{
    /// <summary>The model fits the data exactly: the likelihood grows without bound as σ goes to 0.</summary>
    ExactFit,

    /// <summary>There are no normal residuals in the model, and nothing that could stand for them.</summary>
    OtherFamily,
}

/// <summary>A model has no estimates, because its likelihood has no maximum, or is of another kind.</summary>
/// <param name="Reason">Why.</param>
/// <param name="RowCount">Number of rows, n.</param>
/// <param name="Family">The model's family.</param>
internal sealed record NoMaximum(NoMaximumReason Reason, int RowCount, Family Family)
{
    /// <summary>In words.</summary>
    public override string ToString() => Reason == NoMaximumReason.OtherFamily
        ? $"The model's family is {Family.Name}, and restricted maximum likelihood is of normal residuals. Estimate it by maximum likelihood, or draw its "
            + "posterior."
        : $"The model fits the {RowCount} rows exactly: no residual variance is left, and the likelihood has no maximum. "
            + "Does the response vary within the groups, and is no predictor the response itself?";
}
