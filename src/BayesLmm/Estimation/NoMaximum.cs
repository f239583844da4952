using BayesLmm.Numerics;

namespace BayesLmm.Estimation;

/// <summary>Why a likelihood has no maximum.</summary>
internal enum NoMaximumReason
{
    /// <summary>The model fits the data exactly: the likelihood grows without bound as σ goes to 0.</summary>
    ExactFit,

    /// <summary>Coefficients separate the responses: the likelihood grows as they go to infinity.</summary>
    Separation,

    /// <summary>No finite likelihood was found where the search began.</summary>
    NoStart,

    /// <summary>There are no normal residuals in the model, and nothing that could stand for them.</summary>
    OtherFamily,
}

/// <summary>A model has no estimates, because its likelihood has no maximum, or is of another kind.</summary>
/// <param name="Reason">Why.</param>
/// <param name="RowCount">Number of rows, n.</param>
/// <param name="Family">The model's family.</param>
internal sealed record NoMaximum(NoMaximumReason Reason, int RowCount, Family Family)
{
    /// <summary>The coefficients that go to infinity together; none where that is not the reason.</summary>
    public EquatableArray<string> Coefficients { get; init; } = [];

    /// <summary>In words.</summary>
    public override string ToString() => Reason switch
    {
        NoMaximumReason.Separation => Separated(),
        NoMaximumReason.NoStart => $"No finite likelihood of the {RowCount} rows was found: is an offset or a predictor far too large for the link?",
        NoMaximumReason.OtherFamily => $"The model's family is {Family.Name}, and restricted maximum likelihood is of normal residuals. Estimate it by maximum "
            + "likelihood, or draw its posterior.",
        _ => Exact(),
    };

    private string Separated()
    {
        string names = string.Join(", ", Coefficients.Select(name => $"'{name}'"));
        return Coefficients.Count == 1
            ? $"The likelihood has no maximum: it grows without bound as the coefficient {names} does (separation: it predicts some responses perfectly). "
                + $"A prior cures it: 'prior {Coefficients[0]} ~ normal(0, 2.5)', with the posterior in place of maximum likelihood."
            : $"The likelihood has no maximum: it grows without bound as the coefficients {names} do together (separation: they predict some responses "
                + "perfectly). A prior cures it: 'prior coefficients ~ normal(0, 2.5)', with the posterior in place of maximum likelihood.";
    }

    private string Exact() =>
        $"The model fits the {RowCount} rows exactly: no residual variance is left, and the likelihood has no maximum. "
        + "Does the response vary within the groups, and is no predictor the response itself?";
}
