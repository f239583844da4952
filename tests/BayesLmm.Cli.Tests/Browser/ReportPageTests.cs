using System.Text.Json;
using System.Text.Json.Nodes;

namespace BayesLmm.Cli.Tests.Browser;

/// <summary>A report as a reader has it: opened in a browser, clicked at, gone through by keyboard, printed, and judged for accessibility by axe.</summary>
/// <param name="pages">The reports.</param>
public sealed class ReportPageTests(ReportPages pages) : IClassFixture<ReportPages>
{
    /// <summary>The environment variable with the path of <c>axe.min.js</c>.</summary>
    private const string AxePath = "BLMM_AXE";

    [BrowserFact]
    public void It_opens_without_a_complaint_and_asks_the_network_for_nothing()
    {
        using Chromium browser = Chromium.Start();
        foreach (string page in (string[])[pages.Sleepstudy.Html, pages.Machines])
        {
            browser.Open(page);
            browser.MoveTo(300, 300);
            Assert.Equal("[]", browser.Text("JSON.stringify(performance.getEntriesByType('resource').map(entry => entry.name))"));
        }

        Assert.Empty(browser.Messages);
        Assert.Empty(browser.Requests);
    }

    [BrowserFact]
    public void Every_figure_has_size_and_no_two_labels_of_an_axis_overlap()
    {
        using Chromium browser = Chromium.Start();
        foreach (string page in (string[])[pages.Sleepstudy.Html, pages.Machines])
        {
            browser.Open(page);
            int figures = int.Parse(browser.Text("document.querySelectorAll('.panel svg').length"), null);
            Assert.True(figures >= 10, $"{figures} panels");
            Assert.Equal("[]", browser.Text(
                """
                JSON.stringify([...document.querySelectorAll('.panel svg')].map(svg => svg.getBoundingClientRect())
                  .filter(box => 100 > box.width || 60 > box.height))
                """));
            Assert.Equal("[]", browser.Text(
                """
                JSON.stringify([...document.querySelectorAll('.panel svg')].flatMap(svg => {
                  const texts = [...svg.querySelectorAll('text:not([transform])')]
                    .map(text => ({ words: text.textContent, box: text.getBoundingClientRect() }));
                  return texts.flatMap((a, i) => texts.slice(i + 1)
                    .filter(b => a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 3 && b.box.top < a.box.bottom - 3)
                    .map(b => a.words + ' over ' + b.words));
                }))
                """));
        }
    }

    [BrowserFact]
    public void The_numbers_of_every_table_are_those_of_the_JSON()
    {
        using Chromium browser = Chromium.Start();
        browser.Open(pages.Sleepstudy.Html);
        JsonArray tables = JsonNode.Parse(browser.Text(
            """
            JSON.stringify([...document.querySelectorAll('table')].map(table => ({
              name: table.dataset.name,
              members: [...table.tHead.rows[0].cells].map(cell => cell.dataset.member ?? null),
              rows: [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.querySelector('data')?.value ?? null)),
            })))
            """))!.AsArray();
        List<Dictionary<string, double>> records = [];
        Collect(JsonNode.Parse(File.ReadAllText(pages.Sleepstudy.Json))!, records);

        int compared = 0;
        foreach (JsonNode? table in tables)
        {
            string?[] members = [.. table!["members"]!.AsArray().Select(member => (string?)member)];
            if (members.All(member => member is null))
            {
                continue;
            }

            foreach (JsonNode? row in table["rows"]!.AsArray())
            {
                (string Member, double Value)[] numbers =
                [
                    .. members.Zip(row!.AsArray()).Where(cell => cell.First is not null && cell.Second is not null)
                        .Select(cell => (cell.First!, double.Parse((string)cell.Second!, System.Globalization.CultureInfo.InvariantCulture))),
                ];
                bool Holds(Dictionary<string, double> record) =>
                    numbers.All(number => record.TryGetValue(number.Member, out double value) && value == number.Value);
                Assert.True(
                    numbers.Length == 0 || records.Exists(Holds),
                    $"{table["name"]}: no record with {string.Join(", ", numbers)}");
                compared += numbers.Length;
            }
        }

        Assert.True(compared > 1000, $"{compared} numbers");
    }

    [BrowserFact]
    public void Tables_sort_by_a_click_and_filter_by_words()
    {
        using Chromium browser = Chromium.Start();
        browser.Open(pages.Sleepstudy.Html);
        browser.Evaluate("window.levels = [...document.querySelectorAll('table[data-name=coefficients]')].find(table => table.tBodies[0].rows.length === 18)");
        double[] Means() => JsonSerializer.Deserialize<double[]>(browser.Text(
            """
            JSON.stringify([...levels.tBodies[0].rows].filter(row => !row.hidden).map(row => Number(row.cells[1].querySelector('data').value)))
            """))!;

        double[] before = Means();
        browser.Evaluate("levels.tHead.rows[0].cells[1].querySelector('button').click()");
        double[] up = Means();
        string sorted = browser.Text("levels.tHead.rows[0].cells[1].getAttribute('aria-sort')");
        browser.Evaluate("levels.tHead.rows[0].cells[1].querySelector('button').click()");
        double[] down = Means();
        browser.Evaluate("levels.parentElement.previousElementSibling.querySelector('input').focus()");
        browser.Type("33");

        Assert.NotEqual(before, up);
        Assert.Equal(up.Order(), up);
        Assert.Equal(up.Reverse(), down);
        Assert.Equal("ascending", sorted);
        Assert.InRange(Means().Length, 1, 17);
        Assert.Contains("of 18 rows", browser.Text("levels.parentElement.previousElementSibling.textContent"), StringComparison.Ordinal);
    }

    [BrowserFact]
    public void The_keyboard_reaches_links_sections_terms_and_values_of_figures()
    {
        using Chromium browser = Chromium.Start();
        browser.Open(pages.Sleepstudy.Html);
        HashSet<string> reached = [];
        bool isFolded = false, hasMeaning = false;
        string? value = null;
        for (int i = 0; i < 400 && (value is null || !hasMeaning || !isFolded || !reached.Contains("sort")); i++)
        {
            browser.Press("Tab");
            string focus = browser.Text(
                """
                (e => e.matches('a.term') ? 'term' : e.matches('h2 button') ? 'section' : e.matches('th button') ? 'sort' : e.matches('.panel') ? 'panel'
                  : e.tagName)(document.activeElement)
                """);
            switch (focus)
            {
                case "term" when !hasMeaning:
                    browser.Press("Enter");
                    hasMeaning = browser.Text("String(!document.getElementById('meaning').hidden)") == "true";
                    browser.Press("Escape");
                    Assert.Equal("true", browser.Text("String(document.getElementById('meaning').hidden)"));
                    break;
                case "section" when !isFolded && reached.Contains("term"):
                    browser.Press("Enter");
                    isFolded = browser.Text("document.activeElement.getAttribute('aria-expanded')") == "false";
                    browser.Press("Enter");
                    break;
                case "panel" when value is null:
                    browser.Press("ArrowRight");
                    browser.Press("ArrowRight");
                    value = browser.Text("document.getElementById('tip').textContent");
                    break;
            }

            reached.Add(focus);
        }

        Assert.Superset(new HashSet<string> { "A", "term", "section", "sort", "panel", "BUTTON" }, reached);
        Assert.True(hasMeaning && isFolded);
        Assert.Matches(@"\d", value!);
    }

    [BrowserFact]
    public void The_pointer_shows_the_level_and_its_mean()
    {
        using Chromium browser = Chromium.Start();
        browser.Open(pages.Sleepstudy.Html);
        double[] place = JsonSerializer.Deserialize<double[]>(browser.Text(
            """
            (() => {
              const svg = document.querySelector('.panel[data-name="Subject[·, intercept]"] svg');
              const path = svg.querySelector('[data-mark=points]:not([data-shift])');
              svg.scrollIntoView({ block: 'center' });
              const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
              const [x, y] = path.getAttribute('d').match(/[\d.]+/g).map(Number);
              return JSON.stringify([box.left + x * scale, box.top + y * scale]);
            })()
            """))!;

        browser.MoveTo(place[0], place[1]);

        Assert.Matches(@"^posterior mean: \d+ .*−3\d\.\d", browser.Text("document.getElementById('tip').textContent"));
    }

    [BrowserFact]
    public void It_prints_with_every_section_open()
    {
        using Chromium browser = Chromium.Start();
        browser.Open(pages.Sleepstudy.Html);
        int open = browser.Print().Length;
        browser.Evaluate("[...document.querySelectorAll('h2 button')].forEach(button => button.click())");
        byte[] folded = browser.Print();

        Assert.Equal("%PDF"u8, folded.AsSpan(0, 4));
        Assert.InRange(folded.Length, 0.95 * open, 1.05 * open);
    }

    [BrowserFact]
    public void Axe_finds_no_serious_fault_in_light_and_in_dark()
    {
        string? axe = Environment.GetEnvironmentVariable(AxePath);
        Assert.SkipUnless(File.Exists(axe), $"The environment variable {AxePath} names no file: 'npm pack axe-core' has axe.min.js.");
        using Chromium browser = Chromium.Start();
        foreach ((string page, string scheme, int width) in ((string, string, int)[])[
            (pages.Sleepstudy.Html, "light", 1280), (pages.Sleepstudy.Html, "dark", 1280), (pages.Machines, "light", 400)])
        {
            browser.Resize(width, 900);
            browser.Prefer(scheme);
            browser.Open(page);
            browser.Evaluate(File.ReadAllText(axe!) + "; 0");
            string faults = browser.Text(
                """
                axe.run(document, { resultTypes: ['violations'] }).then(result => JSON.stringify(result.violations
                  .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
                  .map(fault => [fault.id, fault.nodes.length, fault.nodes[0].html.slice(0, 200), fault.nodes[0].failureSummary])))
                """);
            Assert.True(faults == "[]", $"{scheme}, {width} pixels: {faults}");
        }
    }

    /// <summary>The numbers of every object with members, whatever it stands in.</summary>
    private static void Collect(JsonNode node, List<Dictionary<string, double>> records)
    {
        switch (node)
        {
            case JsonObject group:
                Dictionary<string, double> record = new(StringComparer.Ordinal);
                foreach ((string name, JsonNode? value) in group)
                {
                    if (value is JsonValue number && number.GetValueKind() == JsonValueKind.Number)
                    {
                        record.Add(name, number.GetValue<double>());
                    }
                    else if (value is not null)
                    {
                        Collect(value, records);
                    }
                }

                records.Add(record);
                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    if (item is not null)
                    {
                        Collect(item, records);
                    }
                }

                break;
        }
    }
}
