using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Design.Expressions;

/// <summary>What a function of the language needs of the evaluation that it is part of.</summary>
internal interface IEvaluation
{
    /// <summary>The text that expressions come from.</summary>
    SourceText Source { get; }

    /// <summary>Whether the rows are those without a missing value in a column of the expression, as in a formula.</summary>
    bool IsOfCompleteRows { get; }

    /// <summary>Whether the only row has every column at its mean, and belongs to no group.</summary>
    bool IsAtMeans { get; }

    /// <summary>The number in the data, from 1, of a row counted from 0.</summary>
    int DataRow(int row);

    /// <summary>The place of a row counted from 0, for messages: its number, and the table if that is not the model's own.</summary>
    string PlaceOf(int row);

    /// <summary>The value of an expression, or null when something is wrong with it, which is then reported.</summary>
    ExpressionValue? Evaluate(Expression expression);

    /// <summary>The value as one number a row, or null with a report.</summary>
    double[]? EvaluateNumbers(Expression expression);

    /// <summary>For each row of a column of texts whether it has no value.</summary>
    bool[] MissingIn(CategoricalColumn column, TextSpan span);

    /// <summary>What a stateful function remembers: trained the first time it is asked for.</summary>
    T? State<T>(CallExpression call, Func<T?> train)
        where T : class;

    /// <summary>Reports something doubtful.</summary>
    void Warn(Diagnostic warning);

    /// <summary>Reports something wrong.</summary>
    /// <returns>Null.</returns>
    T? Report<T>(Diagnostic diagnostic)
        where T : class;
}
