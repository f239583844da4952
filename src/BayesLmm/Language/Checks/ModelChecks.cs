using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Language.Checks;

/// <summary>
/// The rules between statements: one formula, one <c>data</c>, <c>sample</c>, <c>missing</c>, <c>weights</c>, <c>offset</c>, <c>known_se</c> and
/// <c>family</c>, not both weights and known standard errors, one prior a parameter, one <c>factor</c> and one <c>let</c> a column.
/// </summary>
internal static class ModelChecks
{
    /// <summary>Reports every statement that repeats an earlier one.</summary>
    public static void Check(IReadOnlyList<Statement> statements, SyntaxDiagnostics diagnostics)
    {
        Statement? formula = null;
        Dictionary<string, TextSpan> keywords = [];
        Dictionary<string, TextSpan> priors = [];
        Dictionary<string, TextSpan> factors = [];
        Dictionary<string, TextSpan> lets = [];
        bool behindEmptyAcross = false;
        CheckRowWeights(statements, diagnostics);
        foreach (Statement statement in statements)
        {
            behindEmptyAcross = statement is AcrossStatement { Equations.Count: 0 } || (behindEmptyAcross && statement is FormulaStatement);
            switch (statement)
            {
                case FormulaStatement when formula is not null && behindEmptyAcross:
                    diagnostics.EquationNotIndented(statement.Span);
                    break;
                case FormulaStatement when formula is not null:
                    diagnostics.SecondFormula(statement.Span, formula.Span);
                    break;
                case FormulaStatement:
                    formula = statement;
                    break;
                case LetStatement let when !lets.TryAdd(let.Name.Text, let.Span):
                    diagnostics.LetTwice(let.Name, lets[let.Name.Text]);
                    break;
                case { } single when KeywordOfSingle(single) is { } keyword:
                    CheckSingle(keyword, new TextSpan(statement.Span.Start, keyword.Length), keywords, diagnostics);
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

    /// <summary>Reports weights, or known standard errors, of a family whose rows have none.</summary>
    private static void CheckRowWeights(IReadOnlyList<Statement> statements, SyntaxDiagnostics diagnostics)
    {
        FamilyStatement? named = statements.OfType<FamilyStatement>().FirstOrDefault();
        if (named is null || KnownFamilies.Find(named.Family.Text) is not { Domain: not ResponseDomain.Real } family)
        {
            return;
        }

        foreach (Statement statement in statements.Where(statement => statement is WeightsStatement or KnownSeStatement))
        {
            string keyword = KeywordOfSingle(statement)!;
            diagnostics.NoRowWeights(new TextSpan(statement.Span.Start, keyword.Length), keyword, family);
        }
    }

    /// <summary>The keyword of a statement that may occur only once, or null.</summary>
    private static string? KeywordOfSingle(Statement statement) => statement switch
    {
        DataStatement => "data",
        SampleStatement => "sample",
        MissingStatement => "missing",
        WeightsStatement => "weights",
        OffsetStatement => "offset",
        KnownSeStatement => "known_se",
        FamilyStatement => "family",
        _ => null,
    };

    private static void CheckSingle(string keyword, TextSpan span, Dictionary<string, TextSpan> keywords, SyntaxDiagnostics diagnostics)
    {
        if (!keywords.TryAdd(keyword, span))
        {
            diagnostics.SecondStatement(keyword, span, keywords[keyword]);
            return;
        }

        string? other = keyword switch
        {
            "weights" => "known_se",
            "known_se" => "weights",
            _ => null,
        };
        if (other is not null && keywords.TryGetValue(other, out TextSpan first))
        {
            diagnostics.KnownSeWithWeights(span, keyword, other, first);
        }
    }
}
