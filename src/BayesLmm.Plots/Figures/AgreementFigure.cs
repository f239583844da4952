using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Every parameter by every method, in units of the posterior: the (restricted) maximum likelihood estimates with their standard errors, and the mean and
    /// standard deviation of each engine that can answer in a short time, all less the posterior mean and over the posterior standard deviation. Engines draw
    /// again with the seed of the posterior, 250 draws a chain at the most.
    /// </summary>
    /// <param name="names">The names of parameters; null for all.</param>
    /// <exception cref="ArgumentException">There is no such parameter; the message names it and the nearest name.</exception>
    public Figure Agreement(IReadOnlyList<string>? names = null) => AgreementFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Agreement</c>.</summary>
internal static class AgreementFigure
{
    /// <summary>The height that the methods of a parameter share, as a part of its row.</summary>
    private const double Spread = 0.62;

    private const double LeastReach = 2.2, GreatestReach = 6;   // posterior standard deviations that the axis shows on each side

    private const int RowHeight = 16, Furniture = 110;   // pixels

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        QuantitySummary[] reference =
        [
            .. source.Posterior.ParameterSummaries.Where(summary => source.Quantities.Any(column => column.Name == summary.Name)).Reverse(),
        ];
        List<Answer> answers = source.Fit.HasReml
            ? [Estimates("REML ± SE", Theme.Reml, source.Fit.Reml), Estimates("ML ± SE", Theme.Chain(1), source.Fit.Likelihood)]
            : source.Fit.Laplace is null ? [] : [new("ML ± SE", Theme.Reml, source.MaximumOf, IsEstimate: true)];
        answers.AddRange(source.Fit.Answers.Select((answer, i) => new Answer(
            $"{answer.Name} ± sd", i == 0 ? Theme.Posterior : Theme.Chain(i switch { 1 => 2, 2 => 3, 3 => 4, _ => 6 }),
            name => answer.Posterior.ParameterSummaries.FirstOrDefault(summary => summary.Name == name) is { } own ? (own.Mean, own.Sd) : null)));
        return Create(source.Title, reference, answers);
    }

    /// <summary>The figure of some answers.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="reference">The posterior, the first parameter at the bottom.</param>
    /// <param name="answers">The answers, the first at the top of each parameter's row.</param>
    internal static Figure Create(string title, QuantitySummary[] reference, IReadOnlyList<Answer> answers)
    {
        (double Centre, double HalfWidth, double Height)[][] points =
            [.. answers.Select((answer, a) => Points(reference, answer, Spread * (0.5 - ((a + 0.5) / answers.Count))))];
        double farthest = points.SelectMany(own => own).Append(default)
            .Max(point => Math.Abs(point.Centre) + (double.IsFinite(point.HalfWidth) ? point.HalfWidth : 0));
        double reach = Math.Clamp(farthest + 0.2, LeastReach, GreatestReach);
        List<Mark> marks = [new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1)];
        int outside = 0;
        for (int a = 0; a < answers.Count; a++)
        {
            (double Centre, double HalfWidth, double Height)[] own = [.. points[a].Where(point => Math.Abs(point.Centre) <= reach)];
            (double Centre, double HalfWidth, double Height)[] wide = [.. own.Where(point => double.IsFinite(point.HalfWidth))];
            outside += points[a].Length - own.Length;
            if (own.Length == 0)
            {
                continue;
            }

            marks.Add(new IntervalMark(
                null,
                answers[a].Ink,
                wide.Select(point => Math.Max(-reach, point.Centre - point.HalfWidth)).ToEquatableArray(),
                wide.Select(point => Math.Min(reach, point.Centre + point.HalfWidth)).ToEquatableArray(),
                wide.Select(point => point.Height).ToEquatableArray(),
                Width: 1.6));
            marks.Add(new PointMark(
                answers[a].Name, answers[a].Ink, own.Select(point => point.Centre).ToEquatableArray(), own.Select(point => point.Height).ToEquatableArray(),
                Hollow: answers[a].IsEstimate, Size: 6));
        }

        string[] names = [.. reference.Select(summary => summary.Name)];
        return new Figure(title,
        [
            new Panel(null, new Axis("distance from the posterior mean (posterior sd)", -reach, reach), LevelRows.AxisOf(names), marks.ToEquatableArray()),
        ])
        {
            Description = $"Every parameter by {string.Join(", ", answers.Select(answer => answer.Name))}, less the posterior mean and over the posterior sd."
                + (outside == 0 ? "" : FormattableString.Invariant($" Estimates beyond {GreatestReach} posterior sd are not shown: {outside}.")),
            PanelWidth = 640,
            PanelHeight = Furniture + (Math.Max(2, answers.Count) * 9 * Math.Min(names.Length, 40)) + RowHeight,
        };
    }

    private static (double Centre, double HalfWidth, double Height)[] Points(QuantitySummary[] reference, Answer answer, double shift) =>
    [
        .. reference.Select((summary, i) => answer.Of(summary.Name) is { } own && summary.Sd > 0
                ? (Centre: (own.Mean - summary.Mean) / summary.Sd, HalfWidth: own.Sd / summary.Sd, Height: i + shift)
                : (Centre: double.NaN, HalfWidth: double.NaN, Height: 0))
            .Where(point => double.IsFinite(point.Centre)),
    ];

    private static Answer Estimates(string name, Ink ink, RemlFit fit) =>
        new(name, ink, parameter => fit.Optimum.Converged ? fit.TryGet(parameter) : null, IsEstimate: true);

    /// <summary>What a method says of parameters.</summary>
    /// <param name="Name">The method.</param>
    /// <param name="Ink">Its colour.</param>
    /// <param name="Of">A parameter's mean or estimate, and its standard deviation or error; null if the method has none.</param>
    /// <param name="IsEstimate">Whether it is an estimate, whose points are circles.</param>
    internal sealed record Answer(string Name, Ink Ink, Func<string, (double Mean, double Sd)?> Of, bool IsEstimate = false);
}
