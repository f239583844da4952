namespace BayesLmm.Sampling.NoUTurn.Adaptation;

/// <summary>
/// Step size adaptation by dual averaging: drives the mean acceptance statistic to its target during warm-up. Mutable; owned by a chain.
/// </summary>
/// <remarks>
/// Notation of Hoffman &amp; Gelman 2014, §3.2.1, eq. 6: x = log ε, H̄ the running mean of δ − α, μ the point that x shrinks to.
/// The constants γ, t₀, κ are theirs and Stan's.
/// </remarks>
/// <param name="delta">δ, the acceptance statistic to reach.</param>
/// <param name="largest">The largest step size to try.</param>
internal sealed class DualAveraging(double delta, double largest = double.PositiveInfinity)
{
    private const double Gamma = 0.05;
    private const double T0 = 10;
    private const double Kappa = 0.75;

    private double mu;
    private double hBar;
    private double xBar;
    private int t;

    /// <summary>The averaged step size, to sample with when adaptation ends.</summary>
    public double AveragedStepSize => Math.Exp(xBar);

    /// <summary>Forgets the past and searches around ten times <paramref name="stepSize"/>: long steps are cheaper to try.</summary>
    public void Restart(double stepSize)
    {
        mu = Math.Log(10 * stepSize);
        xBar = Math.Log(stepSize);
        hBar = 0;
        t = 0;
    }

    /// <summary>Takes in the acceptance statistic of a transition and gives the step size for the next.</summary>
    public double Update(double acceptance)
    {
        t++;
        double alpha = double.IsNaN(acceptance) ? 0 : Math.Min(1, acceptance);
        double eta = 1 / (t + T0);
        hBar = ((1 - eta) * hBar) + (eta * (delta - alpha));
        double x = Math.Min(mu - (Math.Sqrt(t) / Gamma * hBar), Math.Log(largest));
        double weight = Math.Pow(t, -Kappa);
        xBar = (weight * x) + ((1 - weight) * xBar);
        return Math.Exp(x);
    }
}
