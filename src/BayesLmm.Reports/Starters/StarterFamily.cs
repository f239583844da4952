using BayesLmm.Language.Printing;

namespace BayesLmm.Reports.Starters;

/// <summary>The family of a first model's response.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="Reason">Why it is that.</param>
internal sealed record StarterFamily(string Name, FamilyReason Reason)
{
    /// <summary>The column with the numbers of trials, of a binomial response.</summary>
    public string? Trials { get; init; }

    /// <summary>The statement.</summary>
    public string Statement => $"family {Name}" + (Trials is null ? "" : $" trials {ExpressionPrinter.PrintName(Trials)}");
}

/// <summary>Why a family is that of a first model.</summary>
internal abstract record FamilyReason
{
    /// <summary>The response has two values.</summary>
    /// <param name="Event">The one that counts as 1.</param>
    public sealed record TwoValues(string Event) : FamilyReason;

    /// <summary>The response is a whole number up to that of another column.</summary>
    /// <param name="Trials">The other column.</param>
    public sealed record UpToTrials(string Trials) : FamilyReason;

    /// <summary>The response looks like counts whose variance is about their mean.</summary>
    public sealed record Counts : FamilyReason;

    /// <summary>The response looks like counts whose variance is larger than their mean.</summary>
    /// <param name="Ratio">How many times.</param>
    public sealed record SpreadCounts(double Ratio) : FamilyReason;
}
