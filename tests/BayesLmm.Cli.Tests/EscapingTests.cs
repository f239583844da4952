using System.Globalization;
using System.Text;
using System.Xml.Linq;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.FactorGraphs.Pictures.Formats;
using BayesLmm.FactorGraphs.Programs;
using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Models.Latex;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Formats.Pages;

namespace BayesLmm.Cli.Tests;

/// <summary>No name leaves the place that it is written in, in any format, and none commands a terminal.</summary>
public sealed class EscapingTests
{
    [Fact]
    public void A_visible_text_has_no_hidden_character_and_others_stay()
    {
        Assert.All(HostileNames.All, name => Assert.False(HostileNames.HasHidden(VisibleText.Of(name))));
        Assert.Equal("a\\u001b[31mb \\u2028\\ud800 é身𝛽", VisibleText.Of("a\u001b[31mb \u2028\ud800 é身𝛽"));
        string plain = "Days: é身𝛽";
        Assert.Same(plain, VisibleText.Of(plain));
    }

    [Fact]
    public void All_of_Unicode_that_cannot_be_seen_is_written_by_its_code()
    {
        int[] spelling = [.. Enumerable.Range(0x600, 6), 0x6dd, 0x70f, 0x890, 0x891, 0x8e2, 0x200c, 0x200d, 0x110bd, 0x110cd];
        for (int code = 0; code <= 0x10ffff; code++)
        {
            if (code is >= 0xd800 and <= 0xdfff)
            {
                continue;
            }

            string character = char.ConvertFromUtf32(code), text = $"a{character}b";
            bool isHidden = CharUnicodeInfo.GetUnicodeCategory(code) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
            string expected = isHidden && !spelling.Contains(code) ? $"a{string.Concat(character.Select(VisibleText.Code))}b" : text;
            Assert.True(VisibleText.Of(text) == expected, $"U+{code:X4}: {VisibleText.Of(text)}");
        }
    }

    [Fact]
    public void A_string_of_CSharp_is_one_string_on_one_line() => Assert.All(HostileNames.All, name =>
    {
        string quoted = ProgramText.Quoted(name);
        Assert.False(HostileNames.HasHidden(quoted));
        Assert.Equal(name, Unescape(quoted));
    });

    [Fact]
    public void A_comment_of_CSharp_ends_with_its_line() => Assert.All(HostileNames.All, name =>
    {
        string text = new ProgramText().Line("// " + name).Comment("// ", name).ToString();
        Assert.False(HostileNames.HasHidden(text, "\n"));
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("// ", line, StringComparison.Ordinal));
    });

    [Fact]
    public void Labels_of_pictures_stay_in_their_quotes() => Assert.All(HostileNames.All, name =>
    {
        string dot = GraphDot.Quoted(name), mermaid = GraphMermaid.Quoted(name), notation = GraphWords.Quoted(name);
        Assert.False(HostileNames.HasHidden(dot) || HostileNames.HasHidden(mermaid) || HostileNames.HasHidden(notation));
        Assert.True(IsOneString(dot) && IsOneString(notation));
        Assert.DoesNotContain('"', mermaid[1..^1]);
    });

    [Fact]
    public void Elements_of_SVG_and_HTML_hold_their_text() => Assert.All(HostileNames.All, name =>
    {
        foreach (string escaped in (string[])[GraphSvg.Escaped(name), PageText.Escape(name)])
        {
            Assert.False(HostileNames.HasHidden(escaped, "\n\t"));
            Assert.Empty(XElement.Parse($"<p title=\"x\">{escaped}</p>").Elements());
        }
    });

    [Fact]
    public void Words_of_LaTeX_have_no_command_of_their_own() => Assert.All(HostileNames.All, name =>
    {
        foreach (string escaped in (string[])[LatexText.Text(name)[6..^1], LatexEscape.Words(name)])
        {
            Assert.False(HostileNames.HasHidden(escaped));
            string rest = escaped;
            foreach (string command in (string[])["\\textbackslash{}", "\\textasciicircum{}", "\\textasciitilde{}", "\\textless{}", "\\textgreater{}",
                "\\textbar{}", "\\_", "\\%", "\\#", "\\&", "\\$", "\\{", "\\}", "$-$"])
            {
                rest = rest.Replace(command, "", StringComparison.Ordinal);
            }

            Assert.Equal(-1, rest.IndexOfAny(['\\', '{', '}', '%', '$', '#', '&', '^', '~', '_']));
        }
    });

    [Fact]
    public void Markdown_has_no_markup_and_no_line_of_a_name() => Assert.All(HostileNames.All, name =>
    {
        string escaped = MarkdownFormat.Escape(name);
        Assert.False(HostileNames.HasHidden(escaped));
        Assert.DoesNotMatch(@"(?<!\\)(\\\\)*([`|*_]|\]\()", escaped);
    });

    [Fact]
    public void A_field_of_CSV_is_one_field_with_the_name_itself() => Assert.All(HostileNames.All, name =>
    {
        string field = CsvFormat.Quote(name);
        Assert.DoesNotContain(field, c => char.IsControl(c) && c is not ('\t' or '\r' or '\n'));
        string read = field.StartsWith('"') ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;
        Assert.Equal(VisibleText.Of(name), VisibleText.Of(read));
        Assert.True(field.StartsWith('"') || field.IndexOfAny(['"', ',', '\r', '\n']) < 0);
    });

    [Theory]
    [InlineData("text", "\n")]
    [InlineData("json", "\n")]
    [InlineData("markdown", "\n")]
    [InlineData("latex", "\n")]
    [InlineData("html", "\n\t")]
    public void No_report_has_a_hidden_character(string format, string allowed)
    {
        string[] names = [.. HostileNames.All.Where((_, i) => i % 11 == 0)];
        ReportTable table = TableOf.Items("t", names).Words("who", Field.Term, "who", name => name).Build();
        ReportDocument document = new(
            names[0],
            [.. names.Take(50).Select(name => new Section(name, new FormulaText(name), new Prose(name), new Listing([name]), table))],
            [new("table", table.Records())]);

        string text = ReportFormats.Write(document, format);

        Assert.False(HostileNames.HasHidden(text, allowed), $"{format} has a hidden character");
    }

    [Fact]
    public void The_error_stream_shows_control_characters_by_their_codes()
    {
        CliResult result = Cli.Run("reml", "y\u001b[31m ~ `x\u009b\u202e` + (1 | g", "--data", "no\u001b]0;file.csv");

        Assert.Equal(ExitCode.UserError, result.ExitCode);
        Assert.Contains("\\u001b[31m", result.Error, StringComparison.Ordinal);
        Assert.False(HostileNames.HasHidden(result.Error, "\n"));
        Assert.False(HostileNames.HasHidden(Cli.Run("rem\u001bl", "--\u001b[1mx").Error, "\n\r"));
    }

    [Fact]
    public void No_name_leaves_its_place_in_a_program_for_InferNet()
    {
        const string Evil = "\u2028System.Diagnostics.Process.Start(\"x\");//\u0085#:package evil\u202e\"; evil(); //";
        using ScratchFolder folder = new();
        StringBuilder rows = new($"y,\"{Evil.Replace("\"", "\"\"", StringComparison.Ordinal)}\",g\n");
        for (int i = 0; i < 24; i++)
        {
            rows.Append($"{(i * 7) % 11},{(i * 5) % 13},\"level{i % 6}\n{Evil.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        }

        folder.Write("t.csv", rows.ToString());
        string model = folder.Write("m.blmm", $"data \"t.csv\"\ny ~ `{Evil}` + (`{Evil}` | g)\nprior `{Evil}` ~ normal(0, 1)\n");

        CliResult result = Cli.Run("graph", model, "--format", "infernet");

        Assert.Equal(0, result.ExitCode);
        Assert.False(HostileNames.HasHidden(result.Output, "\n"));
        foreach (string line in result.Output.Split('\n'))
        {
            string code = WithoutStrings(line);
            int comment = code.IndexOf("//", StringComparison.Ordinal);
            code = comment < 0 ? code : code[..comment];
            Assert.DoesNotContain('"', code);
            Assert.DoesNotContain("evil", code, StringComparison.Ordinal);
            Assert.DoesNotContain("Process", code, StringComparison.Ordinal);
        }

        Assert.All((string[])["text", "dot", "mermaid", "svg", "json", "html"], format =>
        {
            CliResult drawn = Cli.Run("graph", model, "--format", format);
            Assert.Equal(0, drawn.ExitCode);
            Assert.False(HostileNames.HasHidden(drawn.Output, "\n\t"), format);
        });
    }

    /// <summary>A line of C# with its ordinary strings taken out, up to a comment.</summary>
    private static string WithoutStrings(string line)
    {
        StringBuilder code = new();
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '/' && i + 1 < line.Length && line[i + 1] == '/')
            {
                break;
            }

            if (line[i] != '"')
            {
                code.Append(line[i]);
                continue;
            }

            int end = i + 1;
            while (end < line.Length && line[end] != '"')
            {
                end += line[end] == '\\' ? 2 : 1;
            }

            code.Append(end < line.Length ? "" : "\"");
            i = end;
        }

        return code.ToString();
    }

    private static bool IsOneString(string quoted) => quoted.Length >= 2 && WithoutStrings(quoted).Length == 0;

    /// <summary>The value of a string of C# as the compiler reads it.</summary>
    private static string Unescape(string quoted)
    {
        StringBuilder value = new();
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            Assert.NotEqual('"', quoted[i]);
            if (quoted[i] != '\\')
            {
                value.Append(quoted[i]);
            }
            else if (quoted[++i] == 'u')
            {
                value.Append((char)Convert.ToInt32(quoted[(i + 1)..(i + 5)], 16));
                i += 4;
            }
            else
            {
                value.Append(quoted[i]);
            }
        }

        return value.ToString();
    }
}
