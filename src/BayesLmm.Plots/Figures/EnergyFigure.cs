using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The energies of a Hamiltonian sampler about their mean, and their changes from draw to draw, chain by chain: if the changes are much narrower than the
    /// energies, the sampler explores the tails slowly, and its E-BFMI is low (Betancourt 2016).
    /// </summary>
    /// <exception cref="InvalidOperationException">The draws are not of a Hamiltonian sampler.</exception>
    public Figure Energy() => EnergyFigure.HasEnergies(fit.Posterior)
        ? EnergyFigure.Create(Select(null))
        : throw new InvalidOperationException("The draws are not of a Hamiltonian sampler, so that they have no energies.");
}

/// <summary>Builds <c>posterior.Plot.Energy</c>.</summary>
internal static class EnergyFigure
{
    private const string Column = "energy__";   // CmdStan's name
    private const int Points = 129;

    /// <summary>Whether draws have energies.</summary>
    public static bool HasEnergies(Posterior posterior) => posterior.Draws.Origin.Columns.Contains(Column) && posterior.DrawsPerChain > 2;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        Origin origin = source.Posterior.Draws.Origin;
        int place = origin.Columns.ToList().IndexOf(Column), count = source.Posterior.DrawsPerChain;
        double[][] chains =
        [
            .. Enumerable.Range(0, source.Posterior.Chains)
                .Select(chain => Enumerable.Range(chain * count, count).Select(row => origin.Value(place, row)).ToArray()),
        ];
        return new Figure(source.Title, chains.Select((energies, chain) => CreatePanel($"chain {chain + 1}", energies)).ToEquatableArray())
        {
            Description = "Energies about their mean and their changes from draw to draw, for each chain; both should be about equally wide.",
            PanelWidth = 380,
            PanelHeight = 230,
        };
    }

    /// <summary>The densities of one chain.</summary>
    internal static Panel CreatePanel(string title, double[] energies)
    {
        double mean = energies.Average();
        double[] levels = [.. energies.Select(energy => energy - mean)];
        double[] changes = [.. energies.Zip(energies.Skip(1), (before, after) => after - before)];
        double changeSquares = changes.Sum(change => change * change), squares = levels.Sum(level => level * level);
        double reach = 1.05 * Math.Max(levels.Max(Math.Abs), changes.Max(Math.Abs));
        double[] xs = EvenPoints.Between(-reach, reach, Points);
        (double[] first, double[] second) = (Heights(levels, xs), Heights(changes, xs));
        return new Panel(
            title,
            new Axis(FormattableString.Invariant($"energy (E-BFMI {changeSquares / squares:0.00})"), -reach, reach),
            new Axis(null, 0, 1.06 * Math.Max(first.Max(), second.Max())) { Ticks = TickKind.None },
            [
                new AreaMark(
                    "energy about its mean", Theme.Posterior with { Opacity = 0.4 }, xs.ToEquatableArray(), new double[Points].ToEquatableArray(),
                    first.ToEquatableArray()),
                new LineMark("change from draw to draw", Theme.Reml, xs.ToEquatableArray(), second.ToEquatableArray(), Stroke.Dashed, Width: 2),
            ]);
    }

    private static double[] Heights(double[] values, double[] xs)
    {
        KernelDensity density = new(values);
        return [.. xs.Select(density.At).Select(height => double.IsFinite(height) ? height : 0)];
    }
}
