using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;
using BayesLmm.Language.Grammar;
using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using Superpower.Model;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language;

/// <summary>Model text → syntax tree. It throws for no text; a wrong statement loses only itself, and the others are still read.</summary>
internal static class ModelParser
{
    private const int MaximumLength = 200_000;

    /// <summary>Parses a model file, or a bare formula.</summary>
    public static ParsedModel Parse(SourceText source)
    {
        SyntaxDiagnostics diagnostics = new(source);
        List<Statement> statements = [];
        int levelsTried = 0;
        if (source.Text.Length > MaximumLength)
        {
            diagnostics.TooLong(source.Text.Length, MaximumLength);
        }
        else
        {
            List<TokenizedStatement> tokenized = StatementSplitter.Split([.. ModelTokenizer.Instance.Tokenize(source.Text)]);
            bool formulaTried = false;
            foreach (TokenizedStatement statement in tokenized)
            {
                formulaTried |= LooksLikeFormula(statement);
                levelsTried += IsMeantAsAcross(statement) ? 1 : 0;
                statements.AddRange(ParseStatement(statement, diagnostics));
            }

            ModelChecks.Check(statements, diagnostics);
            if (!formulaTried)
            {
                diagnostics.NoFormula(tokenized.Count == 0);
            }
        }

        return new ParsedModel(new ModelSyntax(source, statements.ToEquatableArray()), diagnostics.InOrder.ToEquatableArray())
        {
            HasAllLevels = statements.Count(statement => statement is AcrossStatement) == levelsTried && !diagnostics.HasLostEquations,
        };
    }

    /// <summary>Parses a model text without a file.</summary>
    public static ParsedModel Parse(string text) => Parse(new SourceText("model", text));

    /// <summary>Parses a single expression, such as the inner part of a term.</summary>
    /// <param name="text">The expression.</param>
    /// <returns>The expression, spans into <paramref name="text"/>.</returns>
    /// <exception cref="ModelException">The text is not an expression.</exception>
    public static Expression ParseExpression(string text)
    {
        SourceText source = new("expression", text);
        SyntaxDiagnostics diagnostics = new(source);
        Token<TokenKind>[] tokens = [.. ModelTokenizer.Instance.Tokenize(text)];
        Expression? expression = null;
        if (tokens.Length == 0)
        {
            diagnostics.UnexpectedEnd(new TextSpan(0, 0), ["an expression"]);
        }
        else if (StatementRun.MayParse(new TokenizedStatement(tokens, null, null), diagnostics))
        {
            expression = StatementRun.Run(ExpressionGrammar.Expression, new TokenizedStatement(tokens, null, null), ["an operator"], diagnostics);
        }

        return expression ?? throw new ModelException([.. diagnostics.InOrder]);
    }

    private static IEnumerable<Statement> ParseStatement(TokenizedStatement statement, SyntaxDiagnostics diagnostics)
    {
        TextSpan span = statement.Span;
        switch (StatementKeywords.KeywordOf(statement))
        {
            case null:
                return StatementRun.MayParse(statement, diagnostics) ? One(StatementRun.Run(StatementGrammar.Formula, statement, ["an operator"], diagnostics),
                    span) : [];
            case "data":
                DataPhrase? data = StatementRun.Run(StatementGrammar.Data, statement, [], diagnostics);
                return One(data is null ? null : StatementChecks.Data(data, span, diagnostics), span);
            case "factor":
                FactorPhrase? phrase = StatementRun.Run(StatementGrammar.Factor, statement, ["','", "levels", "contrasts", "reference"], diagnostics);
                return phrase is null ? [] : StatementChecks.Factor(phrase, span, diagnostics);
            case "prior":
                PriorStatement? prior = StatementRun.Run(StatementGrammar.Prior, statement, [], diagnostics);
                return One(prior is null ? null : StatementChecks.Prior(prior, diagnostics), span);
            case "sample":
                SampleStatement? sample = StatementRun.Run(StatementGrammar.Sample, statement, ["','"], diagnostics);
                if (sample is not null)
                {
                    StatementChecks.Sample(sample, diagnostics);
                }

                return One(sample, span);
            case "missing":
                ChoicePhrase? missing = StatementRun.Run(StatementGrammar.KeywordAndChoice("drop or error"), statement, [], diagnostics);
                return One(missing is null ? null : StatementChecks.Missing(missing.Choice, diagnostics), span);
            case "family":
                FamilyPhrase? family = StatementRun.MayParse(statement, diagnostics)
                    ? StatementRun.Run(StatementGrammar.Family, statement, ["','", "link", "trials"], diagnostics) : null;
                return One(family is null ? null : FamilyChecks.Family(family, diagnostics), span);
            case "let":
                return StatementRun.MayParse(statement, diagnostics) ? One(StatementRun.Run(StatementGrammar.Let, statement, ["an operator"], diagnostics),
                    span) : [];
            case "where":
                return Valued(statement, value => new WhereStatement(value, span), diagnostics);
            case "weights":
                return Valued(statement, value => new WeightsStatement(value, span), diagnostics);
            case "offset":
                return Valued(statement, value => new OffsetStatement(value, span), diagnostics);
            case "known_se":
                return Valued(statement, value => new KnownSeStatement(value, span), diagnostics);
            case "across":
                return One(AcrossParser.Parse(statement, diagnostics), span);
            case { } word:
                diagnostics.UnknownStatement(statement.Tokens[0].Place(), word);
                return [];
        }
    }

    /// <summary>A statement that is its keyword and an expression.</summary>
    private static IEnumerable<Statement> Valued(TokenizedStatement statement, Func<Expression, Statement> make, SyntaxDiagnostics diagnostics) =>
        StatementRun.MayParse(statement, diagnostics) && StatementRun.Run(StatementGrammar.KeywordAndExpression, statement, ["an operator"],
            diagnostics) is { } phrase
            ? [make(phrase.Value)]
            : [];

    /// <summary>
    /// Whether the statement is meant as a formula, valid or not: it is neither a statement of another kind nor a misspelt one.
    /// </summary>
    private static bool LooksLikeFormula(TokenizedStatement statement) => StatementKeywords.KeywordOf(statement) is not { } word
        || (StatementKeywords.HasTilde(statement) && !StatementKeywords.All.Contains(word) && NameSuggestion.Nearest(word, StatementKeywords.All) is null);

    /// <summary>Whether the statement is an <c>across</c> statement, right or wrong or its keyword misspelt.</summary>
    private static bool IsMeantAsAcross(TokenizedStatement statement) => StatementKeywords.KeywordOf(statement) is { } word
        && (word == "across" || (!StatementKeywords.All.Contains(word) && NameSuggestion.Nearest(word, StatementKeywords.All) == "across"));

    private static IEnumerable<Statement> One(Statement? statement, TextSpan span) => statement is null ? [] : [statement with { Span = span }];
}
