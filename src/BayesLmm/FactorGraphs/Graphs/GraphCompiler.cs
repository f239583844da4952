using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Graphs;

// η = Xβ + Σ Z_k b_k[g_k] + offset      y ~ N(η, 1/(τ w λ))      b_kj ~ N(0, P_k⁻¹)      β_j ~ flat, normal, or N(m, s²/κ_j)
// τ ~ Gamma(ν/2, ν a0), a0 ~ Gamma(½, 1/A²)                      P_k: the same for each effect, or as CovariancePrior says

/// <summary>Makes the factor graph of a model.</summary>
internal sealed class GraphCompiler
{
    private const string Beta = "beta", Kappa = "kappa", Tau = "tau", Eta = "eta", Response = "y", Lambda = "lambda", Nu = "nu";

    private readonly ConjugateModel model;
    private readonly ModelOutline outline;
    private readonly string rows;
    private readonly List<GraphVariable> variables = [];
    private readonly List<GraphFactor> factors = [];

    private GraphCompiler(ConjugateModel model)
    {
        this.model = model;
        outline = model.Outline;
        rows = "rows";
        while (outline.Terms.Any(term => term.Group == rows))
        {
            rows += "_";
        }
    }

    /// <summary>The graph of a bound model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The conjugate prior of covariance matrices of correlated effects.</param>
    /// <exception cref="NotSupportedException">A prior has no conjugate substitute: some effects of a correlated term have constant standard deviations, or a
    /// scale is beyond what squares of doubles can be.</exception>
    public static FactorGraph Compile(BoundModel model, ConjugateForm form = ConjugateForm.HuangWand) => Compile(ConjugateCompiler.Compile(model, form));

    /// <summary>The graph of a conjugate model.</summary>
    public static FactorGraph Compile(ConjugateModel model)
    {
        GraphCompiler compiler = new(model);
        FixedPart? fixedPart = compiler.AddCoefficients();
        RandomPart[] terms = [.. Enumerable.Range(0, model.Terms.Count).Select(compiler.AddTerm)];
        compiler.AddResiduals();
        compiler.AddResponse(fixedPart, terms);
        IEnumerable<Plate> plates = model.Outline.Terms.GroupBy(term => term.Group).Select(group => new Plate(group.Key, group.First().LevelCount));
        return GraphValidation.Create(
            plates.Prepend(new Plate(compiler.rows, model.Outline.RowCount)), compiler.variables, compiler.factors, model.Substitutions);
    }

    private FixedPart? AddCoefficients()
    {
        EquatableArray<string> names = outline.Coefficients;
        if (names.Count == 0)
        {
            return null;
        }

        string[] mixed = [.. names.Where((_, j) => model.Coefficients[j] is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture)];
        string columns = outline.IsCentred ? "columns of the fixed effects, less their means" : "columns of the fixed effects";
        variables.Add(new("X", VariableKind.Data, VariableShape.Vector, names, rows, columns));
        if (mixed.Length > 0)
        {
            variables.Add(new(
                Kappa, VariableKind.Auxiliary, VariableShape.Vector, mixed.ToEquatableArray(), null, "mixing precisions of coefficients' priors"));
        }

        string coefficients = outline.IsCentred ? "coefficients; the intercept is that at the means of the columns" : "coefficients";
        variables.Add(new(Beta, VariableKind.Coefficients, VariableShape.Vector, names, null, coefficients));
        for (int j = 0; j < names.Count; j++)
        {
            AddPrior(new(Beta, names[j]), new(Kappa, names[j]), model.Coefficients[j]);
        }

        return new FixedPart("X", Beta);
    }

    private void AddPrior(VariablePart child, VariablePart mixing, CoefficientPrior prior)
    {
        switch (prior)
        {
            case CoefficientPrior.Flat:
                factors.Add(new FlatFactor(child));
                break;
            case CoefficientPrior.Fixed known:
                factors.Add(new ConstantFactor(child, known.Value));
                break;
            case CoefficientPrior.Normal normal:
                factors.Add(new NormalFactor(child, normal.Mean, normal.Sd));
                break;
            case CoefficientPrior.GammaMixture mixture:
                factors.Add(new GammaFactor(mixing, mixture.Shape, mixture.Rate));
                factors.Add(new MixedNormalFactor(child, mixture.Location, mixture.Scale, mixing));
                break;
            case CoefficientPrior.ExponentialMixture mixture:
                factors.Add(new InverseGammaFactor(mixing, 1, mixture.Rate));
                factors.Add(new MixedNormalFactor(child, mixture.Location, mixture.Scale, mixing));
                break;
        }
    }

    private RandomPart AddTerm(int k)
    {
        TermOutline term = outline.Terms[k];
        int number = k + 1;
        string Z = $"Z{number}", g = $"g{number}", b = $"b{number}", P = $"P{number}";
        string less = term.IsCentred ? ", far predictors less their means" : "";
        variables.Add(new(Z, VariableKind.Data, VariableShape.Vector, term.Effects, rows, $"columns of the effects of {term.Group}{less}"));
        variables.Add(new(g, VariableKind.Index, VariableShape.Scalar, [], rows, $"level of {term.Group}") { Indexes = term.Group });
        switch (model.Terms[k])
        {
            case CovariancePrior.Independent prior:
                AddPrecisions(term, prior, $"a{number}", P);
                break;
            case CovariancePrior.HuangWand prior:
                AddHuangWand(term, prior, $"a{number}", P);
                break;
            case CovariancePrior.MatrixF prior:
                AddMatrixF(term, prior, $"R{number}", P);
                break;
        }

        variables.Add(new(b, VariableKind.GroupEffects, VariableShape.Vector, term.Effects, term.Group, $"effects of {term.Group}{Place(term)}"));
        factors.Add(new GroupEffectsFactor(b, P));
        return new RandomPart(Z, b, g);
    }

    private void AddPrecisions(TermOutline term, CovariancePrior.Independent prior, string a, string P)
    {
        string[] free = [.. term.Effects.Where((_, i) => prior.Precisions[i] is not PrecisionPrior.Fixed)];
        if (free.Length > 0)
        {
            AddScales(a, term, free.ToEquatableArray());
        }

        variables.Add(new(P, VariableKind.Precision, VariableShape.Vector, term.Effects, null, $"precisions of the effects of {term.Group}"));
        for (int i = 0; i < term.Effects.Count; i++)
        {
            AddPrecision(new(P, term.Effects[i]), new(a, term.Effects[i]), prior.Precisions[i]);
        }
    }

    private void AddPrecision(VariablePart precision, VariablePart scale, PrecisionPrior prior)
    {
        switch (prior)
        {
            case PrecisionPrior.Fixed known:
                factors.Add(new ConstantFactor(precision, known.Value));
                break;
            case PrecisionPrior.HalfT half:
                factors.Add(new GammaFactor(scale, 0.5, half.ScaleRate));
                factors.Add(new GammaFactor(precision, half.Df / 2, half.Df, scale));
                break;
        }
    }

    private void AddHuangWand(TermOutline term, CovariancePrior.HuangWand prior, string a, string P)
    {
        AddScales(a, term, term.Effects);
        AddPrecisionMatrix(P, term);
        EquatableArray<double> rates = prior.ScaleRates;
        factors.AddRange(term.Effects.Select((effect, i) => new GammaFactor(new(a, effect), 0.5, rates[i])));
        factors.Add(new MixedWishartFactor(P, prior.Shape, prior.Df, a));
    }

    private void AddMatrixF(TermOutline term, CovariancePrior.MatrixF prior, string R, string P)
    {
        variables.Add(new(R, VariableKind.Auxiliary, VariableShape.Matrix, term.Effects, null, $"rates of the prior of {P}"));
        AddPrecisionMatrix(P, term);
        factors.Add(new WishartFactor(R, prior.RateShape, prior.Rates));
        factors.Add(new MixedWishartFactor(P, prior.Shape, 1, R));
    }

    private void AddScales(string a, TermOutline term, EquatableArray<string> effects) =>
        variables.Add(new(a, VariableKind.Auxiliary, VariableShape.Vector, effects, null, $"scales of the priors of sd({term.Group})"));

    private void AddPrecisionMatrix(string P, TermOutline term) =>
        variables.Add(
            new(P, VariableKind.Precision, VariableShape.Matrix, term.Effects, null, $"precision matrix of the effects of {term.Group}{Place(term)}"));

    private static string Place(TermOutline term) => term.IsCentred ? " at the predictors' means" : "";

    private void AddResiduals()
    {
        if (model.DegreesOfFreedom is { } df)
        {
            variables.Add(new(Nu, VariableKind.DegreesOfFreedom, VariableShape.Scalar, [], null, "degrees of freedom of the residuals"));
            factors.Add(new PriorFactor(Nu, df.Prior, df.Above));
            variables.Add(new(Lambda, VariableKind.Auxiliary, VariableShape.Scalar, [], rows, "relative precision of a residual"));
            factors.Add(new StudentMixingFactor(Lambda, Nu));
        }

        if (model.Residual is not PrecisionPrior.Fixed)
        {
            variables.Add(new("a0", VariableKind.Auxiliary, VariableShape.Scalar, [], null, "scale of the prior of sigma"));
        }

        string precision = outline.HasKnownErrors ? "1: residual variances are given by the weights" : "residual precision, 1/sigma²";
        variables.Add(new(Tau, VariableKind.Precision, VariableShape.Scalar, [], null, precision));
        AddPrecision(Tau, "a0", model.Residual);
    }

    private void AddResponse(FixedPart? fixedPart, RandomPart[] terms)
    {
        string? offset = outline.HasOffset ? "offset" : null, weights = outline.HasWeights ? "weights" : null;
        if (offset is not null)
        {
            variables.Add(new(offset, VariableKind.Data, VariableShape.Scalar, [], rows, "known part of the predictor"));
        }

        variables.Add(new(Eta, VariableKind.Predictor, VariableShape.Scalar, [], rows, "linear predictor"));
        factors.Add(new LinearPredictorFactor(Eta, fixedPart, terms.ToEquatableArray(), offset is null ? (VariablePart?)null : offset));
        if (weights is not null)
        {
            string meaning = outline.HasKnownErrors ? "inverse squares of the known residual sds" : "weights";
            variables.Add(new(weights, VariableKind.Data, VariableShape.Scalar, [], rows, meaning));
        }

        variables.Add(new(Response, VariableKind.Response, VariableShape.Scalar, [], rows, outline.Response));
        factors.Add(new ResponseFactor(Response, Eta, Tau, weights, model.DegreesOfFreedom is null ? null : Lambda));
    }
}
