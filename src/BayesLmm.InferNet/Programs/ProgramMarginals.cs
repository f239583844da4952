using BayesLmm.Numerics;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.Programs;

/// <summary>The distributions of a program's precisions.</summary>
/// <param name="Residual">The distribution of the residual precision; null if it is known.</param>
/// <param name="Mixtures">Of the precisions of coefficients whose priors are mixtures.</param>
/// <param name="Scalars">Of the unknown precisions of independent effects, term by term.</param>
/// <param name="Matrices">Of the precision matrices of correlated effects.</param>
internal sealed record ProgramMarginals(Microsoft.ML.Probabilistic.Distributions.Gamma? Residual, Microsoft.ML.Probabilistic.Distributions.Gamma[] Mixtures,
    Microsoft.ML.Probabilistic.Distributions.Gamma[] Scalars, Wishart[] Matrices)
{
    /// <summary>Reads one precision.</summary>
    public static Microsoft.ML.Probabilistic.Distributions.Gamma OfScalar(IGeneratedAlgorithm algorithm, string name) =>
        algorithm.Marginal<Microsoft.ML.Probabilistic.Distributions.Gamma>(name);

    /// <summary>Reads an array of precisions.</summary>
    public static Microsoft.ML.Probabilistic.Distributions.Gamma[] OfArray(IGeneratedAlgorithm algorithm, string name) =>
        [.. (IList<Microsoft.ML.Probabilistic.Distributions.Gamma>)algorithm.Marginal(name)];

    /// <summary>Reads a precision matrix.</summary>
    public static Wishart OfMatrix(IGeneratedAlgorithm algorithm, string name) => (Wishart)algorithm.Marginal<Wishart>(name).Clone();

    /// <summary>The numbers by which convergence is judged.</summary>
    /// <param name="means">Means of coefficients and group effects.</param>
    /// <param name="sds">Their standard deviations.</param>
    public MarginalState State(double[] means, double[] sds)
    {
        List<double> precisions = [], units = [];
        foreach (Microsoft.ML.Probabilistic.Distributions.Gamma gamma in (Microsoft.ML.Probabilistic.Distributions.Gamma[])[.. Residual is { } residual
            ? (Microsoft.ML.Probabilistic.Distributions.Gamma[])[residual]
            : [], .. Mixtures, .. Scalars])
        {
            precisions.Add(gamma.GetMean());
            units.Add(gamma.GetMean());
        }

        foreach (Wishart wishart in Matrices)
        {
            PositiveDefiniteMatrix mean = wishart.GetMean();
            for (int i = 0; i < mean.Rows; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    precisions.Add(mean[i, j]);
                    units.Add(Math.Sqrt(mean[i, i] * mean[j, j]));
                }
            }
        }

        return new MarginalState(means, sds, [.. precisions], [.. units]);
    }

    /// <summary>The residual precision of a model.</summary>
    public PrecisionMarginal ResidualOf(ConjugateModel conjugate) =>
        Residual is { } gamma ? Of(gamma) : PrecisionMarginal.Known(((PrecisionPrior.Fixed)conjugate.Residual).Value);

    /// <summary>The distributions of a model's terms.</summary>
    public EquatableArray<CovarianceMarginal> TermsOf(ConjugateModel conjugate)
    {
        int scalar = 0, matrix = 0;
        List<CovarianceMarginal> terms = [];
        foreach (CovariancePrior prior in conjugate.Terms)
        {
            terms.Add(prior is CovariancePrior.Independent independent
                ? new CovarianceMarginal.Independent(independent.Precisions
                    .Select(precision => precision is PrecisionPrior.Fixed known ? PrecisionMarginal.Known(known.Value) : Of(Scalars[scalar++]))
                    .ToEquatableArray())
                : new CovarianceMarginal.Correlated(Matrices[matrix].Shape, Matrices[matrix++].Rate.SourceArray.ToEquatableArray()));
        }

        return terms.ToEquatableArray();
    }

    /// <summary>E κ for each coefficient: scale² times the mean of its precision.</summary>
    public EquatableArray<double> MixingOf(ConjugateModel conjugate)
    {
        int mixture = 0;
        return conjugate.Coefficients.Select(
            prior => prior is CoefficientPrior.GammaMixture mixed ? mixed.Scale * mixed.Scale * Mixtures[mixture++].GetMean() : 1).ToEquatableArray();
    }

    private static PrecisionMarginal Of(Microsoft.ML.Probabilistic.Distributions.Gamma gamma) => PrecisionMarginal.Gamma(gamma.Shape, gamma.Rate);
}
