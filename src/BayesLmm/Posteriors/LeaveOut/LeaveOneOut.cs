using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Leave-one-out cross-validation by rows: how well each row is predicted by the others, by Pareto-smoothed importance sampling (PSIS-LOO), and the widely
/// applicable information criterion. The likelihood of a row is conditional on the effects of its groups, which are estimated from the other rows: the numbers
/// are those of R's loo for the same log-likelihood matrix (Vehtari, Gelman &amp; Gabry 2017, Statistics and Computing 27:1413; Vehtari et al. 2024, JMLR
/// 25(72)).
/// </summary>
/// <param name="Rows">The rows, in the order of the table.</param>
/// <param name="Psis">The sum over rows by PSIS alone, as R's <c>loo(x)</c> gives it.</param>
/// <param name="Waic">The sum over rows of the widely applicable information criterion on the scale of elpd: −½ WAIC.</param>
/// <param name="UsableShape">The Pareto k from which PSIS of a row is not relied on: min(1 − 1/log₁₀ S, 0.7) for S draws.</param>
/// <param name="DrawCount">The number of draws, S.</param>
public sealed record LeaveOneOut(EquatableArray<LeftOutRow> Rows, ElpdEstimate Psis, ElpdEstimate Waic, double UsableShape, int DrawCount)
{
    /// <summary>
    /// The sum over rows, with <see cref="LeftOutRow.Exact"/> in place of the PSIS of those rows whose k is too large; equal to <see cref="Psis"/> if there are
    /// none.
    /// </summary>
    public ElpdEstimate Elpd { get; } = ElpdEstimate.Sum([.. Rows.Select(row => (row.BestElpd, row.LogPredictive - row.BestElpd))]);

    /// <summary>The Monte Carlo standard error of <see cref="Psis"/>.</summary>
    public double MonteCarloError { get; } = Math.Sqrt(Rows.Sum(row => row.MonteCarloError * row.MonteCarloError));

    /// <summary>The largest Pareto k of a row.</summary>
    public double LargestK { get; } = Rows.Count == 0 ? double.NegativeInfinity : Rows.Max(row => row.ParetoK);

    /// <summary>The number of rows whose k is too large.</summary>
    public int UnreliableRows => Rows.Count(row => row.ParetoK >= UsableShape);

    /// <summary>The number of rows for which the model was fitted again without the row.</summary>
    public int Refits => Rows.Count(row => row.WasRefitted);

    /// <summary>
    /// The largest distance of the distribution function of the rows' LOO-PIT values from that of the uniform distribution, and the p-value of Kolmogorov and
    /// Smirnov's test (Stephens 1970, JRSS B 32:115). The values depend on each other a little, so that the test is approximate.
    /// </summary>
    public (double Distance, double PValue) PitUniformity()
    {
        double[] sorted = [.. Rows.Select(row => row.Pit).Order()];
        double n = sorted.Length, distance = 0, p = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            distance = Math.Max(distance, Math.Max(((i + 1) / n) - sorted[i], sorted[i] - (i / n)));
        }

        double lambda = (Math.Sqrt(n) + 0.12 + (0.11 / Math.Sqrt(n))) * distance;
        for (int j = 1; j <= 100; j++)
        {
            p += (j % 2 == 1 ? 2 : -2) * Math.Exp(-2 * j * j * lambda * lambda);
        }

        return (distance, Math.Clamp(lambda < 0.2 ? 1 : p, 0, 1));
    }
}

/// <summary>A row and how well the others predict it.</summary>
/// <param name="Row">The row of the table, from 1.</param>
/// <param name="Elpd">log p(y_i | y_−i), by PSIS.</param>
/// <param name="MonteCarloError">Its Monte Carlo standard error.</param>
/// <param name="LogPredictive">log p(y_i | y).</param>
/// <param name="ParetoK">The shape of the weights' tail.</param>
/// <param name="WaicElpd">The row's part of the widely applicable information criterion: log p(y_i | y) less the variance of log p(y_i | draw).</param>
/// <param name="Pit">LOO-PIT: P(Y_i ≤ y_i | y_−i), uniform if the model is right; by the exact distribution where there is one.</param>
public readonly record struct LeftOutRow(
    int Row, double Elpd, double MonteCarloError, double LogPredictive, double ParetoK, double WaicElpd, double Pit)
{
    /// <summary>
    /// Where k is too large for PSIS: log p(y_i | y_−i) without that approximation. With normal residuals only the variance parameters are reweighted,
    /// coefficients and group effects have their exact distribution without the row; if that does not suffice either, the model is fitted again. −∞ if the
    /// other rows do not determine every coefficient. Null otherwise.
    /// </summary>
    public double? Exact { get; init; }

    /// <summary>Whether the model was fitted again without the row.</summary>
    public bool WasRefitted { get; init; }

    /// <summary><see cref="Exact"/> if there is one, otherwise <see cref="Elpd"/>.</summary>
    public double BestElpd => Exact ?? Elpd;
}
