using BayesLmm.Cli.Reports;
using BayesLmm.Cli.Reports.Documents;

namespace BayesLmm.Cli.Tests.Reports;

/// <summary>What means something to a format is escaped, and all formats have the same cells.</summary>
public sealed class RendererTests
{
    private static readonly Document Sample = new(
        [Field.Table, Field.Term, Field.Estimate],
        [
            new Section("A_b & c", [
                new Formula("y ~ `a|b`"),
                new ReportTable(
                    "some_table",
                    [ReportColumn.Words("who", Field.Term), ReportColumn.Numbers("x_1 %", Field.Estimate), ReportColumn.Numbers("empty", "nothing"), ReportColumn.Numbers("", "hidden")],
                    [
                        [Cell.Words("[a|b, \"c\"]"), Cell.Estimate(-1.23456789, 0.1), Cell.None, Cell.Count(7)],
                        [Cell.Words("<b>_"), Cell.Probability(1e-20), Cell.Fixed(double.NaN, 2), Cell.None],
                    ]),
                new Facts("facts", [new Fact("R²", "r2", Cell.Fixed(0.5, 2)), new Fact("absent", "absent", Cell.None)]),
            ]),
        ]);

    [Fact]
    public void Text_leaves_out_empty_columns_and_those_for_programs() => Assert.Equal(
        "A_b & c\n  y ~ `a|b`\n\n  who           x_1 %\n  [a|b, \"c\"]  -1.235\n  <b>_        <0.0001\n  R² 0.50\n",
        ReportFormat.Render(Sample, "text"));

    [Fact]
    public void Csv_has_every_column_in_full_precision_and_quotes_what_needs_it() => Assert.Equal(
        "table,term,estimate,nothing,hidden\nsome_table,\"[a|b, \"\"c\"\"]\",-1.23456789,,7\nsome_table,<b>_,1E-20,,\nfacts,r2,0.5,,\nfacts,absent,,,\n",
        ReportFormat.Render(Sample, "csv"));

    [Fact]
    public void Markdown_escapes_what_would_be_markup() => Assert.Equal(
        "## A\\_b & c\n\n`` y ~ `a|b` ``\n\n| who | x\\_1 % |\n| --- | ---: |\n| [a\\|b, \"c\"] | -1.235 |\n| \\<b>\\_ | <0.0001 |\n\nR² 0.50\n",
        ReportFormat.Render(Sample, "markdown"));

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
        ReportFormat.Render(Sample, "latex"));
}
