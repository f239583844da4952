using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Priors;

/// <summary>
/// Draws all of a model's parameters from their priors. A flat prior has no draws: its parameter is 0 here, which takes its term out. Owns its memory.
/// </summary>
internal sealed class PriorSampler
{
    /// <summary>Below this a positive draw counts as this: gamma(0.01, 0.01), the default of a shape, has draws that vanish in double precision.</summary>
    private const double Smallest = 1e-300;

    private readonly BoundModel model;

    public PriorSampler(BoundModel model)
    {
        this.model = model;
        Coefficients = new double[model.FixedEffects.Count];
        Sds = [.. model.GroupTerms.Select(term => new double[term.Width])];
        FamilyParameters = new double[model.FamilyPriors.Count];
        CorrelationFactors = [.. model.GroupTerms.Select(term => SmallMatrix.Identity(term.Width))];
    }

    /// <summary>The coefficients; the intercept is that at the predictors' means.</summary>
    public double[] Coefficients { get; }

    /// <summary>For each term the standard deviations of its effects, where its priors stand: for predictors far from 0 at their means.</summary>
    public double[][] Sds { get; }

    /// <summary>For each term the Cholesky factor C of its correlation matrix, r × r by rows.</summary>
    public double[][] CorrelationFactors { get; }

    /// <summary>The family's parameters, in its order.</summary>
    public double[] FamilyParameters { get; }

    /// <summary>The residuals' scale; 0 in families that have none.</summary>
    public double Sigma => ValueOf(FamilyParameter.Sigma) ?? 0;

    /// <summary>The residuals' degrees of freedom; ∞ where they are normal.</summary>
    public double Nu => ValueOf(StudentTFamily.Nu) ?? double.PositiveInfinity;

    /// <summary>The next draw.</summary>
    public void Next(RandomStream random)
    {
        for (int j = 0; j < Coefficients.Length; j++)
        {
            Distribution prior = model.FixedEffects[j].Prior;
            Coefficients[j] = prior.IsProper ? prior.Sample(random) : 0;
        }

        for (int k = 0; k < Sds.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            for (int i = 0; i < term.Width; i++)
            {
                Sds[k][i] = Positive(term.SdPriors[i], random);
            }

            term.CorrelationPrior?.Sample(term.Width, random, CorrelationFactors[k]);
        }

        for (int i = 0; i < FamilyParameters.Length; i++)
        {
            (FamilyParameter parameter, Distribution prior) = model.FamilyPriors[i];
            FamilyParameters[i] = parameter.Lower == 0 ? Positive(prior, random)
                : prior is Constant constant ? constant.Value
                : prior.SampleAbove(parameter.Lower, random);
        }
    }

    /// <summary>The current draw of the parameters with proper priors, in the order of <see cref="ProperNames"/>.</summary>
    public IEnumerable<double> ProperValues()
    {
        for (int j = 0; j < Coefficients.Length; j++)
        {
            if (model.FixedEffects[j].Prior.IsProper)
            {
                yield return Coefficients[j];
            }
        }

        for (int k = 0; k < Sds.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            for (int i = 0; i < term.Width; i++)
            {
                if (term.SdPriors[i].IsProper)
                {
                    yield return Sds[k][i];
                }
            }

            foreach ((int i, int j) in term.Structure.CorrelatedPairs(term.Width))
            {
                yield return Correlation(CorrelationFactors[k], term.Width, i, j);
            }
        }

        for (int i = 0; i < FamilyParameters.Length; i++)
        {
            (FamilyParameter parameter, Distribution prior) = model.FamilyPriors[i];
            if (model.Estimates(parameter) && prior.IsProper)
            {
                yield return FamilyParameters[i];
            }
        }
    }

    /// <summary>The names of the parameters with proper priors.</summary>
    public static IEnumerable<string> ProperNames(BoundModel model) => model.Parameters.Select(parameter => parameter.Name).Except(FlatNames(model));

    private double? ValueOf(FamilyParameter parameter)
    {
        for (int i = 0; i < FamilyParameters.Length; i++)
        {
            if (model.FamilyPriors[i].Parameter == parameter)
            {
                return FamilyParameters[i];
            }
        }

        return null;
    }

    /// <summary>The names of the parameters with flat priors.</summary>
    public static IEnumerable<string> FlatNames(BoundModel model) =>
        FlatCoefficients(model).Concat(model.GroupTerms.SelectMany(FlatSds)).Concat(FlatOfFamily(model));

    /// <summary>The coefficients with flat priors.</summary>
    public static IEnumerable<string> FlatCoefficients(BoundModel model) =>
        model.FixedEffects.Where(effect => !effect.Prior.IsProper).Select(effect => effect.Name);

    /// <summary>A term's standard deviations with flat priors.</summary>
    public static IEnumerable<string> FlatSds(GroupTerm term) =>
        Enumerable.Range(0, term.Width).Where(i => !term.SdPriors[i].IsProper).Select(i => Parameter.Sd(term.Group, term.Effects[i]).Name);

    /// <summary>The family's parameters with flat priors: without them no response can be drawn.</summary>
    public static IEnumerable<string> FlatOfFamily(BoundModel model) =>
        model.FamilyPriors.Where(prior => !prior.Prior.IsProper).Select(prior => prior.Parameter.Name);

    private static double Positive(Distribution prior, RandomStream random) => prior.IsProper ? Math.Max(prior.SamplePositive(random), Smallest) : 0;

    private static double Correlation(double[] C, int r, int i, int j)
    {
        double sum = 0;
        for (int m = 0; m <= i; m++)
        {
            sum += C[(i * r) + m] * C[(j * r) + m];
        }

        return sum;
    }
}
