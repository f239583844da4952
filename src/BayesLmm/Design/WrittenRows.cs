namespace BayesLmm.Design;

/// <summary>A model's rows as its author wrote them, in the order of the table: for programs and files that people read. Engines take <see cref="CrossProducts"/> or <see cref="DesignRows"/>.</summary>
/// <param name="Response">y, n numbers.</param>
/// <param name="Offset">The known part of the predictor, or null.</param>
/// <param name="Weights">w, or null where every weight is 1.</param>
/// <param name="Columns">The columns of X, not centred.</param>
/// <param name="Terms">The random terms, with the level of each row and the columns of Z.</param>
public sealed record WrittenRows(
    IReadOnlyList<double> Response,
    IReadOnlyList<double>? Offset,
    IReadOnlyList<double>? Weights,
    IReadOnlyList<Columns.DesignColumn> Columns,
    IReadOnlyList<RandomTermDesign> Terms)
{
    /// <summary>The rows of a design.</summary>
    internal static WrittenRows Of(ModelDesign design) => new(design.Response, design.Offset, design.Weights, design.FixedEffects.Columns, design.RandomTerms);
}
