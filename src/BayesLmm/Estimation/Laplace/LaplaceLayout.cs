using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation.Laplace;

// x = (θ · scale, log κ or κ, β · scale): θ the free entries of the factors Λ, scaled so that a unit moves predictors by about one, κ the family's parameters.

/// <summary>The coordinates in which a model is estimated: all of size one on the scale of the linear predictor. Immutable.</summary>
internal sealed class LaplaceLayout
{
    private readonly LaplaceRows rows;
    private readonly double[] thetaScales;
    private readonly double[] betaScales;

    /// <summary>The coordinates for some rows.</summary>
    public LaplaceLayout(LaplaceRows rows)
    {
        this.rows = rows;
        Theta = new ThetaLayout(rows.Products.Terms);
        Factors = new EffectFactors(rows.Products.Terms);
        LinearPredictor predictor = rows.Predictor;
        List<double> byPlace = [];
        for (int k = 0; k < predictor.TermCount; k++)
        {
            int width = predictor.Shape(k).Width;
            for (int i = 0; i < width; i++)
            {
                byPlace.AddRange(Enumerable.Repeat(ColumnSize.RootMeanSquareOrOne(predictor.RandomColumn(k, i).Span), width));
            }
        }

        thetaScales = [.. Enumerable.Range(0, Theta.Dimension).Select(i => byPlace[Theta.Place(i)])];
        betaScales = [.. Enumerable.Range(0, predictor.FixedCount).Select(j => ColumnSize.RootMeanSquareOrOne(predictor.FixedColumn(j).Span))];
    }

    /// <summary>How θ maps onto the factors.</summary>
    public ThetaLayout Theta { get; }

    /// <summary>How the factors are laid out.</summary>
    public EffectFactors Factors { get; }

    /// <summary>Number of components of θ.</summary>
    public int ThetaCount => thetaScales.Length;

    /// <summary>Number of the family's parameters.</summary>
    public int ParameterCount => rows.ParameterCount;

    /// <summary>Number of coordinates besides the coefficients: where these begin.</summary>
    public int FirstBeta => ThetaCount + ParameterCount;

    /// <summary>Number of coordinates, coefficients included.</summary>
    public int Dimension => FirstBeta + betaScales.Length;

    /// <summary>The scales of β.</summary>
    public ReadOnlySpan<double> BetaScales => betaScales;

    /// <summary>The scales of θ.</summary>
    public ReadOnlySpan<double> ThetaScales => thetaScales;

    /// <summary>Where a search begins: standard deviations of effects of 0.7 on the scale of the predictor, the family's rough values.</summary>
    /// <param name="size">The standard deviation.</param>
    public double[] Start(double size = 0.7)
    {
        double[] x = new double[FirstBeta];
        for (int i = 0; i < ThetaCount; i++)
        {
            x[i] = Theta.IsDiagonal(i) ? size : 0;
        }

        for (int k = 0; k < ParameterCount; k++)
        {
            double rough = rows.Family.Parameters[k].Rough;
            x[ThetaCount + k] = rows.Family.Parameters[k].ByLogarithm ? Math.Log(rough) : rough;
        }

        return x;
    }

    /// <summary>Writes Λ and κ.</summary>
    /// <param name="x">The coordinates.</param>
    /// <param name="lambda">Receives the factors.</param>
    /// <param name="parameters">Receives κ.</param>
    public void Expand(ReadOnlySpan<double> x, Span<double> lambda, Span<double> parameters)
    {
        lambda.Clear();
        for (int i = 0; i < thetaScales.Length; i++)
        {
            lambda[Theta.Place(i)] = x[i] / thetaScales[i];
        }

        for (int k = 0; k < parameters.Length; k++)
        {
            double value = x[ThetaCount + k];
            parameters[k] = rows.Family.Parameters[k].ByLogarithm ? Math.Exp(value) : value;
        }
    }

    /// <summary>Writes β.</summary>
    /// <param name="x">All coordinates.</param>
    /// <param name="beta">Receives β, relative to the cross-products' reference.</param>
    public void ExpandBeta(ReadOnlySpan<double> x, Span<double> beta)
    {
        for (int j = 0; j < beta.Length; j++)
        {
            beta[j] = x[FirstBeta + j] / betaScales[j];
        }
    }

    /// <summary>Takes derivatives by Λ, κ and β to those by the coordinates.</summary>
    /// <param name="byLambda">By the factors.</param>
    /// <param name="byParameters">By the family's parameters.</param>
    /// <param name="byBeta">By the coefficients; empty where they are not among the coordinates.</param>
    /// <param name="gradient">Receives the derivatives.</param>
    /// <param name="sign">A factor.</param>
    public void Gather(ReadOnlySpan<double> byLambda, ReadOnlySpan<double> byParameters, ReadOnlySpan<double> byBeta, Span<double> gradient, double sign)
    {
        for (int i = 0; i < thetaScales.Length; i++)
        {
            gradient[i] = sign * byLambda[Theta.Place(i)] / thetaScales[i];
        }

        for (int k = 0; k < byParameters.Length; k++)
        {
            gradient[ThetaCount + k] = sign * byParameters[k];
        }

        for (int j = 0; j < byBeta.Length; j++)
        {
            gradient[FirstBeta + j] = sign * byBeta[j] / betaScales[j];
        }
    }
}
