using System.Globalization;
using System.Text;
using BayesLmm.Cli.Explanations;
using BayesLmm.Hamiltonian;
using BayesLmm.Models;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The text that <c>blmm explain</c> prints.</summary>
internal static class ExplanationText
{
    /// <summary>The whole report.</summary>
    public static string Write(Explanation explanation)
    {
        StringBuilder text = new();
        text.Append("Formula\n");
        AppendIndented(text, explanation.Formula);
        text.Append("\nLevel equations\n");
        AppendIndented(text, explanation.LevelEquations);
        text.Append("\nLaTeX (amsmath)\n");
        AppendIndented(text, explanation.Latex);
        if (explanation.Bound is { } bound)
        {
            InputText.AppendData(text, bound);
        }

        AppendPriors(text, explanation.Priors);
        if (explanation.Plan is { } plan)
        {
            AppendSizes(text, plan);
        }

        AppendEngine(text, explanation.Plan, explanation.IsMarginal);
        if (explanation.Plan is { } known)
        {
            AppendMemory(text, known);
        }
        else
        {
            text.Append("\nNot explained\n");
            text.Append("  ").Append(explanation.NoDataReason).Append('\n');
            text.Append("  Without data these are not known: the columns of factors, the default priors and whether the\n  given ones name a parameter, the sizes, the sampler's coordinates, the memory.\n");
        }

        return text.ToString();
    }

    private static void AppendIndented(StringBuilder text, string lines)
    {
        foreach (string line in lines.TrimEnd('\n').Split('\n'))
        {
            text.Append(line.Length == 0 ? "" : "  ").Append(line).Append('\n');
        }
    }

    private static void AppendPriors(StringBuilder text, IReadOnlyList<PriorListing> priors)
    {
        text.Append("\nParameters\n");
        TextTable table = new(("name", Align.Left), ("prior", Align.Left), ("", Align.Left), ("", Align.Left));
        foreach (PriorListing prior in priors)
        {
            table.Add(prior.Parameter, prior.Distribution, prior.IsDefault ? "default" : "given", prior.Note);
        }

        table.AppendTo(text);
    }

    private static void AppendSizes(StringBuilder text, FitPlan plan)
    {
        text.Append("\nSizes\n");
        TextTable table = new(("", Align.Left), ("", Align.Right), ("", Align.Left));
        table.Add("rows", Count(plan.Rows), "");
        table.Add("columns of X", Count(plan.FixedColumns), "coefficients");
        foreach (TermSize term in plan.Terms)
        {
            table.Add($"columns of Z, {term.Group}", Count((long)term.Levels * term.Width), $"{term.Levels} levels x {term.Width} {(term.Width == 1 ? "effect" : "effects")}");
        }

        table.Add("unknowns", Count(plan.Equations.Unknowns), "of the mixed model equations Q");
        FactorDescription factor = plan.Equations.Structure.Factor;
        table.Add("non-zeros of Q", Count(factor.NonZeros), "lower triangle");
        table.Add("non-zeros of its factor", Count(factor.FactorNonZeros), $"{Count(factor.FactorNonZeros - factor.NonZeros)} filled in{(factor.IsReordered ? ", after reordering" : "")}");
        table.Add("multiplications", Count(factor.Multiplications), "for one factorisation");
        table.Add("supernodes", Count(factor.Panels), factor.Panels == 0 ? "columns are stored one by one" : $"the widest of {Count(factor.LargestPanel)} columns");
        table.AppendTo(text);
        text.Append("\nBlocks of the random effects' equations\n");
        foreach (BlockDescription block in plan.Equations.Structure.Blocks)
        {
            text.Append("  ").Append(block).Append('\n');
        }
    }

    private static void AppendEngine(StringBuilder text, FitPlan? plan, bool isMarginal)
    {
        text.Append("\nEngine\n  ").Append(Capitalized(EngineWords.Name(isMarginal))).Append(":\n");
        text.Append("  ").Append(EngineWords.Reason(isMarginal).Replace("; ", ";\n  ", StringComparison.Ordinal)).Append(".\n");
        if (plan is null)
        {
            return;
        }

        text.Append($"  {plan.Dimension} {(plan.Dimension == 1 ? "coordinate is" : "coordinates are")} sampled, {(isMarginal ? "whatever the number of rows" : "and every gradient visits every row")}:\n");
        TextTable table = new(("", Align.Left), ("", Align.Left));
        foreach (DensityCoordinate coordinate in plan.Coordinates)
        {
            table.Add("  " + coordinate.Parameter, coordinate.Scale);
        }

        table.AppendTo(text);
    }

    private static void AppendMemory(StringBuilder text, FitPlan plan)
    {
        text.Append("\nMemory\n");
        TextTable table = new(("", Align.Left), ("", Align.Right), ("", Align.Left));
        table.Add("design", Bytes(plan.Memory.Design), "response and columns, row by row");
        table.Add("factors", Bytes(plan.Memory.Factors), $"Q, its factor and its inverse on the pattern, for each of {plan.Options.Chains} chains");
        table.Add("draws", Bytes(plan.Memory.Draws), $"{plan.Options.Chains} chains x {plan.Options.Draws} draws of coordinates, parameters and group effects");
        table.Add("together", Bytes(plan.Memory.Total), "");
        table.AppendTo(text);
    }

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Count(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the largest unit of which there is at least one, with three digits.</summary>
    private static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{(unit == 0 ? Count(value) : SignificantFormat.WithDigits(value, 3))} {units[unit]}";
    }
}
