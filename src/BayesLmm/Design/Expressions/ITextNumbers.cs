using BayesLmm.Diagnostics;

namespace BayesLmm.Design.Expressions;

/// <summary>Reads texts as numbers.</summary>
internal interface ITextNumbers
{
    /// <summary>The numbers of a column of texts, row by row; null where they are words, or, with a report, where they are nearly numbers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="span">Where numbers are needed.</param>
    /// <param name="isReported">Whether a reason was reported.</param>
    double[]? NumbersOf(CategoricalColumn column, TextSpan span, out bool isReported);

    /// <summary>For each row of a column of texts whether it has no value; a code of a missing value among numbers or dates is none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="span">Where the model names it.</param>
    bool[] MissingIn(CategoricalColumn column, TextSpan span);
}
