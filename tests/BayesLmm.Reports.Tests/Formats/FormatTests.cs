using System.Text.Json;
using System.Xml.Linq;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Formats.Pages;

namespace BayesLmm.Reports.Tests.Formats;

/// <summary>What means something to a format is escaped, and all formats have the same cells.</summary>
public sealed class FormatTests
{
    private static readonly ReportTable Table = TableOf.Items("some_table", [("[a|b, \"c\"]", -1.23456789, 7.0), ("<b>_", double.NaN, double.NaN)])
        .Words("who", Field.Term, "who", row => row.Item1)
        .Numbers("x_1 %", Field.Estimate, "x", row => double.IsNaN(row.Item2) ? Cell.Probability(1e-20) : Cell.Estimate(row.Item2, 0.1))
        .Numbers("empty", "nothing", "nothing", _ => Cell.None)
        .Numbers(null, "hidden", null, row => Cell.Count(row.Item3))
        .Build();

    private static readonly ReportDocument Sample = new(
        "A_b & c",
        [
            new Section("A_b & c", new FormulaText("y ~ `a|b`"), Table,
                new Facts("facts", [new("R²", "r2", "r2", Cell.Fixed(0.5, 2)), new("absent", "absent", "absent", Cell.None)])),
        ],
        [new("table", Table.Records()), new("seed", ulong.MaxValue), new("third", 1.0 / 3), new("holds", true),
            new("none", (string?)null), new("words", Datum.ListOf(["a", "\"<b>\"\n"]))])
    {
        CsvFields = [Field.Table, Field.Term, Field.Estimate],
    };

    [Fact]
    public void Text_leaves_out_empty_columns_and_those_for_programs() => Assert.Equal(
        "A_b & c\n  y ~ `a|b`\n\n  who           x_1 %\n  [a|b, \"c\"]  -1.235\n  <b>_        <0.0001\n  R² 0.50\n",
        ReportFormats.Write(Sample, "text"));

    [Fact]
    public void Csv_has_every_column_in_full_precision_and_quotes_what_needs_it() => Assert.Equal(
        "table,term,estimate,nothing,hidden\nsome_table,\"[a|b, \"\"c\"\"]\",-1.23456789,,7\nsome_table,<b>_,1E-20,,\nfacts,r2,0.5,,\nfacts,absent,,,\n",
        ReportFormats.Write(Sample, "csv"));

    [Fact]
    public void Markdown_escapes_what_would_be_markup() => Assert.Equal(
        "## A\\_b & c\n\n`` y ~ `a|b` ``\n\n| who | x\\_1 % |\n| --- | ---: |\n| [a\\|b, \"c\"] | -1.235 |\n| \\<b>\\_ | <0.0001 |\n\nR² 0.50\n",
        ReportFormats.Write(Sample, "markdown"));

    [Fact]
    public void Latex_escapes_what_means_something_to_it() => Assert.Equal(
        """
        % \usepackage{booktabs}

        \paragraph{A\_b \& c}
        \texttt{y \textasciitilde{} `a\textbar{}b`}\par

        \begin{table}[htbp]
        \centering
        \caption{A\_b \& c}
        \begin{tabular}{lr}
        \toprule
        who & x\_1 \% \\
        \midrule
        {}[a\textbar{}b, "c"] & $-1.235$ \\
        \textless{}b\textgreater{}\_ & $<0.0001$ \\
        \bottomrule
        \end{tabular}
        \end{table}

        R$^2$ 0.50\par

        """,
        ReportFormats.Write(Sample, "latex"));

    [Fact]
    public void Json_has_numbers_at_full_precision_and_null_for_what_does_not_exist()
    {
        using JsonDocument json = JsonDocument.Parse(ReportFormats.Write(Sample, "json"));
        JsonElement row = json.RootElement.GetProperty("table")[0];

        Assert.Equal(["table", "seed", "third", "holds", "none", "words"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["who", "x", "nothing"], row.EnumerateObject().Select(member => member.Name));
        Assert.Equal(-1.23456789, row.GetProperty("x").GetDouble());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("nothing").ValueKind);
        Assert.Equal(ulong.MaxValue, json.RootElement.GetProperty("seed").GetUInt64());
        Assert.Equal(1.0 / 3, json.RootElement.GetProperty("third").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("none").ValueKind);
        Assert.Equal("\"<b>\"\n", json.RootElement.GetProperty("words")[1].GetString());
    }

    [Fact]
    public void Html_is_well_formed_and_its_tables_name_columns_and_rows()
    {
        XElement page = XDocument.Parse(ReportFormats.Write(Sample, "html")).Root!;
        XNamespace html = page.Name.Namespace;

        Assert.Equal(["A_b & c"], page.Descendants(html + "nav").Descendants(html + "a").Select(link => link.Value));
        Assert.Equal(
            [PageParts.Script.Replace("<![CDATA[", "", StringComparison.Ordinal).Replace("]]>", "", StringComparison.Ordinal).TrimEnd()],
            page.Descendants(html + "script").Select(script => script.Value.TrimEnd()));
        Assert.Equal(["who", "x_1 %"], page.Descendants(html + "th").Where(cell => (string?)cell.Attribute("scope") == "col").Select(cell => cell.Value));
        Assert.Equal(["[a|b, \"c\"]", "<b>_"], page.Descendants(html + "th").Where(cell => (string?)cell.Attribute("scope") == "row")
            .Select(cell => cell.Value));
        Assert.Equal(["-1.23456789", "1E-20"], page.Descendants(html + "data").Select(number => (string?)number.Attribute("value")));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a & b \"quoted\" 'too'")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("bell\u0007 null\u0000 lone\ud800 pair\ud83d\ude00")]
    [InlineData("]]> --> %\\ {$x_1} ~^#")]
    public void Html_is_well_formed_whatever_the_names_are(string name)
    {
        ReportTable table = TableOf.Items("t", [name]).Words(name, "f", "m", word => word).Build();
        ReportDocument document = new(name, [new Section(name, new Prose(name), new FormulaText(name), new Listing([name]), table)], []);

        XElement page = XDocument.Parse(ReportFormats.Write(document, "html")).Root!;

        Assert.Equal(2, page.Descendants(page.Name.Namespace + "th").Count());
        Assert.Single(page.Descendants(page.Name.Namespace + "script"));
    }

    [Fact]
    public void A_format_that_does_not_exist_is_refused_with_those_that_do() =>
        Assert.Contains(
            "Reports are written as text, json, csv, markdown, latex, html",
            Assert.Throws<ArgumentOutOfRangeException>(() => ReportFormats.Write(Sample, "xml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Lists_and_lines_of_code_are_lists_and_blocks_where_a_format_has_them()
    {
        ReportDocument document = new("d", [new Section("s", new Listing(["one", "two_2"]), new FormulaText("a\n  b"))], []);

        Assert.Equal("s\n  - one\n  - two_2\n  a\n    b\n", ReportFormats.Write(document, "text"));
        Assert.Equal("## s\n\n- one\n- two\\_2\n\n```\na\n  b\n```\n", ReportFormats.Write(document, "markdown"));
        Assert.Contains("\\begin{itemize}\n\\item one\n\\item two\\_2\n\\end{itemize}\n\\texttt{a}\\par\n\\texttt{~~b}\\par\n",
            ReportFormats.Write(document, "latex"), StringComparison.Ordinal);
        Assert.Contains("<ul>\n<li>one</li>\n<li>two_2</li>\n</ul>\n<pre tabindex=\"0\"><code>a\n  b</code></pre>\n", ReportFormats.Write(document, "html"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_with_a_notation_of_its_own_has_it_for_its_text_alone()
    {
        ReportDocument document = new("d", [new Section("s", Prose.Lines("words"))], [new("m", 1)]) { Notation = "y ~ x\n" };

        Assert.Equal("y ~ x\n", ReportFormats.Write(document, "text"));
        Assert.Equal("## s\n\nwords\n", ReportFormats.Write(document, "markdown"));
    }

    [Fact]
    public void A_section_of_the_run_itself_is_in_the_text_alone()
    {
        ReportDocument document = new("d", [new Section("Timings", Prose.Lines("total 1 s")) { IsOfThisRun = true }], []);

        Assert.Equal(["text"], ReportFormats.Names.Where(format => ReportFormats.Write(document, format).Contains("total 1 s", StringComparison.Ordinal)));
    }
}
