using BayesLmm.Language.Syntax;

namespace BayesLmm.Language;

/// <summary>What statements owe each other: one formula, one <c>data</c>, one <c>sample</c>, one prior a parameter, one <c>factor</c> a column.</summary>
internal static class ModelChecks
{
    /// <summary>Reports every statement that repeats an earlier one.</summary>
    public static void Check(IReadOnlyList<Statement> statements, SyntaxDiagnostics diagnostics)
    {
        Statement? formula = null;
        Dictionary<string, TextSpan> keywords = [];
        Dictionary<string, TextSpan> priors = [];
        Dictionary<string, TextSpan> factors = [];
        foreach (Statement statement in statements)
        {
            switch (statement)
            {
                case FormulaStatement when formula is not null:
                    diagnostics.SecondFormula(statement.Span, formula.Span);
                    break;
                case FormulaStatement:
                    formula = statement;
                    break;
                case DataStatement or SampleStatement:
                    string keyword = statement is DataStatement ? "data" : "sample";
                    if (!keywords.TryAdd(keyword, statement.Span))
                    {
                        diagnostics.SecondStatement(keyword, new TextSpan(statement.Span.Start, keyword.Length), keywords[keyword]);
                    }

                    break;
                case PriorStatement prior when !priors.TryAdd(prior.Parameter.Name, prior.Span):
                    diagnostics.PriorTwice(prior.Parameter, priors[prior.Parameter.Name]);
                    break;
                case FactorStatement factor when !factors.TryAdd(factor.Column.Text, factor.Column.Span):
                    diagnostics.FactorTwice(factor.Column, factors[factor.Column.Text]);
                    break;
            }
        }
    }
}
