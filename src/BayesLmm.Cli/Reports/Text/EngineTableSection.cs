using System.Text;
using BayesLmm.Agreement;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The answers of several engines in text.</summary>
internal static class EngineTableSection
{
    private const int Decimals = 2;

    /// <summary>A table as wide as this goes on in another below it.</summary>
    private const int Width = 100;

    /// <summary>The table, what each answer is, and what no engine answered; that alone where the fit has nothing beside it.</summary>
    public static void Append(StringBuilder text, FurtherEngines further)
    {
        text.Append("\nEngines\n");
        if (further.Table.Others.Count > 0)
        {
            AppendTable(text, further.Table);
            TextRenderer.AppendWrapped(text, AgreementWording.Note(further.Table));
            text.Append('\n');
            foreach (EngineAnswer answer in further.Answers)
            {
                AppendAnswer(text, answer);
            }
        }

        foreach ((string name, string reason) in further.Refused)
        {
            TextRenderer.AppendWrapped(text, $"{name}: no answer. {reason}");
        }
    }

    private static void AppendTable(StringBuilder text, EngineTable table)
    {
        int first = 0;
        while (first < table.Others.Count)
        {
            text.Append(first == 0 ? "" : "\n");
            int count = table.Others.Count - first;
            string written = Write(table, first, count);
            while (count > 1 && written.Split('\n').Max(line => line.Length) > Width)
            {
                written = Write(table, first, --count);
            }

            text.Append(written);
            first += count;
        }
    }

    private static void AppendAnswer(StringBuilder text, EngineAnswer answer)
    {
        TextRenderer.AppendWrapped(text, $"{answer.Name}: {EngineWording.Stage(answer)}{(answer.Substitutions.Count > 0 ? "; with replaced priors:" : ".")}");
        foreach (string substitution in answer.Substitutions)
        {
            TextRenderer.AppendWrapped(text, substitution, "    ");
        }

        foreach (string problem in ConvergenceWording.Problems(answer.Posterior.Convergence, CommandLineWords.Instance))
        {
            TextRenderer.AppendWrapped(text, "NOT TO BE TRUSTED: " + problem, "    ");
        }
    }

    /// <summary>The table of some of the answers; the estimates and the reference stand in the first part only.</summary>
    private static string Write(EngineTable table, int first, int count)
    {
        List<(string Title, Align Align)> columns = [("parameter", Align.Left)];
        List<string> groups = [""];
        if (first == 0)
        {
            columns.AddRange([("REML", Align.Decimal), ("mean", Align.Decimal), ("sd", Align.Decimal)]);
            groups.AddRange(["", table.Reference.Name, ""]);
        }

        foreach (EngineAnswer answer in table.Others.Skip(first).Take(count))
        {
            columns.AddRange([("mean\nerror", Align.Decimal), ("sd\nerror", Align.Decimal)]);
            groups.AddRange([answer.Name, ""]);
        }

        TextTable aligned = new([.. columns]) { Groups = groups };
        foreach (EngineTableRow row in table.Rows)
        {
            string[] reference =
            [
                SignificantFormat.Estimate(row.Estimate, row.Reference.Sd),
                SignificantFormat.WithError(row.Reference.Mean, row.Reference.MeanError),
                SignificantFormat.WithError(row.Reference.Sd, row.Reference.SdError),
            ];
            aligned.Add(
            [
                row.Name,
                .. first == 0 ? reference : [],
                .. row.Errors.Skip(first).Take(count).SelectMany(error => (string[])[SignificantFormat.Fixed(error.Mean, Decimals), SignificantFormat.Fixed(error.Sd, Decimals)]),
            ]);
        }

        StringBuilder text = new();
        aligned.AppendTo(text);
        return text.ToString();
    }
}
