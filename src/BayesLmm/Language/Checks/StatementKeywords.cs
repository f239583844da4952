using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using Superpower.Model;

namespace BayesLmm.Language.Checks;

/// <summary>
/// The words that start a statement. They are words of the language only there: <c>data ~ 1 + prior</c> is a formula over columns that
/// happen to have these names.
/// </summary>
internal static class StatementKeywords
{
    /// <summary>All of them, in the order in which messages list them.</summary>
    public static EquatableArray<string> All { get; } =
        ["data", "factor", "let", "where", "missing", "weights", "offset", "known_se", "family", "across", "prior", "sample"];

    /// <summary>
    /// The word that starts the statement, if it is not a formula. In a formula a name is never followed by another name, a text or a number, so a first word
    /// that is, or that stands alone, is meant as a keyword. A known keyword also counts as one if the statement has no tilde, and <c>prior (</c> always does:
    /// there is no function of this name, but people write <c>(Intercept)</c>; so are <c>across (</c> and
    /// <c>prior ~ normal</c>, where the parameter was forgotten.
    /// </summary>
    public static string? KeywordOf(TokenizedStatement statement)
    {
        Token<TokenKind>[] tokens = statement.Tokens;
        if (tokens[0].Kind != TokenKind.Name)
        {
            return null;
        }

        string word = tokens[0].Unquoted();
        bool standsBeforeOperand = tokens.Length == 1 || tokens[1].Kind
            is TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text
            or TokenKind.UnclosedText or TokenKind.UnclosedName or TokenKind.EmptyName or TokenKind.HugeNumber;
        bool known = All.Contains(word);
        return standsBeforeOperand
            || (known && !HasTilde(statement))
            || (word is "prior" or "across" && tokens[1].Kind == TokenKind.OpenParenthesis)
            || (word == "prior" && tokens is [_, { Kind: TokenKind.Tilde }, { Kind: TokenKind.Name } name, ..]
                && DistributionSignatures.Find(name.Unquoted()) is not null)
            ? word
            : null;
    }

    /// <summary>Whether a tilde stands anywhere in the statement.</summary>
    public static bool HasTilde(TokenizedStatement statement) => statement.Tokens.Any(token => token.Kind == TokenKind.Tilde);
}
