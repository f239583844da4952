using System.Text;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats.Pages;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// A self-contained page without other files; it is XML too (https://html.spec.whatwg.org/#the-xhtml-syntax). Its only script sorts and filters tables, folds
/// sections, and shows values of figures and the meaning of terms; without it all is there to read. Numbers are rounded for reading and exact for copying.
/// </summary>
internal sealed class HtmlFormat : IReportFormat
{
    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Write(ReportDocument document)
    {
        (string Title, Section[] Sections)[] chapters = [.. Chapters(document)];
        PageText text = new();
        StringBuilder html = new("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(PageText.Escape(PageParts.Policy)).Append("\"/>\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.Append("<title>").Append(PageText.Escape(document.Title)).Append("</title>\n");
        html.Append("<style>").Append(PageParts.Style).Append("</style>\n</head>\n");
        html.Append(document.Sections.Any(section => section.Chapter is not null) ? "<body class=\"story\">\n" : "<body>\n");
        html.Append("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<h1>").Append(PageText.Escape(document.Title)).Append("</h1>\n");
        html.Append("</header>\n<nav aria-label=\"Contents\">\n<ol>\n");
        for (int i = 0; i < chapters.Length; i++)
        {
            html.Append("<li><a href=\"#section-").Append(i + 1).Append("\">").Append(PageText.Escape(chapters[i].Title)).Append("</a></li>\n");
        }

        html.Append("</ol>\n</nav>\n<main id=\"main\" tabindex=\"-1\">\n");
        for (int i = 0; i < chapters.Length; i++)
        {
            text.Begin();
            html.Append("<section id=\"section-").Append(i + 1).Append("\" class=\"chapter\">\n<h2>");
            html.Append(PageText.Escape(chapters[i].Title)).Append("</h2>\n<div class=\"body\">\n");
            foreach (Section section in chapters[i].Sections)
            {
                html.Append(section.Title == chapters[i].Title || section.Title.Length == 0 ? "" : $"<h3>{PageText.Escape(section.Title)}</h3>\n");
                foreach (Block block in section.Blocks)
                {
                    Append(html, block, section.Title.Length == 0 ? chapters[i].Title : section.Title, text);
                }
            }

            html.Append("</div>\n</section>\n");
        }

        html.Append(text.WriteGlossary()).Append("</main>\n<script>").Append(PageParts.Script);
        return html.Append("</script>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Neighbouring sections of one chapter together, every other section by itself.</summary>
    private static IEnumerable<(string Title, Section[] Sections)> Chapters(ReportDocument document)
    {
        List<Section> together = [];
        foreach (Section section in document.Sections.Where(section => !section.IsOfThisRun))
        {
            if (together.Count > 0 && (section.Chapter is null || section.Chapter != together[0].Chapter))
            {
                yield return (together[0].Chapter ?? together[0].Title, [.. together]);
                together.Clear();
            }

            together.Add(section);
        }

        if (together.Count > 0)
        {
            yield return (together[0].Chapter ?? together[0].Title, [.. together]);
        }
    }

    private static void Append(StringBuilder html, Block block, string title, PageText text)
    {
        switch (block)
        {
            case ReportTable { IsForProgramsOnly: false } table:
                PageTable.Append(html, table, title, text);
                break;
            case Facts { IsForProgramsOnly: false } facts:
                html.Append("<p>").Append(text.Sentence(facts.Words)).Append("</p>\n");
                break;
            case FormulaText { IsMath: true } formula:
                html.Append(PageMath.Write(formula.Text));
                break;
            case FormulaText formula:
                html.Append("<pre tabindex=\"0\"><code>").Append(PageText.Escape(string.Join('\n', formula.Lines))).Append("</code></pre>\n");
                break;
            case Prose prose:
                html.Append(prose.IsLead ? "<p class=\"lead\">" : prose.IsDetail ? "<p class=\"detail\">" : "<p>");
                html.Append(text.Sentence(prose.Text)).Append("</p>\n");
                break;
            case Judgements judgements:
                html.Append("<ul class=\"judgements\">\n");
                foreach (Judgement item in judgements.Items)
                {
                    html.Append("<li class=\"").Append(item.Grade.ToString().ToLowerInvariant()).Append("\"><span class=\"grade\">").Append(item.Word);
                    html.Append("</span> <strong>").Append(PageText.Escape(item.Subject)).Append("</strong> ").Append(text.Sentence(item.Text));
                    html.Append("</li>\n");
                }

                html.Append("</ul>\n");
                break;
            case Listing listing:
                html.Append("<ul>\n").Append(string.Concat(listing.Items.Select(item => $"<li>{text.Sentence(item)}</li>\n"))).Append("</ul>\n");
                break;
            case PageFigures figures:
                foreach (PageFigure one in figures.Figures())
                {
                    Append(html, one, title, text);
                }

                break;
            case PageFigure figure:
                html.Append("<figure class=\"plot\" data-title=\"").Append(PageText.Escape(figure.Title)).Append("\">\n<p class=\"figure-title\">");
                html.Append(text.Sentence(figure.Title)).Append("</p>\n").Append(figure.Markup());
                html.Append("<figcaption>").Append(text.Sentence(figure.Caption)).Append("</figcaption>\n</figure>\n");
                break;
            case Drawing drawing:
                string picture = Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing.Svg())), caption = PageText.Escape(drawing.Caption);
                html.Append("<figure>\n<img src=\"data:image/svg+xml;base64,").Append(picture).Append("\" alt=\"").Append(caption).Append("\"/>\n");
                html.Append("<figcaption>").Append(caption).Append("</figcaption>\n</figure>\n");
                break;
            default:
                break;
        }
    }
}
