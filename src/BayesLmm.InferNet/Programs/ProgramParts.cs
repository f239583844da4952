using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;
using Microsoft.ML.Probabilistic.Models;
using Range = Microsoft.ML.Probabilistic.Models.Range;

namespace BayesLmm.InferNet.Programs;

// A half-t prior of s = τ^(−½):  τ ~ Gamma(ν/2, r), r ~ Gamma(½, 1/(νA²)).
// A student_t prior of a coefficient β:  0 ~ N(β, 1/p) after β was given an almost flat prior and the location was subtracted, p = κ/scale² ~ Gamma(shape, rate
// scale²).

/// <summary>What programs of both forms are made of.</summary>
internal static class ProgramParts
{
    /// <summary>The name of the random variable whose log odds are the evidence.</summary>
    public const string Evidence = "evidence";

    /// <summary>The coefficients, in the joint form with all group effects.</summary>
    public const string Theta = "theta";

    /// <summary>The residual precision.</summary>
    public const string Residual = "residual";

    /// <summary>The precisions of coefficients whose priors are mixtures.</summary>
    public const string Mixtures = "mixtures";

    /// <summary>A variable whose value is set by each run; the compiler also needs a placeholder of its type.</summary>
    public static Variable<T> Observed<T>(string name, T placeholder) => Microsoft.ML.Probabilistic.Models.Variable.Observed(placeholder).Named(name);

    /// <summary>An array that a run gives its values.</summary>
    public static VariableArray<T> ObservedArray<T>(Range range, string name) => Microsoft.ML.Probabilistic.Models.Variable.Observed<T>([], range).Named(name);

    /// <summary>A range whose length a run gives.</summary>
    public static Range ObservedRange(string name) => new Range(Observed(name + "Count", 0)).Named(name);

    /// <summary>A normal vector whose prior a run gives.</summary>
    public static Variable<Vector> NormalVector(string name) => Variable<Vector>.Random(Observed(name + "Prior", VectorGaussian.Uniform(1))).Named(name);

    /// <summary>A precision: given, or with a half-t prior of the standard deviation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isKnown">Whether it is given.</param>
    /// <param name="algorithm">Expectation propagation needs a start of the rate too.</param>
    public static Variable<double> Precision(string name, bool isKnown, InferNetAlgorithm algorithm)
    {
        if (isKnown)
        {
            return Observed(name, 1.0);
        }

        Variable<double> rate = Microsoft.ML.Probabilistic.Models.Variable.GammaFromShapeAndRate(Microsoft.ML.Probabilistic.Models.Variable.Constant(0.5),
            Observed(name + "RateRate", 1.0)).Named(name + "Rate");
        Variable<double> precision = Microsoft.ML.Probabilistic.Models.Variable.GammaFromShapeAndRate(Observed(name + "Shape", 1.0), rate).Named(name);
        precision.InitialiseTo(Observed(name + "Start", Microsoft.ML.Probabilistic.Distributions.Gamma.Uniform()));
        if (algorithm == InferNetAlgorithm.Ep)
        {
            rate.InitialiseTo(Observed(name + "RateStart", Microsoft.ML.Probabilistic.Distributions.Gamma.Uniform()));
        }

        return precision;
    }

    /// <summary>An array of precisions with half-t priors of the standard deviations.</summary>
    public static VariableArray<double> Precisions(string name, Range range, InferNetAlgorithm algorithm)
    {
        VariableArray<double> shapes = ObservedArray<double>(range, name + "Shapes");
        VariableArray<double> rateRates = ObservedArray<double>(range, name + "RateRates");
        VariableArray<Microsoft.ML.Probabilistic.Distributions.Gamma> starts =
            ObservedArray<Microsoft.ML.Probabilistic.Distributions.Gamma>(range, name + "Starts");
        VariableArray<double> rates = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(range).Named(name + "Rates");
        VariableArray<double> precisions = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(range).Named(name);
        rates[range] = Microsoft.ML.Probabilistic.Models.Variable.GammaFromShapeAndRate(0.5, rateRates[range]);
        precisions[range] = Microsoft.ML.Probabilistic.Models.Variable.GammaFromShapeAndRate(shapes[range], rates[range]);
        precisions[range].InitialiseTo(starts[range]);
        if (algorithm == InferNetAlgorithm.Ep)
        {
            VariableArray<Microsoft.ML.Probabilistic.Distributions.Gamma> rateStarts =
                ObservedArray<Microsoft.ML.Probabilistic.Distributions.Gamma>(range, name + "RateStarts");
            rates[range].InitialiseTo(rateStarts[range]);
        }

        return precisions;
    }

    /// <summary>A precision matrix with a matrix-F prior.</summary>
    public static Variable<PositiveDefiniteMatrix> PrecisionMatrix(string name, int width, InferNetAlgorithm algorithm)
    {
        Variable<PositiveDefiniteMatrix> rate = Microsoft.ML.Probabilistic.Models.Variable.WishartFromShapeAndRate(
            Observed(name + "RateShape", 1.0), Observed(name + "RateRate", PositiveDefiniteMatrix.Identity(width))).Named(name + "Rate");
        Variable<PositiveDefiniteMatrix> precision = Microsoft.ML.Probabilistic.Models.Variable.WishartFromShapeAndRate(Observed(name + "Shape", 1.0), rate)
            .Named(name);
        precision.InitialiseTo(Observed(name + "Start", Wishart.Uniform(width)));
        if (algorithm == InferNetAlgorithm.Ep)
        {
            rate.InitialiseTo(Observed(name + "RateStart", Wishart.Uniform(width)));
        }

        return precision;
    }

    /// <summary>The mixture priors of elements of a normal vector, as observations of their locations.</summary>
    /// <returns>The precisions.</returns>
    public static VariableArray<double> ObserveMixtures(Variable<Vector> theta)
    {
        Range mixture = ObservedRange("mixture");
        VariableArray<double> shapes = ObservedArray<double>(mixture, Mixtures + "Shapes");
        VariableArray<double> rates = ObservedArray<double>(mixture, Mixtures + "Rates");
        VariableArray<Microsoft.ML.Probabilistic.Distributions.Gamma> starts =
            ObservedArray<Microsoft.ML.Probabilistic.Distributions.Gamma>(mixture, Mixtures + "Starts");
        VariableArray<int> indices = ObservedArray<int>(mixture, Mixtures + "Indices");
        VariableArray<double> precisions = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(mixture).Named(Mixtures);
        precisions[mixture] = Microsoft.ML.Probabilistic.Models.Variable.GammaFromShapeAndRate(shapes[mixture], rates[mixture]);
        precisions[mixture].InitialiseTo(starts[mixture]);
        VariableArray<double> locations = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(mixture).Named(Mixtures + "Locations");
        using (Microsoft.ML.Probabilistic.Models.Variable.ForEach(mixture))
        {
            locations[mixture] = Microsoft.ML.Probabilistic.Models.Variable.GaussianFromMeanAndPrecision(
                Microsoft.ML.Probabilistic.Models.Variable.GetItem(theta, indices[mixture]), precisions[mixture]);
        }

        locations.ObservedValue = [];
        return precisions;
    }
}
