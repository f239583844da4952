namespace BayesLmm.Hamiltonian.Residuals;

/// <summary>
/// What a <see cref="ConditionalDensity"/> needs of the distribution of its rows: the log density of all rows and its derivatives. A further family is a further
/// implementation. Stateless.
/// </summary>
internal interface IResidualDensity
{
    /// <summary>Σ log p(y_i | η_i, σ, ν), in one pass over the rows and without allocation; without + ½ Σ log w, which is constant.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="rootWeights">√w, n numbers, the residual's scale being σ/√w; empty where every weight is 1.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="sigma">σ, the residuals' scale.</param>
    /// <param name="nu">ν, the residuals' degrees of freedom, for a family that has them.</param>
    /// <param name="byPredictor">Receives ∂/∂η, n numbers.</param>
    /// <param name="byLogSigma">∂/∂ log σ.</param>
    /// <param name="byNu">∂/∂ν; 0 for a family without.</param>
    double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        double sigma,
        double nu,
        Span<double> byPredictor,
        out double byLogSigma,
        out double byNu);
}
