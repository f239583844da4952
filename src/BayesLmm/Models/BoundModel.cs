using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Specification.Priors;

namespace BayesLmm;

/// <summary>
/// A model whose data are known: design, cross-products, and every parameter with its prior. Every engine starts from it. Immutable.
/// </summary>
public sealed record BoundModel
{
    internal BoundModel(
        Model specification,
        string tableName,
        ModelDesign design,
        EquatableArray<FixedEffect> fixedEffects,
        EquatableArray<GroupTerm> groupTerms,
        Family family,
        EquatableArray<FamilyPrior> familyPriors,
        EquatableArray<ParameterPrior> priorTable,
        EquatableArray<Diagnostic> warnings,
        ICrossProductSource source)
    {
        Specification = specification;
        TableName = tableName;
        Design = design;
        FixedEffects = fixedEffects;
        GroupTerms = groupTerms;
        Family = family;
        FamilyPriors = familyPriors;
        PriorTable = priorTable;
        Warnings = warnings;
        Source = new(source.Create);
    }

    /// <summary>The model it was bound from.</summary>
    public Model Specification { get; }

    /// <summary>The data's name in messages.</summary>
    public string TableName { get; }

    /// <summary>
    /// Response and design matrices row by row, for predictions and residuals; engines read rows only through <see cref="CreateObservedRows()"/>.
    /// </summary>
    internal ModelDesign Design { get; private init; }

    /// <summary>The columns that the model takes from its table, as they were read: bound to them, the specification is this model again.</summary>
    internal Table Columns { get; init; } = new("", []);

    /// <summary>How many rows were read and used.</summary>
    internal RowCounts Rows => Design.Rows;

    /// <summary>The cross-products: all that engines for normal models take from the data. Computed when first asked for.</summary>
    internal CrossProducts Products => Source.Value;

    /// <summary>The coefficients with their priors.</summary>
    internal EquatableArray<FixedEffect> FixedEffects { get; init; }

    /// <summary>The random terms with their priors, in the order of the formula.</summary>
    internal EquatableArray<GroupTerm> GroupTerms { get; private init; }

    /// <summary>Whether estimates by REML are of this model: of its own normal residuals, or of normal ones in place of others that are alike.</summary>
    internal bool HasReml => Family.NormalForm != NormalForm.None;

    /// <summary>The distribution of the response given its mean.</summary>
    public Family Family { get; internal init; }

    /// <summary>The family's parameters with their priors, in its order.</summary>
    internal EquatableArray<FamilyPrior> FamilyPriors { get; init; }

    /// <summary>Every parameter with its prior and the prior's origin.</summary>
    internal EquatableArray<ParameterPrior> PriorTable { get; }

    /// <summary>Warnings: what is legal but doubtful.</summary>
    public EquatableArray<Diagnostic> Warnings { get; internal init; }

    private Lazy<CrossProducts> Source { get; init; }

    /// <summary>
    /// The design with all columns measured from where the data are, if priors keep <see cref="Design"/> from that: estimates have no priors.
    /// </summary>
    internal ModelDesign? Recentered { get; init; }

    /// <summary>The model in the coordinates in which it is best estimated.</summary>
    internal BoundModel ForEstimation() => Recentered is null
        ? this
        : this with { Design = Recentered, Recentered = null, Source = new(new MemoryCrossProducts(Recentered, Family.StartingPredictor).Create) };

    /// <summary>The model with another response of the same rows.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="products">The cross-products with that response.</param>
    internal BoundModel WithResponse(double[] response, CrossProducts products) =>
        this with { Design = Design with { Response = response }, Source = new(products) };

    /// <summary>The model of other rows, with the same priors and in the same coordinates.</summary>
    /// <param name="design">The rows, with the same columns and levels.</param>
    /// <param name="products">Their cross-products.</param>
    internal BoundModel WithRows(ModelDesign design, CrossProducts products) =>
        this with { Design = design, Recentered = null, Source = new(products) };

    /// <summary>The model with other random terms on the same rows.</summary>
    /// <param name="designs">The terms' columns and levels.</param>
    /// <param name="terms">The same terms with their priors.</param>
    internal BoundModel WithTerms(EquatableArray<RandomTermDesign> designs, EquatableArray<GroupTerm> terms)
    {
        ModelDesign design = Design with { RandomTerms = designs };
        return this with { Design = design, Recentered = null, GroupTerms = terms, Source = new(new MemoryCrossProducts(design).Create) };
    }

    /// <summary>Whether the residual standard deviations are given, so that sigma is 1 and not a parameter.</summary>
    public bool HasKnownErrors => Design.HasKnownErrors;

    /// <summary>Whether rows have weights, or known residual standard deviations.</summary>
    public bool HasWeights => Design.Weights is not null;

    /// <summary>Whether a known part is added to the linear predictor.</summary>
    public bool HasOffset => Design.Offset is not null;

    /// <summary>y, one value a row.</summary>
    internal ReadOnlySpan<double> Response => Design.Response;

    /// <summary>w, one value a row; empty where every weight is 1.</summary>
    internal ReadOnlySpan<double> Weights => Design.Weights;

    /// <summary>The response's column.</summary>
    public string ResponseName => Design.ResponseName;

    /// <summary>Whether every prior integrates to one, so that the marginal likelihood of the data is defined.</summary>
    public bool HasProperPriors =>
        FamilyPriors.All(parameter => parameter.Prior.IsProper)
        && FixedEffects.All(effect => effect.Prior.IsProper)
        && GroupTerms.All(term => term.SdPriors.All(prior => prior.IsProper));

    /// <summary>The prior of a family's parameter; null where this model's family has no such parameter.</summary>
    /// <param name="parameter">A parameter of some family.</param>
    internal Distribution? PriorOf(FamilyParameter parameter)
    {
        foreach (FamilyPrior prior in FamilyPriors)
        {
            if (prior.Parameter == parameter)
            {
                return prior.Prior;
            }
        }

        return null;
    }

    /// <summary>Whether a parameter of the family is a parameter of this model: sigma is not if residual standard deviations are given.</summary>
    /// <param name="parameter">A parameter of the family.</param>
    internal bool Estimates(FamilyParameter parameter) => !HasKnownErrors || parameter != FamilyParameter.Sigma;

    /// <summary>The prior of a parameter, given or default. That of a standard deviation is its positive half.</summary>
    /// <param name="parameter">The parameter's name; of a correlation matrix <c>cor(group)</c>.</param>
    /// <exception cref="ArgumentException">The model has no prior of that name.</exception>
    public PriorDistribution PriorOf(string parameter) => PriorTable.FirstOrDefault(prior => prior.Parameter.Name == parameter)?.Distribution
        ?? throw new ArgumentException(
            $"The model has no prior of '{parameter}'; it has those of {string.Join(", ", PriorTable.Select(prior => prior.Parameter))}.", nameof(parameter));

    /// <summary>Every prior, as a fit reports it.</summary>
    internal IReadOnlyList<PriorListing> Priors => [.. PriorTable.Select(PriorListing.From)];

    /// <summary>The prior of the residual standard deviation (of the scale of student_t residuals).</summary>
    internal Distribution SigmaPrior => PriorOf(FamilyParameter.Sigma)!;

    /// <summary>The prior of the residuals' degrees of freedom; null where they are normal.</summary>
    internal Distribution? NuPrior => PriorOf(StudentTFamily.Nu);

    /// <summary>
    /// <see cref="Products"/>, unless the weights of a few rows exceed those of the others so far that sums of squares show these rows alone: then products
    /// with weights that do not, by which sizes of columns are judged and starting values found.
    /// </summary>
    internal CrossProducts CreateTypicalProducts() =>
        Design.Weights is { } weights && ExtremeWeights.Moderate(weights) is { } moderate
            ? new MemoryCrossProducts(Design with { Weights = moderate }).Create()
            : Products;

    /// <summary>
    /// The products of columns of X and Z without weights, by which sizes of columns are judged where weights are numbers of trials or of
    /// rows.
    /// </summary>
    internal CrossProducts CreateUnweightedProducts() =>
        new MemoryCrossProducts(Design with { Weights = null, Response = new double[Design.RowCount] }).Create();

    /// <summary>o + Xβ + Zb of the rows in the table's order, for coefficients of the model as written. Made anew on every call.</summary>
    internal LinearPredictor CreateWrittenPredictor() => Design.CreateWrittenPredictor();

    /// <summary>The same for coefficients and effects at the origin of predictors, from which <see cref="Products"/> measures them.</summary>
    internal LinearPredictor CreatePredictorFromOrigin() => Design.CreatePredictor([]);

    /// <summary>The rows in the table's order, in the coordinates of <see cref="Products"/>. Made anew on every call.</summary>
    internal ObservedRows CreateObservedRows() => CreateObservedRows(null);

    /// <summary>
    /// The rows by levels, which makes products fastest, in the coordinates of <see cref="Products"/>. Where the family allows it, rows with one linear
    /// predictor whatever the parameters are put together, which changes the log likelihood by a constant alone: without <see cref="LogConstant"/> it is the
    /// same. Made anew on every call.
    /// </summary>
    internal ObservedRows CreateRowsByLevel()
    {
        int[] order = Design.RowsByLevel();
        EqualRows? equal = Family.StartingPredictor is null ? null : EqualRows.Find(Design, order, withEqualResponses: !Family.SumsAreSufficient);
        return equal is null ? CreateObservedRows(order)
            : ObservedRows.Create(
                Design with { Response = Spread(equal, equal.Response), Weights = Spread(equal, equal.Weights) },
                Products.Fixed.Centers.Span,
                Products.Fixed.Reference.Span,
                equal.Rows,
                Family.StartingPredictor);
    }

    /// <summary>The part of the log likelihood of the table's rows that depends on no parameter, which row densities leave out.</summary>
    internal double LogConstant => Family.Density.LogConstant(Response, Weights);

    private double[] Spread(EqualRows equal, double[] values)
    {
        double[] spread = new double[Design.RowCount];
        for (int i = 0; i < values.Length; i++)
        {
            spread[equal.Rows[i]] = values[i];
        }

        return spread;
    }

    private ObservedRows CreateObservedRows(int[]? rows) => ObservedRows.Create(
        Design,
        Products.Fixed.Centers.Span,
        Products.Fixed.Reference.Span,
        rows,
        Family.StartingPredictor);

    /// <summary>Every parameter: coefficients, then standard deviations and correlations term by term, then the family's.</summary>
    public IEnumerable<Parameter> Parameters =>
        FixedEffects.Select(effect => Parameter.Coefficient(effect.Name))
            .Concat(GroupTerms.SelectMany(term => term.Parameters))
            .Concat(FamilyPriors.Where(prior => Estimates(prior.Parameter)).Select(prior => prior.Parameter.Parameter));
}
