using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Specification;

/// <summary>What a model text specifies about its data, each statement with its place; null or empty if it specifies nothing.</summary>
internal sealed record DataSteps
{
    /// <summary><c>data "file"</c>: where the table is, and how it is written.</summary>
    public DataStatement? Table { get; init; }

    /// <summary>The columns that are computed from others, in the order written, which is the order in which they are made.</summary>
    public EquatableArray<LetStatement> Lets { get; init; } = [];

    /// <summary>The columns that are read as categorical.</summary>
    public EquatableArray<FactorStatement> Factors { get; init; } = [];

    /// <summary>The conditions that a row must fulfil to be used, all of them.</summary>
    public EquatableArray<WhereStatement> Conditions { get; init; } = [];

    /// <summary>The treatment of a row with a missing value; by default it is dropped.</summary>
    public MissingStatement? Missing { get; init; }

    /// <summary>The weights w of the rows: the residual variance is sigma² / w.</summary>
    public WeightsStatement? Weights { get; init; }

    /// <summary>The number of trials of each row of a binomial response.</summary>
    public Expression? Trials { get; init; }

    /// <summary>A part of the linear predictor whose coefficient is 1, besides those in the formula.</summary>
    public OffsetStatement? Offset { get; init; }

    /// <summary>The residual standard deviation of each row, where it is given.</summary>
    public KnownSeStatement? KnownErrors { get; init; }

    /// <summary>Every expression over columns.</summary>
    public IEnumerable<Expression> Expressions =>
        Lets.Select(let => let.Value)
            .Concat(Conditions.Select(condition => condition.Condition))
            .Concat(new[] { Weights?.Value, Trials, Offset?.Value, KnownErrors?.Value }.OfType<Expression>());

    /// <summary>The statement that computes a column, or null.</summary>
    /// <param name="column">The column's name.</param>
    public LetStatement? LetOf(string column) => Lets.FirstOrDefault(let => let.Name.Text == column);

    /// <summary>The statement that makes a column categorical, or null.</summary>
    /// <param name="column">The column's name.</param>
    public FactorStatement? FactorOf(string column) => Factors.LastOrDefault(factor => factor.Column.Text == column);
}
