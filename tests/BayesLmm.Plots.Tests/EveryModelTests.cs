using System.Xml.Linq;
using BayesLmm.Plots.Kinds;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots.Tests;

/// <summary>Every kind of figure is drawn of every model in <c>models/</c>, and of kinds of models that are not there, or says why it is not.</summary>
public sealed class EveryModelTests
{
    /// <summary>The kinds that a model has none of, by the first word of the reason.</summary>
    private static readonly string[] Reasons = ["the model", "the draws", "the data"];

    [Fact]
    public void Every_kind_is_drawn_of_every_model_or_says_why_not()
    {
        Dictionary<string, int> drawn = FigureKinds.All.ToDictionary(kind => kind.Name, _ => 0);
        foreach ((string name, Posterior posterior) in Fits.OfAllModels())
        {
            FigureSource source = new(new FitAnalyses(posterior, null), FigureSelection.All(posterior));
            foreach (FigureKind kind in FigureKinds.All)
            {
                FigureAnswer answer = kind.Draw(source);
                Assert.True(answer.Figures.Count > 0 == answer.Reason is null, $"{name}, {kind.Name}: {answer.Reason}");
                Assert.True(answer.Reason is null || Reasons.Any(answer.Reason.StartsWith), $"{name}, {kind.Name}: {answer.Reason}");
                drawn[kind.Name] += answer.Figures.Count;
                int parts = answer.Figures.Select(figure => figure.Part).Distinct().Count();
                Assert.True(parts == answer.Figures.Count, $"{name}, {kind.Name}: parts are not unique");
                foreach (Figure figure in answer.Figures)
                {
                    Check($"{name}, {kind.Name} {figure.Part}", figure);
                }
            }
        }

        Assert.DoesNotContain(drawn, kind => kind.Value == 0);
    }

    private static void Check(string name, Figure figure)
    {
        Assert.True(figure.Panels.Count > 0 && figure.Description.Length > 20, name);
        foreach (Panel panel in figure.Panels)
        {
            Assert.True(panel.Marks.Count > 0, $"{name}: an empty panel");
            Assert.True(panel.X.Upper > panel.X.Lower && panel.Y.Upper > panel.Y.Lower, $"{name}: an axis without length");
            Assert.True(double.IsFinite(panel.X.Upper - panel.X.Lower) && double.IsFinite(panel.Y.Upper - panel.Y.Lower), $"{name}: an endless axis");
        }

        XElement drawing = XDocument.Parse(figure.ToSvg()).Root!;
        HashSet<string> texts = [.. drawing.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
        Assert.Superset(figure.LegendLabels.ToHashSet(), texts);
        Assert.NotEmpty(figure.ToText(80));
    }
}
