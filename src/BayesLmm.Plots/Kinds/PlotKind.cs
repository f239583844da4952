using BayesLmm.Plots.Kinds;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

/// <summary>A kind of figure that can be asked for by name.</summary>
/// <param name="Name">Its name, as <c>blmm plot --kind</c> takes it.</param>
/// <param name="Section">What it is about: the data and the model, group effects, the posterior, the sampler, checks, predictions, agreement.</param>
/// <param name="Summary">What it shows, in a few words.</param>
public sealed record PlotKind(string Name, string Section, string Summary);

/// <summary>Draws figures by the names of their kinds.</summary>
public static class PlotKindExtensions
{
    extension(PosteriorPlots)
    {
        /// <summary>All kinds, in the order in which figures of a fit are read.</summary>
        public static IReadOnlyList<PlotKind> Kinds =>
            [.. FigureKinds.All.Select(kind => new PlotKind(kind.Name, FigureKinds.TitleOf(kind.Section), kind.Summary))];
    }

    extension(PosteriorPlots plots)
    {
        /// <summary>The figures of a kind: one, or one for each grouping factor.</summary>
        /// <param name="kind">The kind's name.</param>
        /// <param name="names">Parameters, group effects or grouping factors that are shown; null for all.</param>
        /// <exception cref="ArgumentException">There is no such kind or name; the message names what there is.</exception>
        /// <exception cref="InvalidOperationException">The fit has no figure of this kind; the message says why.</exception>
        public IReadOnlyList<Figure> Draw(string kind, IReadOnlyList<string>? names = null)
        {
            FigureKind known = FigureKinds.Find(kind)
                ?? throw new ArgumentException(
                    $"There is no figure '{kind}'; the kinds are {string.Join(", ", FigureKinds.All.Select(one => one.Name))}.", nameof(kind));
            FigureAnswer answer = known.Draw(plots.Select(names));
            return answer.Reason is { } reason ? throw new InvalidOperationException($"There is no figure '{kind}': {reason}.") : answer.Figures;
        }
    }
}
