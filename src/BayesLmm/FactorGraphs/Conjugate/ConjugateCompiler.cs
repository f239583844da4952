using BayesLmm.Covariances;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Conjugate;

/// <summary>Compiles a bound model into its conjugate form: priors without one are replaced by the nearest prior that has one.</summary>
internal sealed class ConjugateCompiler
{
    private readonly BoundModel model;
    private readonly ConjugateForm form;
    private readonly List<Substitution> substitutions = [];

    private ConjugateCompiler(BoundModel model, ConjugateForm form)
    {
        this.model = model;
        this.form = form;
    }

    /// <summary>The conjugate model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The conjugate prior of covariance matrices of correlated effects.</param>
    /// <exception cref="NotSupportedException">The family has no normal form, or a prior has no conjugate substitute: some effects of a correlated term have
    /// constant standard deviations, or a scale is beyond what squares of doubles can be.</exception>
    public static ConjugateModel Compile(BoundModel model, ConjugateForm form = ConjugateForm.HuangWand)
    {
        if (model.Family.NormalForm == NormalForm.None)
        {
            throw new NotSupportedException(
                $"With the family {model.Family} the model has no conjugate form: the response is neither normal nor a mixture of normal ones.");
        }

        ConjugateCompiler compiler = new(model, form);
        EquatableArray<CoefficientPrior> coefficients = model.FixedEffects.Select(compiler.CompileCoefficient).ToEquatableArray();
        EquatableArray<CovariancePrior> terms = model.GroupTerms.Select((term, k) => compiler.CompileTerm(term, compiler.ScalesOf(k))).ToEquatableArray();
        PrecisionPrior residual = compiler.CompileResidual();
        DegreesOfFreedomPrior? degreesOfFreedom = model.NuPrior is { } prior ? new(prior, StudentTFamily.SmallestNu) : null;
        return new ConjugateModel(ModelOutline.From(model), coefficients, terms, residual, degreesOfFreedom, compiler.substitutions.ToEquatableArray());
    }

    private CoefficientPrior CompileCoefficient(FixedEffect effect)
    {
        switch (effect.Prior)
        {
            case Flat:
                return new CoefficientPrior.Flat();
            case Constant constant:
                return new CoefficientPrior.Fixed(constant.Value);
            case Normal normal:
                return new CoefficientPrior.Normal(normal.Mean, normal.Sd);
            case StudentT t:
                return new CoefficientPrior.GammaMixture(t.Location, t.Scale, t.Df / 2, t.Df / 2);
            case Cauchy cauchy:
                return new CoefficientPrior.GammaMixture(cauchy.Location, cauchy.Scale, 0.5, 0.5);
            case Laplace laplace when form == ConjugateForm.HuangWand:
                return new CoefficientPrior.ExponentialMixture(laplace.Location, laplace.Scale, 0.5);
            default:
                CoefficientPrior.Normal near = NearestNormal(effect.Prior);
                substitutions.Add(new(effect.Name, effect.Prior.ToString(), FormattableString.Invariant($"normal({near.Mean:G6}, {near.Sd:G6})")));
                return near;
        }
    }

    /// <summary>The normal distribution with the median of another, and half the width of its middle 68 %.</summary>
    private static CoefficientPrior.Normal NearestNormal(Distribution prior)
    {
        double tail = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -1), start = prior.Support.Lower;
        if (!double.IsFinite(start))
        {
            for (start = -1; prior.ProbabilityAbove(start) < 1 - (tail / 2); start *= 2)
            {
            }
        }

        double Quantile(double above) => prior.QuantileAbove(start, above);
        return new(Quantile(0.5), 0.5 * (Quantile(tail) - Quantile(1 - tail)));
    }

    /// <summary>The prior of a term's covariance matrix.</summary>
    /// <param name="term">The term.</param>
    /// <param name="scales">The largest plausible size of each of its standard deviations, given the data.</param>
    private CovariancePrior CompileTerm(GroupTerm term, double[] scales)
    {
        string[] parameters = [.. term.Effects.Select(effect => Parameter.Sd(term.Group, effect).Name)];
        if (term.Structure.Conjugacy == CovarianceConjugacy.Gammas)
        {
            return new CovariancePrior.Independent(term.SdPriors.Select((prior, i) => CompilePrecision(parameters[i], prior, scales[i])).ToEquatableArray());
        }

        if (term.SdPriors.Any(prior => prior is Constant))
        {
            throw new NotSupportedException(
                $"Effects of '{term.Group}' are correlated and the standard deviation of one is constant; "
                + "message passing and Gibbs sampling have no such prior.");
        }

        return form == ConjugateForm.MatrixF ? CompileMatrixF(term, parameters, scales) : CompileHuangWand(term, parameters, scales);
    }

    private CovariancePrior.MatrixF CompileMatrixF(GroupTerm term, string[] parameters, double[] scales)
    {
        CovariancePrior.MatrixF prior = MatrixFPriors.From([.. term.SdPriors.Select((sd, i) => HalfTPriors.From(sd, scales[i], out _))]);
        RequireInverses(prior.Scales, parameters, term.SdPriors);
        AddSubstitution(term, FormattableString.Invariant($"a matrix-F distribution with {prior.Df:R} degrees of freedom and the same medians of the sds"));
        return prior;
    }

    /// <summary>The correlations' marginal density is ∝ (1 − ρ²)^(ν/2 − 1) here and ∝ (1 − ρ²)^(η + r/2 − 2) under lkj(η).</summary>
    private CovariancePrior.HuangWand CompileHuangWand(GroupTerm term, string[] parameters, double[] scales)
    {
        double df = (2 * term.CorrelationPrior!.Eta) + term.Width - 2;
        CovariancePrior.HuangWand prior = new(
            df, term.SdPriors.Select((sd, i) => HalfTPriors.WithMedian(df, HalfTPriors.MedianOf(sd, scales[i])).Scale).ToEquatableArray());
        RequireInverses(prior.Scales.Select(scale => scale * scale), parameters, term.SdPriors);
        AddSubstitution(term, FormattableString.Invariant($"Huang and Wand's distribution with {df:R} degrees of freedom and the same medians of the sds"));
        return prior;
    }

    private void AddSubstitution(GroupTerm term, string substitute) => substitutions.Add(new(
        $"sd({term.Group}) and cor({term.Group})",
        $"{string.Join(", ", term.SdPriors.Distinct().Select(prior => prior.ToString()))} and {term.CorrelationPrior}",
        substitute));

    private PrecisionPrior CompileResidual() => CompilePrecision(
        Parameter.Sigma.Name,
        model.HasKnownErrors ? new Constant(1) : model.SigmaPrior,
        Math.Sqrt(Math.Max(model.Products.Fixed.Yy, double.Epsilon) / model.Products.RowCount));

    /// <summary>The prior of the precision of a standard deviation.</summary>
    /// <param name="parameter">The standard deviation's name.</param>
    /// <param name="prior">Its prior.</param>
    /// <param name="scale">Its largest plausible size, given the data.</param>
    private PrecisionPrior CompilePrecision(string parameter, Distribution prior, double scale)
    {
        if (prior is Constant constant)
        {
            return new PrecisionPrior.Fixed(RequireInverse(constant.Value * constant.Value, parameter, prior));
        }

        PrecisionPrior.HalfT half = HalfTPriors.From(prior, scale, out bool isExact);
        if (!isExact)
        {
            substitutions.Add(new(parameter, prior.ToString(), half.ToString()));
        }

        RequireInverse(half.Scale * half.Scale, parameter, prior);
        return half;
    }

    private static void RequireInverses(IEnumerable<double> squares, string[] parameters, IReadOnlyList<Distribution> priors)
    {
        foreach ((int i, double square) in squares.Index())
        {
            RequireInverse(square, parameters[i], priors[i]);
        }
    }

    /// <summary>1/s².</summary>
    /// <exception cref="NotSupportedException">It is not a positive double.</exception>
    private static double RequireInverse(double squared, string parameter, Distribution prior)
    {
        double precision = 1 / squared;
        return precision > 0 && double.IsFinite(precision)
            ? precision
            : throw new NotSupportedException(
                $"The prior {prior} of '{parameter}' is on a scale whose square is beyond double precision; "
                + "message passing and Gibbs sampling work with variances. Rescale the response.");
    }

    /// <summary>For each effect of a term the standard deviation that would explain all that the fixed effects leave of the response.</summary>
    private double[] ScalesOf(int term)
    {
        CrossProducts products = model.Products;
        TermShape shape = products.Terms[term];
        double[] scales = new double[shape.Width];
        for (int i = 0; i < scales.Length; i++)
        {
            double squares = products.SumOfSquares(shape, i);
            scales[i] = squares > 0 && products.Fixed.Yy > 0 ? Math.Sqrt(products.Fixed.Yy / squares) : 1;
        }

        return scales;
    }
}
