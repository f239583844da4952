using BayesLmm.Language.Tokens;
using BayesLmm.Models;
using Superpower.Model;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>
/// The names of a posterior's parameters and group effects as sequences of tokens, so that they are found in an expression whatever blanks stand in them, and
/// although their brackets, colons and calls mean other things in the language.
/// </summary>
internal sealed class QuantityNames
{
    private readonly Dictionary<string, string> byKey = new(StringComparer.Ordinal);
    private readonly List<string> all = [];
    private int longest;

    /// <summary>The names of a model.</summary>
    public QuantityNames(BoundModel model)
    {
        foreach (Parameter parameter in model.Parameters)
        {
            Add(parameter.Name);
        }

        foreach (GroupTerm term in model.GroupTerms)
        {
            foreach (string level in term.Levels)
            {
                foreach (string effect in term.Effects)
                {
                    Add(Parameter.GroupEffect(term.Group, level, effect));
                }
            }
        }

        AddOtherSpellings(model);
    }

    /// <summary>Every name, in the order of the posterior; those of quantities come last.</summary>
    public IReadOnlyList<string> All => all;

    /// <summary>Takes a name; false if there is one already.</summary>
    public bool Add(string name)
    {
        Token<TokenKind>[] tokens = [.. ModelTokenizer.Instance.Tokenize(name)];
        if (!Add(tokens, name))
        {
            return false;
        }

        all.Add(name);
        return true;
    }

    /// <summary>The longest name that tokens start with from a place on, and how many tokens it takes; null for none.</summary>
    public (string Name, int Count)? Longest(IReadOnlyList<Token<TokenKind>> tokens, int first)
    {
        for (int count = Math.Min(longest, tokens.Count - first); count > 0; count--)
        {
            if (byKey.TryGetValue(Key(tokens, first, count), out string? name))
            {
                return (name, count);
            }
        }

        return null;
    }

    private bool Add(Token<TokenKind>[] tokens, string name)
    {
        longest = Math.Max(longest, tokens.Length);
        return byKey.TryAdd(Key(tokens, 0, tokens.Length), name);
    }

    private static string Key(IReadOnlyList<Token<TokenKind>> tokens, int first, int count) =>
        string.Join('\n', Enumerable.Range(first, count).Select(i => tokens[i].Written().ToString()));

    /// <summary><c>sd(g)</c> where a group has one, correlations the other way round, and interactions of two columns too.</summary>
    private void AddOtherSpellings(BoundModel model)
    {
        foreach (IGrouping<string, GroupTerm> group in model.GroupTerms.GroupBy(term => term.Group))
        {
            if (group.Sum(term => term.Width) == 1)
            {
                AddSpelling(Parameter.SdsOf(group.Key).Name, Parameter.Sd(group.Key, group.First().Effects[0]).Name);
            }

            foreach (GroupTerm term in group)
            {
                foreach ((int i, int j) in term.Structure.CorrelatedPairs(term.Width))
                {
                    AddSpelling(
                        Parameter.Cor(term.Group, term.Effects[j], term.Effects[i]).Name, Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]).Name);
                }
            }
        }

        foreach (FixedEffect effect in model.FixedEffects)
        {
            Token<TokenKind>[] tokens = [.. ModelTokenizer.Instance.Tokenize(effect.Name)];
            int[] colons = [.. Colons(tokens)];
            if (colons is [int colon])
            {
                Add([.. tokens[(colon + 1)..], tokens[colon], .. tokens[..colon]], effect.Name);
            }
        }
    }

    private void AddSpelling(string spelling, string name) => Add([.. ModelTokenizer.Instance.Tokenize(spelling)], name);

    private static IEnumerable<int> Colons(Token<TokenKind>[] tokens)
    {
        int depth = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            depth += tokens[i].Kind switch
            {
                TokenKind.OpenBracket or TokenKind.OpenParenthesis => 1,
                TokenKind.CloseBracket or TokenKind.CloseParenthesis => -1,
                _ => 0,
            };
            if (depth == 0 && tokens[i].Kind == TokenKind.Colon)
            {
                yield return i;
            }
        }
    }
}
