using System.Diagnostics;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Sampling;

namespace BayesLmm.Benchmarks.Against;

/// <summary>
/// Times message passing from a bound model, with and without its refinement, beside Gibbs and Hamiltonian Monte Carlo in the same process, and prints sweeps,
/// times, and ratios.
/// </summary>
internal static class MessagePassingFigures
{
    /// <summary>Group effects up to which the samplers run too: beyond they take long or keep more than fits.</summary>
    private const int MostForSamplers = 2_000;

    /// <summary>Group effects up to which the answer is refined: with as many as a million it takes an hour.</summary>
    private const int MostForRefinement = 20_000;

    /// <summary>Group effects up to which the collapsed approximation is fitted.</summary>
    private const int MostForCollapse = 2_000_000;

    private const int Warm = 20;

    /// <summary>Runs the cases.</summary>
    /// <param name="names">Which; all if none is given.</param>
    public static int Run(IReadOnlyList<string> names)
    {
        Console.WriteLine("| model | rows | group effects | sweeps | message passing | a sweep | collapsed | refined, 4,000 draws | k, effective size | "
            + "Gibbs, 4,000 draws | HMC, 4,000 draws |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        DrawOptions options = new();
        foreach (RemlCase item in RemlCase.ForMessagePassing.Where(item => names.Count == 0 || names.Contains(item.Name)))
        {
            BoundModel model = Model.Parse(item.Model).Bind(item.Read());
            int effects = model.Products.EffectCount;
            (double seconds, VariationalFit fit) = Fastest(effects < MostForSamplers ? Warm : 2, () => model.FitVariational());

            // The linear response takes two sweeps a coordinate more.
            int sweeps = fit.Sweeps + (2 * fit.Coordinates.Count) + 1;
            string collapsed = "", refined = "", quality = "", gibbs = "", hmc = "";
            if (effects < MostForCollapse)
            {
                // A draw of coefficients and effects is a factorisation, as for every engine; the fit is what is its own.
                collapsed = Seconds(Enumerable.Range(0, effects < MostForSamplers ? Warm : 1)
                    .Min(_ => model.SampleWith(new MessagePassingEngine(Refinement.Collapsed),
                        options with { Draws = 1 }).MessagePassing!.Collapsed!.Elapsed.TotalSeconds));
            }

            if (effects < MostForRefinement)
            {
                (double time, Posterior posterior) = Fastest(effects < MostForSamplers ? 2 : 1, () => model.SampleWith(new MessagePassingEngine(), options));
                Weighted importance = (Weighted)posterior.Draws.Origin;
                (refined, quality) = (Seconds(time), FormattableString.Invariant($"{importance.ParetoShape:F2}, {importance.EffectiveSampleSize:F0}"));
            }

            if (effects < MostForSamplers)
            {
                gibbs = Seconds(Fastest(2, () => model.SampleWith(new GibbsEngine(), options)).Seconds);
                hmc = Seconds(Fastest(2, () => model.SampleWith(new HmcEngine(), options)).Seconds);
            }

            Console.WriteLine(FormattableString.Invariant(
                $"| {item.Name} | {model.Products.RowCount} | {effects} | {fit.Sweeps} | {Seconds(seconds)} | {1000 * seconds / sweeps:G3} ms | {collapsed} | ")
                    + FormattableString.Invariant($"{refined} | {quality} | {gibbs} | {hmc} |"));
        }

        return 0;
    }

    private static string Seconds(double seconds) =>
        seconds < 0.1 ? FormattableString.Invariant($"{1000 * seconds:G3} ms") : FormattableString.Invariant($"{seconds:F2} s");

    private static (double Seconds, T Result) Fastest<T>(int times, Func<T> work)
    {
        double fastest = double.PositiveInfinity;
        T result = default!;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            result = work();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (fastest, result);
    }
}
