using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.Programs;

/// <summary>Gives an algorithm the priors and starting values of <see cref="ProgramParts"/>.</summary>
/// <param name="algorithm">The algorithm.</param>
/// <param name="kind">Which algorithm it is.</param>
internal sealed class PriorObservations(IGeneratedAlgorithm algorithm, InferNetAlgorithm kind)
{
    /// <summary>
    /// A flat prior is a normal whose standard deviation is this many times what the coefficient would need to explain the data; the difference from density 1
    /// is added to the evidence again.
    /// </summary>
    private const double FlatWidth = 1e6;

    /// <summary>Sets any observed value.</summary>
    public void Set(string name, object value) => algorithm.SetObservedValue(name, value);

    /// <summary>The prior of a normal vector.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="precisions">The elements' prior precisions; 0 if the prior is flat, or is elsewhere in the program.</param>
    /// <param name="means">The elements' prior means.</param>
    /// <param name="scales">The units in which a flat prior is wide.</param>
    /// <returns>½ Σ (log 2π − log precision) over the almost flat elements, to be added to the evidence.</returns>
    public double SetVector(string name, double[] precisions, double[] means, double[] scales)
    {
        PositiveDefiniteMatrix matrix = new(precisions.Length, precisions.Length);
        double correction = 0;
        for (int i = 0; i < precisions.Length; i++)
        {
            matrix[i, i] = precisions[i];
            if (precisions[i] == 0)
            {
                double sd = FlatWidth * scales[i];
                matrix[i, i] = 1 / (sd * sd);
                correction += (0.5 * NormalConstants.Log2Pi) + Math.Log(sd);
            }
        }

        Set(name + "Prior", VectorGaussian.FromMeanAndPrecision(Vector.FromArray(means), matrix));
        return correction;
    }

    /// <summary>A half-t prior, or a known value.</summary>
    /// <param name="name">The precision's name.</param>
    /// <param name="prior">The prior.</param>
    /// <param name="start">The first distribution.</param>
    public void SetPrecision(string name, PrecisionPrior prior, Microsoft.ML.Probabilistic.Distributions.Gamma start)
    {
        if (prior is PrecisionPrior.Fixed known)
        {
            Set(name, known.Value);
            return;
        }

        PrecisionPrior.HalfT half = (PrecisionPrior.HalfT)prior;
        Set(name + "Shape", half.Df / 2);
        Set(name + "RateRate", RateRate(half));
        Set(name + "Start", start);
        if (kind == InferNetAlgorithm.Ep)
        {
            Set(name + "RateStart", RateStart(half, start));
        }
    }

    /// <summary>Half-t priors of an array of precisions.</summary>
    public void SetPrecisions(string name, IReadOnlyList<PrecisionPrior.HalfT> priors, IReadOnlyList<Microsoft.ML.Probabilistic.Distributions.Gamma> starts)
    {
        Set(name + "Shapes", priors.Select(prior => prior.Df / 2).ToArray());
        Set(name + "RateRates", priors.Select(RateRate).ToArray());
        Set(name + "Starts", starts.ToArray());
        if (kind == InferNetAlgorithm.Ep)
        {
            Set(name + "RateStarts", priors.Zip(starts, RateStart).ToArray());
        }
    }

    /// <summary>A matrix-F prior.</summary>
    /// <param name="name">The precision matrix's name.</param>
    /// <param name="prior">The prior.</param>
    /// <param name="start">The first distribution.</param>
    public void SetPrecisionMatrix(string name, CovariancePrior.MatrixF prior, Wishart start)
    {
        int r = start.Dimension;
        PositiveDefiniteMatrix rateRate = new(r, r);
        for (int i = 0; i < r; i++)
        {
            rateRate[i, i] = prior.Rates[i];
        }

        Set(name + "RateShape", prior.RateShape);
        Set(name + "RateRate", rateRate);
        Set(name + "Shape", prior.Shape);
        Set(name + "Start", start);
        if (kind == InferNetAlgorithm.Ep)
        {
            PositiveDefiniteMatrix rate = new(r, r);
            rate.SetToSum(rateRate, start.GetMean());
            Set(name + "RateStart", Wishart.FromShapeAndRate(prior.RateShape + prior.Shape, rate));
        }
    }

    /// <summary>The mixture priors of coefficients.</summary>
    /// <param name="coefficients">All coefficients' priors.</param>
    /// <param name="products">The change of coordinates.</param>
    /// <param name="indexOf">A coefficient's index in the normal vector.</param>
    public void SetMixtures(EquatableArray<CoefficientPrior> coefficients, FixedProducts products, Func<int, int> indexOf)
    {
        int[] mixed = [.. Enumerable.Range(0, coefficients.Count).Where(j => coefficients[j] is CoefficientPrior.GammaMixture)];
        CoefficientPrior.GammaMixture[] priors = [.. mixed.Select(j => (CoefficientPrior.GammaMixture)coefficients[j])];
        Set("mixtureCount", mixed.Length);
        Set(ProgramParts.Mixtures + "Shapes", priors.Select(prior => prior.Shape).ToArray());
        Set(ProgramParts.Mixtures + "Rates", priors.Select(prior => prior.Rate * prior.Scale * prior.Scale).ToArray());
        Set(ProgramParts.Mixtures + "Starts",
            priors.Select(prior => Microsoft.ML.Probabilistic.Distributions.Gamma.FromShapeAndRate(1, prior.Scale * prior.Scale)).ToArray());
        Set(ProgramParts.Mixtures + "Indices", mixed.Select(indexOf).ToArray());
        Set(ProgramParts.Mixtures + "Locations", mixed.Select((j, i) => priors[i].Location - products.Reference[j]).ToArray());
    }

    /// <summary>The prior precision and mean of a coefficient in the normal vector; (0, 0) where it is flat or a mixture.</summary>
    public static (double Precision, double Mean) OfCoefficient(CoefficientPrior prior, double reference) => prior is CoefficientPrior.Normal normal
        ? (1 / (normal.Sd * normal.Sd), normal.Mean - reference)
        : (0, 0);

    /// <summary>1/(ν A²), the rate of r.</summary>
    private static double RateRate(PrecisionPrior.HalfT prior) => 1 / (prior.Df * prior.RoundedScale * prior.RoundedScale);

    /// <summary>A starting distribution of a precision, under which the standard deviation explains half of all variance.</summary>
    /// <param name="scale">The standard deviation that would explain all variance.</param>
    public static Microsoft.ML.Probabilistic.Distributions.Gamma Start(double scale) =>
        Microsoft.ML.Probabilistic.Distributions.Gamma.FromShapeAndRate(1, scale * scale / 2);

    /// <summary>The same for a precision matrix.</summary>
    /// <param name="prior">Its prior.</param>
    /// <param name="scales">For each effect the standard deviation that would explain all variance.</param>
    public static Wishart Start(CovariancePrior.MatrixF prior, double[] scales)
    {
        double shape = prior.Shape + 0.5;
        PositiveDefiniteMatrix rate = new(scales.Length, scales.Length);
        for (int i = 0; i < scales.Length; i++)
        {
            rate[i, i] = shape * scales[i] * scales[i] / 2;
        }

        return Wishart.FromShapeAndRate(shape, rate);
    }

    /// <summary>The rate's distribution given the mean of the precision.</summary>
    private static Microsoft.ML.Probabilistic.Distributions.Gamma RateStart(PrecisionPrior.HalfT prior,
        Microsoft.ML.Probabilistic.Distributions.Gamma precision) =>
            Microsoft.ML.Probabilistic.Distributions.Gamma.FromShapeAndRate((prior.Df + 1) / 2, RateRate(prior) + precision.GetMean());
}
