using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Grammar;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Language.Checks;

/// <summary>Checks of a <c>family</c> statement: family, options and link exist, and there are trials where the family has them.</summary>
internal static class FamilyChecks
{
    /// <summary>The options of a <c>family</c> statement.</summary>
    public const string Link = "link", Trials = "trials";

    private static readonly string[] Families = [.. KnownFamilies.All.Select(family => family.Name)];

    private static readonly string[] Options = [Link, Trials];

    /// <summary>What a <c>family</c> statement says, with the options that are right.</summary>
    public static FamilyStatement Family(FamilyPhrase phrase, SyntaxDiagnostics diagnostics)
    {
        Dictionary<string, FamilyOption> options = [];
        foreach (FamilyOption option in phrase.Options)
        {
            if (!Options.Contains(option.Name.Text))
            {
                diagnostics.UnknownFamilyOption(option.Name, Options);
            }
            else if (!options.TryAdd(option.Name.Text, option))
            {
                diagnostics.FamilyOptionTwice(option.Name);
            }
        }

        if (KnownFamilies.Find(phrase.Family.Text) is not { } family)
        {
            diagnostics.UnknownChoice("family", phrase.Family, Families);
            return new FamilyStatement(phrase.Family, phrase.Family.Span);
        }

        FamilyOption? trials = options.GetValueOrDefault(Trials);
        if (trials is not null && !family.HasTrials)
        {
            diagnostics.NoTrials(trials.Name, family);
            trials = null;
        }
        else if (trials is null && family.HasTrials)
        {
            diagnostics.TrialsMissing(phrase.Family);
        }

        return new FamilyStatement(phrase.Family, phrase.Family.Span)
        {
            Link = options.TryGetValue(Link, out FamilyOption? link) ? LinkOf(link, family, diagnostics) : null,
            Trials = trials?.Value,
        };
    }

    private static Word? LinkOf(FamilyOption option, Family family, SyntaxDiagnostics diagnostics)
    {
        string written = option.Value is TextExpression text ? text.Value : ExpressionPrinter.Print(option.Value);
        if (family.Links.Any(link => Links.NameOf(link) == written))
        {
            return new Word(written, option.Value.Span);
        }

        diagnostics.UnknownLink(new Word(written, option.Value.Span), family);
        return null;
    }
}
