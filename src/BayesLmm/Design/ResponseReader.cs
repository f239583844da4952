using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design;

/// <summary>The response of a model as numbers that its family takes. Errors are added to the diagnostics.</summary>
/// <param name="model">The model.</param>
/// <param name="rows">The rows' places in the table, from 0.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class ResponseReader(Model model, IReadOnlyList<int> rows, List<Diagnostic> diagnostics)
{
    private readonly Expression expression = model.Formula.Response;
    private readonly string name = ExpressionPrinter.Print(model.Formula.Response);

    private SourceText Source => model.Source;

    private TextSpan Span => expression.Span;

    private Family Family => model.Family;

    /// <summary>What a response of two levels, or of truth values, calls 0 and 1; empty for numbers.</summary>
    public EquatableArray<string> Outcomes { get; private set; } = [];

    /// <summary>What the column is to the family, if the response is a column.</summary>
    /// <param name="family">The family.</param>
    public static NameUse UseIn(Family family) => family.Domain == ResponseDomain.Binary ? NameUse.Predictor : NameUse.Response;

    /// <summary>The response as numbers, or null with a report.</summary>
    /// <param name="value">What the expression left of the tilde is.</param>
    /// <param name="evaluation">The model's expressions.</param>
    /// <param name="isDeclaredFactor">Whether a factor statement names the column.</param>
    public double[]? Read(ExpressionValue? value, FormulaEvaluation evaluation, bool isDeclaredFactor)
    {
        if (Family.Domain != ResponseDomain.Real && Transformed(expression) is { } inner)
        {
            diagnostics.Add(ResponseDiagnostics.Transformed(Source, Span, name, ExpressionPrinter.Print(inner), Family));
            return null;
        }

        double[]? numbers = value switch
        {
            Numbers { Values: var values } => evaluation.CheckFinite(values, expression) ? values : null,
            Levels { Column: var column } => OfLevels(column.Levels, column.Codes, isDeclaredFactor),
            null => null,
            _ => NotAColumn(),
        };
        if (value is Numbers { IsLogical: true } && Family.Domain == ResponseDomain.Binary)
        {
            Outcomes = ["FALSE", "TRUE"];
        }

        return numbers is not null && IsInDomain(numbers) ? numbers : null;
    }

    /// <summary>Reports a response that says nothing: the same in every row, or all trials of every row.</summary>
    /// <param name="response">The response.</param>
    /// <param name="trials">The trials of a binomial response.</param>
    /// <param name="hasOffset">Whether there is an offset, by which equal counts may differ from their expectations.</param>
    public void CheckVariation(double[] response, double[]? trials, bool hasOffset)
    {
        if (response.Length < 2)
        {
            return;
        }

        bool isConstant = response.AsSpan().IndexOfAnyExcept(response[0]) < 0;
        bool trialsAreEqual = trials is null || trials.AsSpan().IndexOfAnyExcept(trials[0]) < 0;
        bool mayBeConstant = response[0] != 0 && (!trialsAreEqual || (Family.Domain == ResponseDomain.Counts && hasOffset));
        if (trials is not null && response.AsSpan().SequenceEqual(trials))
        {
            diagnostics.Add(ResponseDiagnostics.AllTrials(Source, Span, name));
        }
        else if (isConstant && !mayBeConstant)
        {
            diagnostics.Add(DesignDiagnostics.ResponseConstant(
                Source, Span, name, Outcomes.Count > 0 ? $"'{Outcomes[(int)response[0]]}'" : FormattableString.Invariant($"{response[0]}")));
        }
    }

    /// <summary>Reports rows with more successes than trials.</summary>
    /// <param name="response">The response.</param>
    /// <param name="trials">The trials of a binomial response.</param>
    public void CheckTrials(double[] response, double[] trials)
    {
        for (int i = 0; i < response.Length; i++)
        {
            if (response[i] > trials[i])
            {
                diagnostics.Add(ResponseDiagnostics.MoreThanTrials(
                    Source, Span, name, response[i], ExpressionPrinter.Print(model.Steps.Trials!), trials[i], rows[i] + 1));
                return;
            }
        }
    }

    /// <summary>What a function of one column other than <c>I</c> and the like is taken of; null where the response is no such function.</summary>
    private static Expression? Transformed(Expression expression) => expression switch
    {
        ParenthesizedExpression parentheses => Transformed(parentheses.Inner),
        CallExpression { Function: "I", Arguments: [var only] } => Transformed(only.Value),
        CallExpression { Function: "log" or "log2" or "log10" or "log1p" or "exp" or "sqrt" or "center" or "scale", Arguments: [var first, ..] } =>
            first.Value is BinaryExpression { Operator: BinaryOperator.Add, Right: NumberExpression } sum ? sum.Left : first.Value,
        _ => null,
    };

    private double[]? NotAColumn()
    {
        diagnostics.Add(DesignDiagnostics.ResponseNotAColumn(Source, Span));
        return null;
    }

    private double[]? OfLevels(EquatableArray<string> levels, ReadOnlySpan<int> codes, bool isDeclaredFactor)
    {
        switch (Family.Domain)
        {
            case ResponseDomain.Binary when levels.Count <= 2:
                Outcomes = levels;
                return Array.ConvertAll(codes.ToArray(), code => (double)code);
            case ResponseDomain.Binary:
                diagnostics.Add(ResponseDiagnostics.ManyLevels(Source, Span, name, levels));
                return null;
            case ResponseDomain.Real:
                diagnostics.Add(DesignDiagnostics.ResponseNotNumeric(Source, Span, name, isDeclaredFactor ? null : levels[0]));
                return null;
            default:
                diagnostics.Add(ResponseDiagnostics.TextForNumbers(Source, Span, name, Family, levels.Count));
                return null;
        }
    }

    private bool IsInDomain(double[] values)
    {
        int bad = Family.Domain switch
        {
            ResponseDomain.Binary => values.AsSpan().IndexOfAnyExcept(0.0, 1.0),
            ResponseDomain.Successes or ResponseDomain.Counts =>
                Array.FindIndex(values, value => value < 0 || value != Math.Floor(value) || value > ResponseDiagnostics.LargestCount),
            _ => -1,
        };
        if (bad < 0)
        {
            return true;
        }

        diagnostics.Add(Family.Domain == ResponseDomain.Binary
            ? ResponseDiagnostics.NotBinary(Source, Span, name, values[bad], rows[bad] + 1, LooksLike(values))
            : ResponseDiagnostics.NotACount(Source, Span, name, values[bad], rows[bad] + 1, Family));
        return false;
    }

    private static BinaryNumbers LooksLike(double[] values) =>
        values.Distinct().Take(3).Count() == 2 ? BinaryNumbers.TwoValues
        : values.Where(value => value is not (0 or 1)).Distinct().Take(2).ToArray() is [< 0 or > 2] ? BinaryNumbers.BesideBinary
        : values.All(value => value is >= 0 and <= 1) ? BinaryNumbers.Shares
        : values.All(value => value >= 0 && double.IsInteger(value)) ? BinaryNumbers.Counts
        : BinaryNumbers.Others;
}
