using System.Numerics.Tensors;
using BayesLmm.Sampling.NoUTurn.Dynamics;

namespace BayesLmm.Sampling.Convergence;

/// <summary>Diagnostics of Hamiltonian Monte Carlo's energies.</summary>
internal static class EnergyDiagnostics
{
    /// <summary>
    /// E-BFMI, the energy Bayesian fraction of missing information, of one chain: Σ (Eᵢ − Eᵢ₋₁)² / Σ (Eᵢ − Ē)² (Betancourt 2016,
    /// arXiv:1604.00695, eq. 13).
    /// </summary>
    /// <remarks>
    /// About 1 when fresh momenta take the chain to any energy at once; below 0.3 the chain crawls between energies, as it does in heavy tails
    /// and funnels, and its tails must not be trusted.
    /// </remarks>
    /// <param name="energies">The energies of one chain's draws, <see cref="TransitionStatistics.Energy"/>.</param>
    /// <returns>A positive number; NaN for fewer than 2 draws, equal energies, or one that is not finite.</returns>
    public static double BayesianFractionOfMissingInformation(ReadOnlySpan<double> energies)
    {
        if (energies.Length < 2)
        {
            return double.NaN;
        }

        double mean = TensorPrimitives.Average(energies);
        double steps = 0;
        double spread = (energies[0] - mean) * (energies[0] - mean);
        for (int i = 1; i < energies.Length; i++)
        {
            steps += (energies[i] - energies[i - 1]) * (energies[i] - energies[i - 1]);
            spread += (energies[i] - mean) * (energies[i] - mean);
        }

        return spread > 0 ? steps / spread : double.NaN;
    }
}
