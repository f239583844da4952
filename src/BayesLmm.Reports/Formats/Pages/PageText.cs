using System.Text;
using System.Text.RegularExpressions;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Formats.Pages;

/// <summary>Words on a page, the terms among them linked to the glossary below.</summary>
internal sealed class PageText
{
    private static readonly Dictionary<string, GlossaryEntry> EntryOfWord = Index(entry => entry.Words), EntryOfHeading = Index(entry => entry.Headings);

    /// <summary>Every word of the glossary, the longest first.</summary>
    private static readonly Regex Terms = new(
        @"(?<![\w-])(" + string.Join('|', EntryOfWord.Keys.OrderByDescending(word => word.Length).Select(Regex.Escape)) + @")(?![\w-])",
        RegexOptions.CultureInvariant);

    private readonly HashSet<GlossaryEntry> used = [];
    private readonly HashSet<GlossaryEntry> linkedHere = [];

    /// <summary>The terms that the page has so far, in the order of the glossary.</summary>
    public IEnumerable<GlossaryEntry> Used => Glossary.Entries.Where(used.Contains);

    /// <summary>Begins a part of the page, where the first occurrence of each term is linked again.</summary>
    public void Begin() => linkedHere.Clear();

    /// <summary>Text in which nothing is read as markup, without characters that a page cannot contain.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in VisibleText.Of(text, "\t\n"))
        {
            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\ufffe' or '\uffff' => "\ufffd",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>A sentence with its terms linked.</summary>
    public string Sentence(string text)
    {
        StringBuilder linked = new();
        int place = 0;
        foreach (Match match in Terms.Matches(text))
        {
            GlossaryEntry entry = EntryOfWord[match.Value];
            if (linkedHere.Add(entry))
            {
                used.Add(entry);
                linked.Append(Escape(text[place..match.Index]));
                linked.Append("<a class=\"term\" href=\"#term-").Append(entry.Key).Append("\">").Append(Escape(match.Value)).Append("</a>");
                place = match.Index + match.Length;
            }
        }

        return linked.Append(Escape(text[place..])).ToString();
    }

    /// <summary>A link beside the heading of a column that is a term; empty if it is none.</summary>
    public string LinkBeside(string heading)
    {
        if (!EntryOfHeading.TryGetValue(heading, out GlossaryEntry? entry))
        {
            return "";
        }

        used.Add(entry);
        return $"<a class=\"term\" href=\"#term-{entry.Key}\" aria-label=\"What is {Escape(heading)}?\">?</a>";
    }

    /// <summary>The glossary of the terms of the page; empty if there are none.</summary>
    public string WriteGlossary()
    {
        StringBuilder html = new();
        foreach (GlossaryEntry entry in Used)
        {
            html.Append(html.Length == 0 ? "<section id=\"glossary\" aria-label=\"Glossary\">\n<h2>Glossary</h2>\n<dl>\n" : "");
            html.Append("<dt id=\"term-").Append(entry.Key).Append("\">").Append(Escape(entry.Term)).Append("</dt>\n<dd>");
            html.Append(Escape(entry.Meaning)).Append("</dd>\n");
        }

        return html.Append(html.Length == 0 ? "" : "</dl>\n</section>\n").ToString();
    }

    private static Dictionary<string, GlossaryEntry> Index(Func<GlossaryEntry, IEnumerable<string>> forms) => Glossary.Entries
        .SelectMany(entry => forms(entry).Select(form => (form, entry)))
        .ToDictionary(pair => pair.form, pair => pair.entry, StringComparer.Ordinal);
}
