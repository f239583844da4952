using BayesLmm.Design;
using BayesLmm.Models.Equations;
using BayesLmm.Reml;

namespace BayesLmm.Inference.Bootstrap;

/// <summary>Fits a model to other responses, from what does not depend on the response: XᵀX, ZᵀX, ZᵀZ and the structure of the equations. Safe for several threads at once.</summary>
internal sealed class Refitter
{
    /// <summary>A search begins no nearer to a variance of 0 than this in units in which entries of the factor are of order one: at 0 itself the slope vanishes.</summary>
    private const double LeastStart = 0.1;

    private readonly RemlFit fit;
    private readonly CrossProductsBuilder builder;
    private readonly MixedModelEquations equations;
    private readonly double[] start;

    /// <summary>Prepares to repeat a fit.</summary>
    public Refitter(RemlFit fit)
    {
        this.fit = fit;
        builder = CrossProductsBuilder.For(fit.Model.Design, fit.Model.Products);
        equations = MixedModelEquations.Analyze(fit.Model.Products, []);
        start = Start();
    }

    /// <summary>The model with another response.</summary>
    public BoundModel WithResponse(double[] response) => fit.Model with
    {
        Design = fit.Model.Design with { Response = response },
        Products = builder.WithResponse(fit.Model.Products, response),
    };

    /// <summary>
    /// The fit to a response by the original's criterion: begun at the original's optimum, and from the start that knows nothing when that fails. What failed is said in
    /// <paramref name="failure"/>, and then the fit is null.
    /// </summary>
    public RemlFit? TryFit(double[] response, out string failure, CancellationToken cancellationToken)
    {
        BoundModel model = WithResponse(response);
        if (TryFit(model, start, out failure, cancellationToken) is { } warm)
        {
            return warm;
        }

        return TryFit(model, [], out failure, cancellationToken);
    }

    private RemlFit? TryFit(BoundModel model, double[] from, out string failure, CancellationToken cancellationToken)
    {
        try
        {
            RemlFit found = new RemlEstimator(model, fit.Restricted, equations).Fit(cancellationToken, from, findErrors: false);
            failure = found.Optimum.IsFlat ? "a variance could not be told from another or from the fixed effects" : "the search for the optimum did not converge";
            return found.Optimum.Converged ? found : null;
        }
        catch (InvalidOperationException exception)
        {
            failure = exception.Message;
            return null;
        }
    }

    private double[] Start()
    {
        ThetaLayout layout = new(fit.Model.Products.Terms);
        double[] theta = [.. fit.Theta];
        int next = 0;
        foreach (TermShape term in fit.Model.Products.Terms)
        {
            for (int column = 0; column < term.Width; column++)
            {
                double least = LeastStart / fit.Model.Products.RootMeanSquare(term, column);
                theta[next] = Math.Max(theta[next], least);
                next += term.Correlated ? term.Width - column : 1;
            }
        }

        return next == layout.Dimension ? theta : throw new InvalidOperationException($"θ has {layout.Dimension} components, not {next}.");
    }
}
