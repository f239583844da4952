using BayesLmm.Design;
using BayesLmm.InferNet.Priors;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Models;
using MathNet.Numerics;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;
using Gamma = Microsoft.ML.Probabilistic.Distributions.Gamma;

namespace BayesLmm.InferNet.Joint;

/// <summary>Gives a compiled program its data, priors and starting values.</summary>
internal sealed class JointObservations
{
    /// <summary>
    /// A flat prior is a normal whose standard deviation is this many times what the coefficient would need to explain the data; what it then lacks of density
    /// 1 is added to the evidence again.
    /// </summary>
    private const double FlatWidth = 1e6;

    private static readonly double Log2Pi = Math.Log(2 * Math.PI);

    private readonly IGeneratedAlgorithm algorithm;
    private readonly BoundModel model;
    private readonly JointProducts products;
    private readonly ConjugatePriors priors;

    private JointObservations(IGeneratedAlgorithm algorithm, BoundModel model, JointProducts products, ConjugatePriors priors)
    {
        this.algorithm = algorithm;
        this.model = model;
        this.products = products;
        this.priors = priors;
    }

    /// <summary>Sets all observed values of an algorithm.</summary>
    /// <returns>What must be added to the program's evidence to make it the model's.</returns>
    public static double Set(IGeneratedAlgorithm algorithm, BoundModel model, JointProducts products, ConjugatePriors priors)
    {
        JointObservations observations = new(algorithm, model, products, priors);
        double correction = observations.SetTheta() + observations.SetRows();
        if (model.GroupTerms.Any(term => !term.Correlated))
        {
            observations.SetIndependentEffects();
        }

        int correlated = 0;
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            if (priors.Covariances[k] is { } covariance)
            {
                observations.SetCorrelatedEffects(JointProgram.Correlated(correlated++), model.Products.Terms[k], covariance);
            }
        }

        return correction;
    }

    /// <summary>The prior of θ: almost flat for group effects, whose prior the program observes.</summary>
    /// <returns>½ Σ (log 2π − log precision) over the almost flat elements.</returns>
    private double SetTheta()
    {
        int q = model.Products.EffectCount;
        Vector mean = Vector.Zero(products.Order);
        PositiveDefiniteMatrix precision = new(products.Order, products.Order);
        double correction = 0;
        for (int i = 0; i < products.Order; i++)
        {
            CoefficientPrior prior = i < q ? default : priors.Coefficients[i - q];
            precision[i, i] = prior.Precision;
            if (prior.Precision == 0)
            {
                double sd = FlatWidth * products.Scale(i);
                precision[i, i] = 1 / (sd * sd);
                correction += (0.5 * Log2Pi) + Math.Log(sd);
            }
            else
            {
                mean[i] = prior.Mean - model.Products.Fixed.Reference[i - q];
            }
        }

        algorithm.SetObservedValue("thetaPrior", VectorGaussian.FromMeanAndPrecision(mean, precision));
        return correction;
    }

    /// <summary>The reduced rows; what they lack of the likelihood, τ^(df/2) exp(−τ rss/2), is a gamma factor of τ.</summary>
    /// <returns>What the gamma factor has too much: −df/2 log 2π − (s log(rss/2) − log Γ(s)), s = 1 + df/2.</returns>
    private double SetRows()
    {
        ReducedRows reduced = ReducedRows.Of(products);
        algorithm.SetObservedValue("rowCount", reduced.Rank);
        algorithm.SetObservedValue("rows", reduced.Rows.Select(Vector.FromArray).ToArray());
        algorithm.SetObservedValue("responses", reduced.Responses);
        algorithm.SetObservedValue("residualShape", priors.Sigma.Df / 2);
        algorithm.SetObservedValue("residualRateRate", RateRate(priors.Sigma));
        algorithm.SetObservedValue("residualStart", Start(Math.Sqrt(products.Yy / products.RowCount)));
        if (reduced.ResidualDf == 0)
        {
            algorithm.SetObservedValue("residualFactor", Gamma.Uniform());
            return 0;
        }

        double s = 1 + (reduced.ResidualDf / 2.0), rate = reduced.ResidualSquares / 2;
        algorithm.SetObservedValue("residualFactor", Gamma.FromShapeAndRate(s, rate));
        return (-0.5 * reduced.ResidualDf * Log2Pi) - (s * Math.Log(rate)) + SpecialFunctions.GammaLn(s);
    }

    private void SetIndependentEffects()
    {
        List<HalfT> sds = [];
        List<double> scales = [];
        List<int> indices = [], groups = [];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            TermShape term = model.Products.Terms[k];
            for (int i = 0; i < term.Width && priors.Covariances[k] is null; i++)
            {
                for (int j = 0; j < term.LevelCount; j++)
                {
                    indices.Add(term.FirstEffect + (j * term.Width) + i);
                    groups.Add(sds.Count);
                }

                sds.Add(priors.Sds[k][i]);
                scales.Add(products.Scale(term.FirstEffect + i, term.Width, term.LevelCount));
            }
        }

        algorithm.SetObservedValue("groupCount", sds.Count);
        algorithm.SetObservedValue("independentShapes", sds.Select(sd => sd.Df / 2).ToArray());
        algorithm.SetObservedValue("independentRateRates", sds.Select(RateRate).ToArray());
        algorithm.SetObservedValue("independentStarts", scales.Select(Start).ToArray());
        algorithm.SetObservedValue("effectCount", indices.Count);
        algorithm.SetObservedValue("effectIndices", indices.ToArray());
        algorithm.SetObservedValue("effectGroups", groups.ToArray());
        algorithm.SetObservedValue("effectZeros", new double[indices.Count]);
    }

    private void SetCorrelatedEffects(string name, TermShape term, MatrixF prior)
    {
        int r = term.Width;
        double startShape = (prior.Df + r) / 2;
        PositiveDefiniteMatrix rateRate = new(r, r), startRate = new(r, r);
        for (int i = 0; i < r; i++)
        {
            double scale = products.Scale(term.FirstEffect + i, r, term.LevelCount);
            rateRate[i, i] = 1 / prior.Scales[i];
            startRate[i, i] = startShape * scale * scale / 2;
        }

        algorithm.SetObservedValue(name + "RateShape", prior.RateShape);
        algorithm.SetObservedValue(name + "RateRate", rateRate);
        algorithm.SetObservedValue(name + "Shape", prior.Shape);
        algorithm.SetObservedValue(name + "Start", Wishart.FromShapeAndRate(startShape, startRate));
        algorithm.SetObservedValue(name + "LevelCount", term.LevelCount);
        algorithm.SetObservedValue(name + "Firsts", Enumerable.Range(0, term.LevelCount).Select(j => term.FirstEffect + (j * r)).ToArray());
        algorithm.SetObservedValue(name + "Zeros", Enumerable.Range(0, term.LevelCount).Select(_ => Vector.Zero(r)).ToArray());
    }

    /// <summary>1/(ν A²), the rate of r.</summary>
    private static double RateRate(HalfT sd) => 1 / (sd.Df * sd.Scale * sd.Scale);

    /// <summary>A precision that leaves the standard deviation half of the variance that there is.</summary>
    private static Gamma Start(double scale) => Gamma.FromShapeAndRate(1, scale * scale / 2);
}
