using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Language.Grammar;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Language.Checks;

/// <summary>Checks of a single statement that the grammar cannot make: options, distributions and settings exist, and numbers are in range.</summary>
internal static class StatementChecks
{
    /// <summary>The contrasts of the language.</summary>
    private static readonly string[] Contrasts = ["treatment", "sum", "helmert", "poly"];

    private static readonly string[] DecimalMarks = [".", ","];

    private static readonly string[] ThousandsMarks = [",", ".", " ", "'"];

    private static readonly string[] MissingChoices = ["drop", "error"];

    /// <summary>The options of a <c>data</c> statement that are right.</summary>
    public static DataStatement Data(DataPhrase phrase, TextSpan span, SyntaxDiagnostics diagnostics)
    {
        Dictionary<string, Word[]> options = [];
        foreach (DataOption option in phrase.Options)
        {
            if (!options.TryAdd(option.Name.Text, option.Values))
            {
                diagnostics.DataOptionTwice(option.Name);
            }
            else if (option.Name.Text != "missing" && option.Values.Length > 1)
            {
                diagnostics.OneMarkOnly(option.Name, option.Values[1]);
            }
        }

        Word? mark = Mark(options, "decimal", DecimalMarks, diagnostics), thousands = Mark(options, "thousands", ThousandsMarks, diagnostics);
        if (mark is { } first && thousands is { } second && first.Text == second.Text)
        {
            diagnostics.SameMarks(second);
            thousands = null;
        }

        return new DataStatement(phrase.Path?.Text, phrase.Path?.Span ?? span, span)
        {
            Decimal = mark,
            Thousands = thousands,
            Missing = options.GetValueOrDefault("missing", []).ToEquatableArray(),
        };
    }

    private static Word? Mark(Dictionary<string, Word[]> options, string option, string[] allowed, SyntaxDiagnostics diagnostics)
    {
        if (!options.TryGetValue(option, out Word[]? values))
        {
            return null;
        }

        if (allowed.Contains(values[0].Text))
        {
            return values[0];
        }

        diagnostics.UnknownMark(option, values[0], allowed);
        return null;
    }

    /// <summary>Makes one statement a column, with the options that are right.</summary>
    public static IEnumerable<FactorStatement> Factor(FactorPhrase phrase, TextSpan span, SyntaxDiagnostics diagnostics)
    {
        Dictionary<string, Word[]> options = [];
        foreach (FactorOption option in phrase.Options)
        {
            if (option.Name.Text is not ("levels" or "contrasts" or "reference"))
            {
                diagnostics.UnknownFactorOption(option.Name);
            }
            else if (!options.TryAdd(option.Name.Text, option.Values))
            {
                diagnostics.FactorOptionTwice(option.Name);
            }
            else if (option.Name.Text != "levels" && option.Values.Length > 1)
            {
                diagnostics.OneValueOnly(option.Name, option.Values[1]);
            }
        }

        Word[]? levels = options.GetValueOrDefault("levels");
        Word? contrasts = options.TryGetValue("contrasts", out Word[]? contrast) ? contrast[0] : null;
        Word? reference = options.TryGetValue("reference", out Word[]? level) ? level[0] : null;
        HashSet<string> seen = [];
        foreach (Word repeated in (levels ?? []).Where(word => !seen.Add(word.Text)))
        {
            diagnostics.LevelTwice(repeated);
        }

        if (contrasts is { } named && !Contrasts.Contains(named.Text))
        {
            diagnostics.UnknownContrast(named, Contrasts);
        }

        if (reference is { } chosen && levels is not null && !seen.Contains(chosen.Text))
        {
            diagnostics.ReferenceNotALevel(chosen, seen);
        }

        EquatableArray<Word>? levelList = levels is null ? null : levels.ToEquatableArray();
        return phrase.Columns.Select(column => new FactorStatement(column, levelList, contrasts, reference, span));
    }

    /// <summary>Checks a prior's parameter and distribution, and puts the distribution's arguments in the signature's order.</summary>
    public static PriorStatement Prior(PriorStatement prior, SyntaxDiagnostics diagnostics)
    {
        int names = prior.Parameter.Arguments.Count;
        if ((prior.Parameter.Kind == "sd" && names > 2) || (prior.Parameter.Kind == "cor" && names is not (1 or 3)))
        {
            diagnostics.WrongNumberOfNames(prior.Parameter);
        }

        DistributionSyntax distribution = prior.Distribution;
        if (DistributionSignatures.Find(distribution.Name.Text) is not { } signature)
        {
            diagnostics.UnknownDistribution(distribution.Name);
        }
        else if (distribution.Arguments.Count != signature.Parameters.Count)
        {
            diagnostics.WrongNumberOfArguments(distribution, signature);
        }
        else if (InOrder(distribution, signature, diagnostics) is { } ordered)
        {
            Arguments(ordered, signature, diagnostics);
            return prior with { Distribution = ordered };
        }

        return prior;
    }

    /// <summary>What a <c>missing</c> statement says.</summary>
    public static MissingStatement Missing(Word choice, SyntaxDiagnostics diagnostics)
    {
        if (!MissingChoices.Contains(choice.Text))
        {
            diagnostics.UnknownChoice("missing", choice, MissingChoices);
        }

        return new MissingStatement(choice.Text == "error", choice.Span);
    }

    /// <summary>An <c>across</c> statement's groups and options.</summary>
    public static AcrossStatement Across(AcrossPhrase phrase, EquatableArray<LevelEquation> equations, TextSpan span, SyntaxDiagnostics diagnostics)
    {
        HashSet<string> seen = [];
        foreach (NameExpression repeated in phrase.Group.Where(name => !seen.Add(name.Name)))
        {
            diagnostics.GroupTwice(repeated);
        }

        bool uncorrelated = HasOption(phrase.Options, "uncorrelated", diagnostics);
        return new AcrossStatement(phrase.Group.Reverse().ToEquatableArray(), !uncorrelated, equations, span);
    }

    /// <summary>A level equation's options.</summary>
    public static LevelEquation Equation(EquationPhrase phrase, TextSpan span, SyntaxDiagnostics diagnostics) =>
        new(phrase.Coefficient, phrase.RightHandSide, HasOption(phrase.Options, "fixed", diagnostics), span);

    /// <summary>Whether the only allowed option is present.</summary>
    private static bool HasOption(Word[] options, string known, SyntaxDiagnostics diagnostics)
    {
        bool found = false;
        foreach (Word option in options)
        {
            if (option.Text != known)
            {
                diagnostics.UnknownAcrossOption(option, known);
            }
            else if (found)
            {
                diagnostics.AcrossOptionTwice(option);
            }

            found |= option.Text == known;
        }

        return found;
    }

    /// <summary>Checks the settings of a <c>sample</c> statement.</summary>
    public static void Sample(SampleStatement sample, SyntaxDiagnostics diagnostics)
    {
        HashSet<string> seen = [];
        foreach (SampleSetting setting in sample.Settings)
        {
            if (SampleSettings.Find(setting.Name.Text) is not { } rule)
            {
                diagnostics.UnknownSetting(setting.Name);
            }
            else if (!seen.Add(rule.Name))
            {
                diagnostics.SettingTwice(setting.Name);
            }
            else if (!rule.Allows(setting.Value))
            {
                diagnostics.SettingOutOfRange(setting, rule);
            }
        }
    }

    /// <summary>The arguments in the signature's order: named ones take their places, the others fill the rest, as in R. Null when a name is wrong.</summary>
    private static DistributionSyntax? InOrder(DistributionSyntax distribution, DistributionSignature signature, SyntaxDiagnostics diagnostics)
    {
        DistributionArgument?[] places = new DistributionArgument?[signature.Parameters.Count];
        bool right = true;
        foreach (DistributionArgument argument in distribution.Arguments)
        {
            if (argument.Name is not { } name)
            {
                continue;
            }

            int place = signature.Parameters.Select(parameter => parameter.Name).ToList().IndexOf(name.Text);
            if (place < 0)
            {
                diagnostics.UnknownArgument(name, signature);
                right = false;
            }
            else if (places[place] is not null)
            {
                diagnostics.ArgumentTwice(name);
                right = false;
            }
            else
            {
                places[place] = argument;
            }
        }

        Queue<DistributionArgument> unnamed = new(distribution.Arguments.Where(argument => argument.Name is null));
        return right
            ? distribution with { Arguments = places.Select(argument => argument ?? unnamed.Dequeue()).ToEquatableArray() }
            : null;
    }

    private static void Arguments(DistributionSyntax distribution, DistributionSignature signature, SyntaxDiagnostics diagnostics)
    {
        for (int i = 0; i < signature.Parameters.Count; i++)
        {
            DistributionParameter parameter = signature.Parameters[i];
            double value = distribution.Arguments[i].Value, size = Math.Abs(value);
            if (parameter.Domain != ParameterDomain.Real && !(value > 0))
            {
                diagnostics.NotPositive(distribution.Arguments[i], parameter, signature);
            }
            else if (value != 0 && (size < parameter.Smallest || size > parameter.Largest))
            {
                diagnostics.ArgumentBeyondRange(distribution.Arguments[i], parameter, signature);
            }
        }

        if (signature.AreBounds && !(distribution.Arguments[0].Value < distribution.Arguments[1].Value))
        {
            diagnostics.BoundsReversed(distribution);
        }
    }
}
