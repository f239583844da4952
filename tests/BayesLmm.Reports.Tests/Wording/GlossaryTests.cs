using System.Text;
using System.Text.RegularExpressions;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Formats.Pages;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Tests.Wording;

/// <summary>The glossary of pages and of the file <c>models/glossary.md</c>; <c>BLMM_UPDATE_EXPECTED=1</c> writes the file anew.</summary>
public sealed partial class GlossaryTests
{
    [Fact]
    public void Terms_stand_in_the_order_of_the_alphabet_and_none_has_the_words_of_another()
    {
        string[] terms = [.. Glossary.Entries.Select(entry => entry.Term)];

        Assert.Equal(terms.Order(StringComparer.OrdinalIgnoreCase), terms);
        Assert.Distinct(Glossary.Entries.Select(entry => entry.Key));
        Assert.Distinct(Glossary.Entries.SelectMany(entry => entry.Words));
        Assert.Distinct(Glossary.Entries.SelectMany(entry => entry.Headings));
        Assert.All(Glossary.Entries, entry => Assert.Matches("^[a-z0-9-]+$", entry.Key));
        Assert.All(Glossary.Entries, entry => Assert.EndsWith(".", entry.Meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_the_repository_has_the_same_terms()
    {
        StringBuilder page = new("# Glossary\n\nThe terms of `blmm`'s output, in plain words. A page of `blmm report` opens them where they occur.\n");
        foreach (GlossaryEntry entry in Glossary.Entries)
        {
            page.Append("\n## ").Append(entry.Term).Append("\n\n").Append(entry.Meaning).Append('\n');
        }

        string path = Path.Combine(Root(), "models", "glossary.md");
        if (Environment.GetEnvironmentVariable("BLMM_UPDATE_EXPECTED") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        Assert.Equal(File.ReadAllText(path), page.ToString());
    }

    [Fact]
    public void A_page_links_each_term_once_in_a_section_and_explains_it_below()
    {
        ReportDocument document = new(
            "d",
            [new Section("s", new Prose("R-hat and R-hat; the ESS. AROCICC is none."), new Prose("R-hat again")), new Section("t", new Prose("R-hat"))],
            []);
        string page = ReportFormats.Write(document, "html");

        Assert.Equal(["r-hat", "ess", "r-hat"], Links().Matches(page).Select(match => match.Groups[1].Value));
        Assert.Equal(["ess", "r-hat"], Entries().Matches(page).Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("glossary", ReportFormats.Write(new ReportDocument("d", [new Section("s", new Prose("none"))], []), "html")
            .Replace(PageParts.Script, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "BayesLmm.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex("href=\"#term-([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("id=\"term-([^\"]+)\"")]
    private static partial Regex Entries();
}
