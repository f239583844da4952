using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Models;
using BayesLmm.Reports.Starters;

namespace BayesLmm.Reports.Wording;

/// <summary>Writes a starter model as a commented model text.</summary>
internal static class StarterText
{
    /// <summary>The text; it parses and binds to the data that it was made for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="priors">Its default priors.</param>
    /// <param name="view">The words of the caller.</param>
    public static string Write(StarterModel model, IReadOnlyList<PriorListing> priors, StarterView view)
    {
        StringBuilder text = new();
        text.Append($"# A first model for {StarterWording.OnOneLine(model.DataPath)}, guessed by {view.Guesser} from the table alone: "
            + "change it until it is yours.\n#\n");
        AppendColumns(text, model);
        text.Append(string.Concat(StarterWording.Doubts(model).Select(sentence => $"# {sentence}\n")));
        text.Append($"\ndata {QuotedText.Of(model.DataPath)}\n");
        AppendFactors(text, model);
        text.Append($"\n# {StarterWording.Response(model)}\n");
        text.Append(model.ResponseReason is ResponseReason.Given || view.ResponseHint is null ? "" : $"# {view.ResponseHint}\n");
        foreach (StarterGroup group in model.Groups)
        {
            text.Append($"# {StarterWording.Of(group)}\n");
            text.Append(string.Concat(StarterWording.Extensions(model, group).Select(sentence => $"#   {sentence}\n")));
        }

        text.Append(string.Concat(StarterWording.LeftOut(model).Select(sentence => $"# {sentence}\n")));
        text.Append('\n').Append(model.Formula).Append('\n');
        text.Append(model.Family is { } family ? $"\n# {StarterWording.Of(family)}\n{family.Statement}\n" : "");
        text.Append(StarterWording.Missing(model) is { } missing ? $"\n# {missing} To make them an error:\n# missing error\n" : "");
        AppendPriors(text, priors);
        text.Append("\n# sample chains 4, draws 1000, seed 1\n");
        return text.ToString();
    }

    private static void AppendColumns(StringBuilder text, StarterModel model)
    {
        text.Append($"# {model.Rows} rows, {model.Columns.Count} {(model.Columns.Count == 1 ? "column" : "columns")}:\n");
        int width = model.Columns.Max(column => StarterWording.OnOneLine(column.Name).Length);
        foreach (StarterColumn column in model.Columns)
        {
            text.Append($"#   {StarterWording.OnOneLine(column.Name).PadRight(width)}  {StarterWording.Of(column)}\n");
        }
    }

    private static void AppendFactors(StringBuilder text, StarterModel model)
    {
        if (model.FactorCodes.Count > 0)
        {
            text.Append($"\n# {StarterWording.FactorCodes}; take the line away if they are quantities.\n");
            text.Append(string.Concat(model.FactorCodes.Select(name => $"factor {ExpressionPrinter.PrintName(name)}\n")));
        }
    }

    private static void AppendPriors(StringBuilder text, IReadOnlyList<PriorListing> priors)
    {
        text.Append("\n# These are the default priors; take away the '#' in front of one to change it.\n");
        foreach (PriorListing prior in priors)
        {
            string note = prior.Note.Length == 0 ? "" : $"   # {prior.Note}";
            text.Append($"# prior {StarterWording.OnOneLine(prior.Parameter)} ~ {prior.Distribution}{note}\n");
        }
    }
}

/// <summary>What the caller calls itself and its options.</summary>
/// <param name="Guesser">Who guesses.</param>
/// <param name="ResponseHint">How another response is taken, as a sentence; null if there is no way.</param>
internal sealed record StarterView(string Guesser, string? ResponseHint);
