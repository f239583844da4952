using System.Globalization;
using System.Runtime.InteropServices;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Models;

namespace BayesLmm.FactorGraphs.Programs;

/// <summary>The data of a program: which arrays there are, under which names, and the rows of the joint design as an expression of these.</summary>
internal sealed class ProgramData
{
    private const string Ones = "1";

    private readonly BoundModel model;
    private readonly ConjugateModel conjugate;
    private readonly LinearPredictor rows;
    private readonly List<(string Name, ReadOnlyMemory<double> Values, string Meaning)> columns = [];

    private ProgramData(BoundModel model, ConjugateModel conjugate)
    {
        this.model = model;
        this.conjugate = conjugate;
        rows = model.CreatePredictorFromOrigin();
        FreeColumns = [.. Enumerable.Range(0, conjugate.Coefficients.Count).Where(j => conjugate.Coefficients[j] is not CoefficientPrior.Fixed)];
        Order = model.Products.EffectCount + FreeColumns.Length;
    }

    /// <summary>The coefficients that are in theta.</summary>
    public int[] FreeColumns { get; }

    /// <summary>Length of theta.</summary>
    public int Order { get; }

    /// <summary>How many numbers the program has in its text.</summary>
    public int NumberCount => rows.Count * (1 + columns.Count + rows.TermCount + (model.HasOffset ? 1 : 0) + (model.HasWeights ? 1 : 0));

    /// <summary>Where the effects of a term start in theta: the name of a variable of the program.</summary>
    public static string Start(int term) => FormattableString.Invariant($"b{term + 1}");

    /// <summary>The number of levels of a term: the name of a variable of the program.</summary>
    public static string Levels(int term) => FormattableString.Invariant($"levels{term + 1}");

    /// <summary>Gathers a model's data.</summary>
    public static ProgramData From(BoundModel model, ConjugateModel conjugate)
    {
        ProgramData data = new(model, conjugate);
        for (int j = 0; j < model.FixedEffects.Count; j++)
        {
            data.NameOf(data.rows.FixedColumn(j), model.FixedEffects[j].Name + Place(model.Products.Fixed.Origin));
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            for (int c = 0; c < model.GroupTerms[k].Width; c++)
            {
                string place = Place(model.Products.Written.OriginOf(k));
                data.NameOf(data.rows.RandomColumn(k, c), $"{model.GroupTerms[k].Effects[c]}{place}, of {model.GroupTerms[k].Group}");
            }
        }

        return data;
    }

    private static string Place(PredictorOrigin? origin) => origin is null ? "" : ", predictors far from 0 less their means";

    /// <summary>Writes the data and the rows of the joint design.</summary>
    public void Write(ProgramText text)
    {
        text.Heading($"Data: {model.Products.RowCount} rows.").Line(FormattableString.Invariant($"const int n = {model.Products.RowCount};")).Line();
        WriteArray(text, "y", model.Response.ToArray(), model.ResponseName);
        foreach ((string name, ReadOnlyMemory<double> values, string meaning) in columns)
        {
            WriteArray(text, name, values, meaning);
        }

        if (model.HasOffset)
        {
            WriteArray(text, "offset", rows.Offset, "the known part of the predictor");
        }

        if (model.HasWeights)
        {
            WriteArray(text, "weights", model.Weights.ToArray(),
                model.HasKnownErrors ? "inverse squares of the known residual standard deviations" : "weights");
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            text.Comment("// ", $"{term.Group}: the level of each row, counted from 0, and the levels' names")
                .List(FormattableString.Invariant($"int[] g{k + 1}"),
                    Enumerable.Range(0, rows.Count).Select(row => rows.Level(k, row).ToString(CultureInfo.InvariantCulture)))
                .List(FormattableString.Invariant($"string[] names{k + 1}"), term.Levels.Select(ProgramText.Quoted))
                .Line();
        }

        WriteLayout(text);
        WriteRows(text);
    }

    private static void WriteArray(ProgramText text, string name, ReadOnlyMemory<double> values, string meaning) =>
        text.Comment("// ", meaning).List("double[] " + name, MemoryMarshal.ToEnumerable(values).Select(ProgramText.Number)).Line();

    private void WriteLayout(ProgramText text)
    {
        text.Heading("theta: where each term's effects start, level by level, and then the coefficients.");
        foreach (int k in Enumerable.Range(0, rows.TermCount).OrderBy(k => model.Products.Terms[k].FirstEffect))
        {
            TermShape term = model.Products.Terms[k];
            text.Line(FormattableString.Invariant(
                $"const int {Start(k)} = {term.FirstEffect}, {Levels(k)} = {term.LevelCount};   // {ProgramText.Plain(model.GroupTerms[k].Group)}: ")
                    + FormattableString.Invariant($"{string.Join(", ", model.GroupTerms[k].Effects.Select(ProgramText.Plain))}"));
        }

        text.Line(FormattableString.Invariant(
            $"const int beta = {model.Products.EffectCount}, size = {Order};   // coefficients: ")
                + FormattableString.Invariant($"{string.Join(", ", FreeColumns.Select(j => ProgramText.Plain(model.FixedEffects[j].Name)))}"))
            .Line();
    }

    /// <summary>The loop that makes the rows of W, centred as the priors mean the coefficients.</summary>
    private void WriteRows(ProgramText text)
    {
        text.Line("// The linear predictor of row i is the inner product of theta and W[i].");
        if (model.Products.Fixed.HasIntercept && rows.FixedCount > 1)
        {
            text.Line("// Columns are centred about their means: the intercept in theta is the one at the means, which its prior is of.");
        }

        text.Line("Vector[] W = new Vector[n];").Line("double[] response = new double[n];").Line("for (int i = 0; i < n; i++)").Line("{");
        text.Line("    W[i] = Vector.Zero(size);").Line(!model.HasOffset ? "    response[i] = y[i];" : "    response[i] = y[i] - offset[i];");
        for (int k = 0; k < rows.TermCount; k++)
        {
            int r = model.GroupTerms[k].Width;
            for (int c = 0; c < r; c++)
            {
                string level = FormattableString.Invariant($"g{k + 1}[i]");
                text.Line($"    W[i][{ProgramText.At(Start(k), level, r, c)}] = {Value(rows.RandomColumn(k, c))};");
            }
        }

        for (int j = 0; j < rows.FixedCount; j++)
        {
            double center = model.Products.Fixed.Centers[j];
            string value = Value(rows.FixedColumn(j));
            string centered = center == 0 ? value : $"{value} - {ProgramText.Number(center)}".Replace("- -", "+ ", StringComparison.Ordinal);
            string comment = "   // " + ProgramText.Plain(model.FixedEffects[j].Name);
            text.Line(conjugate.Coefficients[j] is CoefficientPrior.Fixed known
                ? $"    response[i] -= {ProgramText.Real(known.Value)} * ({centered});{comment}, known"
                : FormattableString.Invariant($"    W[i][{ProgramText.At("beta", Array.IndexOf(FreeColumns, j))}] = {centered};{comment}"));
        }

        if (model.HasWeights)
        {
            text.Line()
                .Line("    // A row of weight w has variance 1/(tau w): times the root of w it has variance 1/tau.")
                .Line("    W[i] *= Math.Sqrt(weights[i]);")
                .Line("    response[i] *= Math.Sqrt(weights[i]);");
        }

        text.Line("}").Line();
    }

    private string Value(ReadOnlyMemory<double> column) => NameOf(column, "") is { } name && name == Ones ? Ones : $"{NameOf(column, "")}[i]";

    /// <summary>The array that has a column's numbers; columns with the same numbers share one.</summary>
    private string NameOf(ReadOnlyMemory<double> column, string meaning)
    {
        if (!column.Span.ContainsAnyExcept(1.0))
        {
            return Ones;
        }

        int found = columns.FindIndex(other => other.Values.Span.SequenceEqual(column.Span));
        if (found >= 0)
        {
            return columns[found].Name;
        }

        string name = FormattableString.Invariant($"x{columns.Count + 1}");
        columns.Add((name, column, meaning));
        return name;
    }
}
