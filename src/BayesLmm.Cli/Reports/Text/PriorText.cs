using System.Text;
using BayesLmm.Posteriors;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The text that <c>blmm prior</c> prints.</summary>
internal static class PriorText
{
    private const int Digits = 3;

    /// <summary>The whole report.</summary>
    public static string Write(PriorSimulation simulation)
    {
        StringBuilder text = new();
        text.Append("Model\n  ").Append(simulation.Model.Specification.FormulaText).Append('\n');
        AppendPriors(text, simulation);
        AppendQuantities(text, simulation);
        AppendFlat(text, simulation);
        return text.ToString();
    }

    private static void AppendPriors(StringBuilder text, PriorSimulation simulation)
    {
        text.Append("\nPriors\n");
        TextTable table = new(
            ("parameter", Align.Left), ("prior", Align.Left), ("", Align.Left), ("5%", Align.Decimal), ("50%", Align.Decimal), ("95%", Align.Decimal), ("", Align.Left));
        foreach (PriorRow row in PriorRow.Of(simulation))
        {
            table.Add(
                row.Prior.Parameter,
                row.Prior.Distribution,
                row.Prior.IsDefault ? "default" : "given",
                Number(row.Quantiles?.Lower),
                Number(row.Quantiles?.Median),
                Number(row.Quantiles?.Upper),
                row.Prior.Note);
        }

        table.AppendTo(text);
    }

    private static void AppendQuantities(StringBuilder text, PriorSimulation simulation)
    {
        text.Append($"\nWhat they imply before the data ({simulation.Draws} draws from the priors, seed {simulation.Seed})\n");
        TextTable table = new(("quantity", Align.Left), ("5%", Align.Decimal), ("50%", Align.Decimal), ("95%", Align.Decimal), ("observed", Align.Decimal), ("", Align.Left));
        foreach (ImpliedQuantity quantity in simulation.Quantities)
        {
            table.Add(quantity.Name, Number(quantity.Lower), Number(quantity.Median), Number(quantity.Upper), quantity.Observed is null ? "" : Number(quantity.Observed), quantity.Meaning);
        }

        table.AppendTo(text);
        text.Append("  'observed' is the response's own, to compare sizes; the simulation has not looked at it.\n");
    }

    private static void AppendFlat(StringBuilder text, PriorSimulation simulation)
    {
        if (simulation.FlatParameters.Count == 0)
        {
            return;
        }

        text.Append("\nFlat priors imply nothing and were left out\n");
        foreach (ImpliedQuantity quantity in simulation.Quantities.Where(quantity => quantity.LeftOut.Count > 0))
        {
            text.Append($"  {quantity.Name} is without {string.Join(", ", quantity.LeftOut)}.\n");
        }

        foreach (string sentence in simulation.NotComputed)
        {
            text.Append($"  Not computed: {sentence}\n");
        }
    }

    private static string Number(double? value) => value is { } number ? SignificantFormat.WithDigits(number, Digits) : SignificantFormat.None;
}
