using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Specification.Formulas;

/// <summary>Finds responses with trials as R's packages write them: <c>cbind(successes, failures)</c> and <c>successes | trials(size)</c>.</summary>
internal static class ResponseForms
{
    /// <summary>An error for such a response; null for any other.</summary>
    public static Diagnostic? Find(Expression response, SourceText source) => response switch
    {
        CallExpression { Function: "cbind", Arguments: [var successes, var failures] } => FormulaDiagnostics.TrialsAmongResponse(
            source, response.Span, Written(successes), $"{Written(successes)} + {Operand(failures.Value)}"),
        BinaryExpression { Operator: BinaryOperator.Bar, Right: CallExpression { Function: "trials", Arguments: [var size] } } brms =>
            FormulaDiagnostics.TrialsAmongResponse(source, response.Span, ExpressionPrinter.Print(brms.Left), Written(size)),
        _ => null,
    };

    private static string Written(Argument argument) => ExpressionPrinter.Print(argument.Value);

    private static string Operand(Expression expression) =>
        expression is BinaryExpression ? $"({ExpressionPrinter.Print(expression)})" : ExpressionPrinter.Print(expression);
}
