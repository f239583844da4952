using BayesLmm.Covariances;
using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Compilation;

// η = Xβ + Σ Z_k b_k[g_k] + offset      y ~ N(η, 1/(τ w λ))      b_kj ~ N(0, P_k⁻¹)      β_j ~ flat, normal, or N(m, s²/κ_j)
// τ ~ Gamma(ν/2, ν a0), a0 ~ Gamma(½, 1/A²)                      P_k: the same for each effect, or as ConjugateForm says

/// <summary>Compiles a bound model into its factor graph.</summary>
internal sealed class GraphCompiler
{
    private const string Beta = "beta", Kappa = "kappa", Tau = "tau", Eta = "eta", Response = "y", Lambda = "lambda", Nu = "nu";

    private readonly BoundModel model;
    private readonly ConjugateForm form;
    private readonly string rows;
    private readonly List<GraphVariable> variables = [];
    private readonly List<GraphFactor> factors = [];
    private readonly List<Substitution> substitutions = [];

    private GraphCompiler(BoundModel model, ConjugateForm form)
    {
        this.model = model;
        this.form = form;
        rows = "rows";
        while (model.GroupTerms.Any(term => term.Group == rows))
        {
            rows += "_";
        }
    }

    /// <summary>The graph of a model.</summary>
    public static FactorGraph Compile(BoundModel model, ConjugateForm form)
    {
        GraphCompiler compiler = new(model, form);
        FixedPart? fixedPart = compiler.AddCoefficients();
        RandomPart[] terms = [.. Enumerable.Range(0, model.GroupTerms.Count).Select(compiler.AddTerm)];
        compiler.AddResiduals();
        compiler.AddResponse(fixedPart, terms);
        IEnumerable<Plate> plates = model.GroupTerms.GroupBy(term => term.Group).Select(group => new Plate(group.Key, group.First().Levels.Count));
        return FactorGraph.Create(plates.Prepend(new Plate(compiler.rows, model.Products.RowCount)), compiler.variables, compiler.factors, compiler.substitutions);
    }

    private FixedPart? AddCoefficients()
    {
        if (model.FixedEffects.Count == 0)
        {
            return null;
        }

        string[] names = [.. model.FixedEffects.Select(effect => effect.Name)], mixed = [.. model.FixedEffects.Where(effect => IsMixture(effect.Prior)).Select(effect => effect.Name)];
        bool isCentred = names.Length > 1 && model.Products.Fixed.HasIntercept;
        variables.Add(new("X", VariableKind.Data, VariableShape.Vector, names.ToEquatableArray(), rows, isCentred ? "columns of the fixed effects, less their means" : "columns of the fixed effects"));
        if (mixed.Length > 0)
        {
            variables.Add(new(Kappa, VariableKind.Auxiliary, VariableShape.Vector, mixed.ToEquatableArray(), null, "mixing precisions of coefficients' priors"));
        }

        variables.Add(new(Beta, VariableKind.Coefficients, VariableShape.Vector, names.ToEquatableArray(), null, isCentred ? "coefficients; the intercept is that at the means of the columns" : "coefficients"));
        foreach (FixedEffect effect in model.FixedEffects)
        {
            AddPrior(effect);
        }

        return new FixedPart("X", Beta);
    }

    private bool IsMixture(Distribution prior) => prior is StudentT or Cauchy || (prior is Laplace && form == ConjugateForm.HuangWand);

    private void AddPrior(FixedEffect effect)
    {
        VariablePart child = new(Beta, effect.Name), mixing = new(Kappa, effect.Name);
        switch (effect.Prior)
        {
            case Flat:
                factors.Add(new FlatFactor(child));
                break;
            case Constant constant:
                factors.Add(new ConstantFactor(child, constant.Value));
                break;
            case Normal normal:
                factors.Add(new NormalFactor(child, normal.Mean, normal.Sd));
                break;
            case StudentT t:
                factors.Add(new GammaFactor(mixing, t.Df / 2, t.Df / 2));
                factors.Add(new MixedNormalFactor(child, t.Location, t.Scale, mixing));
                break;
            case Cauchy cauchy:
                factors.Add(new GammaFactor(mixing, 0.5, 0.5));
                factors.Add(new MixedNormalFactor(child, cauchy.Location, cauchy.Scale, mixing));
                break;
            case Laplace laplace when IsMixture(laplace):
                factors.Add(new InverseGammaFactor(mixing, 1, 0.5));
                factors.Add(new MixedNormalFactor(child, laplace.Location, laplace.Scale, mixing));
                break;
            default:
                Normal near = NearestNormal(effect.Prior);
                substitutions.Add(new(effect.Name, effect.Prior.ToString(), FormattableString.Invariant($"normal({near.Mean:G6}, {near.Sd:G6})")));
                factors.Add(new NormalFactor(child, near.Mean, near.Sd));
                break;
        }
    }

    /// <summary>The normal distribution with the median of another, and half the width of its middle 68 %.</summary>
    private static Normal NearestNormal(Distribution prior)
    {
        double tail = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -1), start = prior.Support.Lower;
        if (!double.IsFinite(start))
        {
            for (start = -1; prior.ProbabilityAbove(start) < 1 - (tail / 2); start *= 2)
            {
            }
        }

        double Quantile(double above) => prior.QuantileAbove(start, above);
        return new Normal(Quantile(0.5), 0.5 * (Quantile(tail) - Quantile(1 - tail)));
    }

    private RandomPart AddTerm(int k)
    {
        GroupTerm term = model.GroupTerms[k];
        int number = k + 1;
        string Z = $"Z{number}", g = $"g{number}", b = $"b{number}", P = $"P{number}";
        variables.Add(new(Z, VariableKind.Data, VariableShape.Vector, term.Effects, rows, $"columns of the effects of {term.Group}"));
        variables.Add(new(g, VariableKind.Index, VariableShape.Scalar, [], rows, $"level of {term.Group}") { Indexes = term.Group });
        if (term.Structure.Conjugacy == CovarianceConjugacy.Wishart)
        {
            AddCovariance(term, k, P);
        }
        else
        {
            AddPrecisions(term, k, P);
        }

        variables.Add(new(b, VariableKind.GroupEffects, VariableShape.Vector, term.Effects, term.Group, $"effects of {term.Group}"));
        factors.Add(new GroupEffectsFactor(b, P));
        return new RandomPart(Z, b, g);
    }

    /// <summary>Independent effects: a half-t for each.</summary>
    private void AddPrecisions(GroupTerm term, int k, string P)
    {
        string a = P.Replace('P', 'a');
        string[] free = [.. term.Effects.Where((_, i) => term.SdPriors[i] is not Constant)];
        if (free.Length > 0)
        {
            variables.Add(new(a, VariableKind.Auxiliary, VariableShape.Vector, free.ToEquatableArray(), null, $"scales of the priors of sd({term.Group})"));
        }

        variables.Add(new(P, VariableKind.Precision, VariableShape.Vector, term.Effects, null, $"precisions of the effects of {term.Group}"));
        for (int i = 0; i < term.Width; i++)
        {
            string effect = term.Effects[i];
            AddPrecision(new(P, effect), new(a, effect), Parameter.Sd(term.Group, effect).Name, term.SdPriors[i], ScaleOf(k, i));
        }
    }

    /// <summary>The precision of a standard deviation with a half-t prior: τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²).</summary>
    private void AddPrecision(VariablePart precision, VariablePart auxiliary, string parameter, Distribution prior, double scale)
    {
        if (prior is Constant constant)
        {
            factors.Add(new ConstantFactor(precision, Inverse(constant.Value * constant.Value, parameter, prior)));
            return;
        }

        HalfT half = HalfT.For(prior, scale, out bool isExact);
        if (!isExact)
        {
            substitutions.Add(new(parameter, prior.ToString(), half.ToString()));
        }

        factors.Add(new GammaFactor(auxiliary, 0.5, Inverse(half.Scale * half.Scale, parameter, prior)));
        factors.Add(new GammaFactor(precision, half.Df / 2, half.Df, auxiliary));
    }

    /// <summary>1/s², where it is a positive double.</summary>
    /// <exception cref="NotSupportedException">It is none.</exception>
    private static double Inverse(double squared, string parameter, Distribution prior)
    {
        double precision = 1 / squared;
        return precision > 0 && double.IsFinite(precision)
            ? precision
            : throw new NotSupportedException(
                $"The prior {prior} of '{parameter}' is on a scale whose square is beyond double precision; message passing and Gibbs sampling work with variances. Rescale the response.");
    }

    /// <summary>Correlated effects: the prior of their covariance matrix.</summary>
    private void AddCovariance(GroupTerm term, int k, string P)
    {
        if (term.SdPriors.Any(prior => prior is Constant))
        {
            throw new NotSupportedException(
                $"Effects of '{term.Group}' are correlated and the standard deviation of one is constant; message passing and Gibbs sampling have no such prior.");
        }

        int r = term.Width;
        string kept = $"sd({term.Group}) and cor({term.Group})";
        string prior = $"{string.Join(", ", term.SdPriors.Distinct().Select(p => p.ToString()))} and {term.CorrelationPrior}";
        double[] medians = [.. term.SdPriors.Select((sd, i) => HalfT.MedianOf(sd, ScaleOf(k, i)))];
        if (form == ConjugateForm.MatrixF)
        {
            string R = P.Replace('P', 'R');
            MatrixF matrix = MatrixF.For([.. term.SdPriors.Select((sd, i) => HalfT.For(sd, ScaleOf(k, i), out _))]);
            variables.Add(new(R, VariableKind.Auxiliary, VariableShape.Matrix, term.Effects, null, $"rates of the prior of {P}"));
            variables.Add(new(P, VariableKind.Precision, VariableShape.Matrix, term.Effects, null, $"precision matrix of the effects of {term.Group}"));
            factors.Add(new WishartFactor(R, matrix.RateShape, matrix.Scales.Select((scale, i) => Inverse(scale, Parameter.Sd(term.Group, term.Effects[i]).Name, term.SdPriors[i])).ToEquatableArray()));
            factors.Add(new MixedWishartFactor(P, matrix.Shape, 1, R));
            substitutions.Add(new(kept, prior, FormattableString.Invariant($"a matrix-F distribution with {matrix.Df:R} degrees of freedom and the same medians of the sds")));
            return;
        }

        // The correlations' marginal density is ∝ (1 − ρ²)^(ν/2 − 1) here and ∝ (1 − ρ²)^(η + r/2 − 2) under lkj(η).
        string a = P.Replace('P', 'a');
        double df = (2 * term.CorrelationPrior!.Eta) + r - 2;
        double[] scales = [.. medians.Select(median => HalfT.WithMedian(df, median).Scale)];
        variables.Add(new(a, VariableKind.Auxiliary, VariableShape.Vector, term.Effects, null, $"scales of the priors of sd({term.Group})"));
        variables.Add(new(P, VariableKind.Precision, VariableShape.Matrix, term.Effects, null, $"precision matrix of the effects of {term.Group}"));
        for (int i = 0; i < r; i++)
        {
            factors.Add(new GammaFactor(new(a, term.Effects[i]), 0.5, Inverse(scales[i] * scales[i], Parameter.Sd(term.Group, term.Effects[i]).Name, term.SdPriors[i])));
        }

        factors.Add(new MixedWishartFactor(P, (df + r - 1) / 2, df, a));
        substitutions.Add(new(kept, prior, FormattableString.Invariant($"Huang and Wand's distribution with {df:R} degrees of freedom and the same medians of the sds")));
    }

    /// <summary>The standard deviation of an effect that would explain all that the fixed effects leave of the response.</summary>
    private double ScaleOf(int k, int effect)
    {
        CrossProducts products = model.Products;
        double squares = products.SumOfSquares(products.Terms[k], effect);
        return squares > 0 && products.Fixed.Yy > 0 ? Math.Sqrt(products.Fixed.Yy / squares) : 1;
    }

    private void AddResiduals()
    {
        if (model.NuPrior is { } prior)
        {
            variables.Add(new(Nu, VariableKind.DegreesOfFreedom, VariableShape.Scalar, [], null, "degrees of freedom of the residuals"));
            factors.Add(new PriorFactor(Nu, prior, StudentTFamily.SmallestNu));
            variables.Add(new(Lambda, VariableKind.Auxiliary, VariableShape.Scalar, [], rows, "relative precision of a residual"));
            factors.Add(new StudentMixingFactor(Lambda, Nu));
        }

        bool isConstant = model.HasKnownErrors || model.SigmaPrior is Constant;
        if (!isConstant)
        {
            variables.Add(new("a0", VariableKind.Auxiliary, VariableShape.Scalar, [], null, "scale of the prior of sigma"));
        }

        variables.Add(new(Tau, VariableKind.Precision, VariableShape.Scalar, [], null, model.HasKnownErrors ? "1: residual variances are given by the weights" : "residual precision, 1/sigma²"));
        AddPrecision(Tau, "a0", Parameter.Sigma.Name, model.HasKnownErrors ? new Constant(1) : model.SigmaPrior, Math.Sqrt(Math.Max(model.Products.Fixed.Yy, double.Epsilon) / model.Products.RowCount));
    }

    private void AddResponse(FixedPart? fixedPart, RandomPart[] terms)
    {
        string? offset = model.HasOffset ? "offset" : null, weights = model.HasWeights ? "weights" : null;
        if (offset is not null)
        {
            variables.Add(new(offset, VariableKind.Data, VariableShape.Scalar, [], rows, "known part of the predictor"));
        }

        variables.Add(new(Eta, VariableKind.Predictor, VariableShape.Scalar, [], rows, "linear predictor"));
        factors.Add(new LinearPredictorFactor(Eta, fixedPart, terms.ToEquatableArray(), offset is null ? (VariablePart?)null : offset));
        if (weights is not null)
        {
            variables.Add(new(weights, VariableKind.Data, VariableShape.Scalar, [], rows, model.HasKnownErrors ? "inverse squares of the known residual sds" : "weights"));
        }

        variables.Add(new(Response, VariableKind.Response, VariableShape.Scalar, [], rows, model.ResponseName));
        factors.Add(new ResponseFactor(Response, Eta, Tau, weights, model.NuPrior is null ? null : Lambda));
    }
}
