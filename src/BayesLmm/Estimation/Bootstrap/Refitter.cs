using BayesLmm.Design.Products;
using BayesLmm.Equations;

namespace BayesLmm.Estimation.Bootstrap;

/// <summary>
/// Fits a model to other responses, from what does not depend on the response: XᵀX, ZᵀX, ZᵀZ and the structure of the equations. Safe for several threads at
/// once.
/// </summary>
internal sealed class Refitter
{
    private readonly RemlFit fit;
    private readonly CrossProductsBuilder builder;
    private readonly MixedModelEquations equations;

    /// <summary>Prepares to repeat a fit.</summary>
    public Refitter(RemlFit fit)
    {
        this.fit = fit;
        builder = CrossProductsBuilder.For(fit.Model.Design, fit.Model.Products);
        equations = MixedModelEquations.Analyze(fit.Model.Products, []);
    }

    /// <summary>The model with another response.</summary>
    public BoundModel WithResponse(double[] response) => fit.Model.WithResponse(response, builder.WithResponse(fit.Model.Products, response));

    /// <summary>The fit to a response by the original's criterion. What failed is said in <paramref name="failure"/>, and then the fit is null.</summary>
    public RemlFit? TryFit(double[] response, out string failure, CancellationToken cancellationToken)
    {
        RemlEstimator estimator = new(WithResponse(response), fit.Restricted, equations, threads: 1);
        RemlFit? found = estimator.TryFit(out NoMaximum? reason, cancellationToken, findErrors: false);
        failure = reason is not null ? reason.ToString()
            : found!.Optimum.IsFlat ? "a variance could not be told from another or from the fixed effects"
            : "the search for the optimum did not converge";

        // Where the design does not determine some variances, the refits are flat as the fit is, and the rest of them is as good.
        return found is { Optimum.Converged: true } || (fit.Undetermined is not null && found is { Optimum.IsFlat: true }) ? found : null;
    }
}
