using BayesLmm.Covariances;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Design;

/// <summary>Makes a model's design matrices from its formula and a table.</summary>
internal sealed class DesignBuilder
{
    /// <summary>Around a mean of this many standard deviations doubles lie a ten-thousandth of a standard deviation apart.</summary>
    private const double LostRatio = 1e-4 / 2.2e-16;

    private readonly Model model;
    private readonly Formula formula;
    private readonly List<Diagnostic> diagnostics;
    private readonly DataPreparation data;
    private readonly TransformStates transforms = new();
    private readonly HashSet<string> roundedVariables = new(StringComparer.Ordinal);

    private DesignBuilder(Model model, Table table, List<Diagnostic> diagnostics)
    {
        this.model = model;
        formula = model.Formula;
        this.diagnostics = diagnostics;
        data = new DataPreparation(model, table, transforms, diagnostics);
    }

    private SourceText Source => model.Source;

    private bool HasErrors => diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    private TextSpan FormulaSpan => model.FormulaSpan;

    /// <summary>
    /// The design, or null when there is an error; everything that is wrong or doubtful is added to <paramref name="diagnostics"/>.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The data.</param>
    /// <param name="diagnostics">Receives errors and warnings.</param>
    public static ModelDesign? Build(Model model, Table table, List<Diagnostic> diagnostics) =>
        new DesignBuilder(model, table, diagnostics).Build();

    private ModelDesign? Build()
    {
        if (!formula.Fixed.HasIntercept && formula.Fixed.Terms.Count == 0 && formula.Random.Count == 0)
        {
            diagnostics.Add(DesignDiagnostics.NothingToEstimate(Source, FormulaSpan));
        }

        UseColumns();
        if (HasErrors)
        {
            return null;
        }

        ModelFrame frame = data.CreateFrame();
        if (frame.Counts.Used == 0)
        {
            diagnostics.Add(DesignDiagnostics.NoRows(Source, FormulaSpan, data.TableName, frame.Counts));
            return null;
        }

        if (frame.Counts.Dropped > 0 && model.Steps.Missing is { IsError: true } missing)
        {
            diagnostics.Add(DesignDiagnostics.MissingNotAllowed(Source, missing.Span, frame.Counts));
        }

        ExpressionEvaluator evaluator = new(name => frame.Contains(name) ? frame[name] : null, frame.Counts.Used, transforms, Source, diagnostics)
        {
            CompleteRows = frame.Rows,
        };
        FormulaEvaluation evaluation = new(model, evaluator, frame.Rows, diagnostics);
        ResponseReader reader = new(model, frame.Rows, diagnostics);
        double[]? response = reader.Read(evaluator.Evaluate(formula.Response), evaluation, data.IsDeclaredFactor(ExpressionPrinter.Print(formula.Response)));
        Dictionary<string, VariableColumns> variables = evaluation.Variables(Factor);
        double[]? offset = evaluation.Offset(), weights = evaluation.Weights();
        NumberRange.Check(offset, "offset", Source, FormulaSpan, diagnostics);
        NumberRange.CheckWeights(weights, model.Steps.KnownErrors is not null, Source, FormulaEvaluation.WeightSource(model)?.Span ?? FormulaSpan, diagnostics);
        if (response is not null)
        {
            CheckResponse(reader, response, weights, offset is not null);
        }

        return HasErrors ? null : Assemble(frame, variables, response!, reader.Outcomes, offset, weights);
    }

    private void UseColumns()
    {
        data.Use(formula.Response, ResponseReader.UseIn(model.Family));
        string response = ExpressionPrinter.Print(formula.Response);
        foreach (Variable variable in FormulaEvaluation.Variables(model))
        {
            if (variable.Name == response)
            {
                diagnostics.Add(DesignDiagnostics.ResponseOnBothSides(Source, variable.Expression.Span, variable.Name, "predictor"));
            }

            data.Use(variable.Expression, NameUse.Predictor);
        }

        foreach (NameExpression name in formula.Random.SelectMany(term => term.Group).Where(name => name.Name == response))
        {
            diagnostics.Add(DesignDiagnostics.ResponseOnBothSides(Source, name.Span, name.Name, "grouping factor"));
        }

        foreach (NameExpression group in formula.Random.SelectMany(term => term.Group))
        {
            data.Use(group, NameUse.Text);
        }

        foreach (Expression expression in FormulaEvaluation.Offsets(model).Append(FormulaEvaluation.WeightSource(model)).OfType<Expression>())
        {
            data.Use(expression, NameUse.Arithmetic);
        }
    }

    private void CheckResponse(ResponseReader reader, double[] response, double[]? weights, bool hasOffset)
    {
        double[]? trials = model.Family.HasTrials ? weights : null;
        if (trials is not null)
        {
            reader.CheckTrials(response, trials);
        }

        reader.CheckVariation(response, trials, hasOffset);
        NumberRange.Check(response, ExpressionPrinter.Print(formula.Response), Source, formula.Response.Span, diagnostics);
    }

    private FactorVariable? Factor(Variable variable, CategoricalColumn column, bool isCondition)
    {
        if (column.Levels.Count < 2)
        {
            diagnostics.Add(DesignDiagnostics.FactorWithOneLevel(Source, variable.Expression.Span, variable.Name, column.Levels[0]));
            return null;
        }

        return new FactorVariable(variable.Name, column, data.ContrastsOf(column.Name));
    }

    private ModelDesign? Assemble(
        ModelFrame frame,
        Dictionary<string, VariableColumns> variables,
        double[] response,
        EquatableArray<string> outcomes,
        double[]? offset,
        double[]? weights)
    {
        FixedEffectsDesign? X = BuildFixedEffects(frame, variables, response.Length);
        if (X is null)
        {
            return null;
        }

        List<RandomTermDesign> terms = [];
        foreach (RandomTermFormula term in formula.Random)
        {
            RandomTermDesign design = BuildRandomTerm(term, frame, variables, response.Length);
            foreach (string repeated in design.Names.Where(effect => terms.Any(other => other.Group == design.Group && other.Names.Contains(effect))))
            {
                diagnostics.Add(DesignDiagnostics.RepeatedRandomEffect(Source, term.Syntax.Span, repeated, design.Group));
            }

            terms.Add(design);
        }

        CheckNames(X, terms);
        if (HasErrors)
        {
            return null;
        }

        string name = ExpressionPrinter.Print(formula.Response);
        ModelDesign made = new(name, response, X, terms.ToEquatableArray(), weights, offset, model.Steps.KnownErrors is not null, frame.Counts, transforms)
        {
            TableRows = frame.Rows.ToEquatableArray(),
            Training = data.Remember(frame),
            Columns = data.Facts(),
            Outcomes = outcomes,
        };
        DesignWarnings.Check(made, model, diagnostics);
        return made;
    }

    /// <summary>Every parameter and group effect needs a name of its own; and two terms that divide the rows into the same groups are one term.</summary>
    private void CheckNames(FixedEffectsDesign X, List<RandomTermDesign> terms)
    {
        foreach (string name in X.Names.Skip(X.HasIntercept ? 1 : 0)
            .Where(name => name is TermColumns.Intercept or PriorTargets.Coefficients || model.Family.Parameters.Any(parameter => parameter.Name == name)))
        {
            diagnostics.Add(DesignDiagnostics.ReservedName(Source, FormulaSpan, name));
        }

        for (int k = 0; k < terms.Count; k++)
        {
            TextSpan place = formula.Random[k].Syntax.Span;
            HashSet<string> names = new(StringComparer.Ordinal);
            if (formula.Random[k].Group.Count > 1 && terms[k].Levels.FirstOrDefault(level => !names.Add(level)) is { } twice)
            {
                diagnostics.Add(DesignDiagnostics.GroupsOfOneName(Source, place, terms[k].Group, twice));
            }

            RandomTermDesign? same =
                terms.Take(k).FirstOrDefault(other => other.Names.Intersect(terms[k].Names).Any() && GroupCodes.AreSamePartition(other.Codes, terms[k].Codes));
            if (same is not null && same.Group != terms[k].Group)
            {
                diagnostics.Add(DesignDiagnostics.SamePartition(Source, place, terms[k].Group, same.Group));
            }
        }
    }

    private FixedEffectsDesign? BuildFixedEffects(ModelFrame frame, Dictionary<string, VariableColumns> variables, int n)
    {
        List<TermColumn> byTerm = TermColumns.BuildByTerm(formula.Fixed, variables, n);
        List<DesignColumn> columns = [.. byTerm.Select(column => column.Column)];
        foreach (DesignColumn column in columns)
        {
            NumberRange.Check(column.Values, column.Name, Source, FormulaSpan, diagnostics);
        }

        if (HasErrors)
        {
            return null;
        }

        CheckRounding(byTerm);
        PredictorOrigin? originOfAll = FixedOrigin(byTerm);
        EquatableArray<DesignColumn> measured = PredictorOrigin.Measure(originOfAll, byTerm);
        double[][] values = [.. measured.Select(column => column.Values)];
        ColumnMoments moments = ColumnMoments.Compute(values, formula.Fixed.HasIntercept);
        bool[] independent = CollinearColumns.FindIndependent(values, moments, formula.Fixed.HasIntercept);
        EquatableArray<string> dropped = columns.Where((_, c) => !independent[c]).Select(column => column.Name).ToEquatableArray();
        foreach (string name in dropped)
        {
            diagnostics.Add(DesignDiagnostics.ColumnDropped(Source, FormulaSpan, name));
        }

        int[] keptIndices = [.. Enumerable.Range(0, columns.Count).Where(c => independent[c])];
        TermColumn[] kept = [.. keptIndices.Select(c => byTerm[c])];
        if (n <= kept.Length)
        {
            diagnostics.Add(DesignDiagnostics.TooFewRows(Source, FormulaSpan, n, kept.Length));
        }

        bool isOriginOfKept = originOfAll is null || dropped.Count == 0;
        PredictorOrigin? origin = isOriginOfKept ? originOfAll : FixedOrigin(kept);
        EquatableArray<DesignColumn> keptMeasured = isOriginOfKept
            ? keptIndices.Select(c => measured[c]).ToEquatableArray()
            : PredictorOrigin.Measure(origin, kept);
        double[][] keptValues = [.. keptMeasured.Select(column => column.Values)];
        ColumnMoments keptMoments = isOriginOfKept ? moments.Select(keptIndices) : ColumnMoments.Compute(keptValues, formula.Fixed.HasIntercept);
        return new FixedEffectsDesign(kept.Select(column => column.Column).ToEquatableArray(), formula.Fixed.HasIntercept, dropped)
        {
            Moments = keptMoments,
            Origin = origin,
            FromOrigin = origin is null ? [] : keptMeasured,
            Structure = FixedStructure.Create(formula.Fixed, variables, frame, byTerm, independent, keptValues, keptMoments, origin),
        };
    }

    /// <summary>Centring about the columns' own means suffices unless a variable far from 0 is part of a product.</summary>
    private static PredictorOrigin? FixedOrigin(IReadOnlyList<TermColumn> columns) =>
        columns.Any(column => column.Variables.Count > 1) && PredictorOrigin.Of(columns) is { MovesMoreThanFirst: true } origin ? origin : null;

    /// <summary>A double has 53 binary digits: of a predictor that varies by little around a large number few of them are left.</summary>
    private void CheckRounding(IReadOnlyList<TermColumn> columns)
    {
        foreach (DesignColumn variable in columns.Where(column => column.Variables.Count == 1 && column.AreNumeric[0]).Select(column => column.Column))
        {
            if (PredictorOrigin.IsFar(variable.Values, LostRatio) && roundedVariables.Add(variable.Name))
            {
                diagnostics.Add(DesignDiagnostics.VariationLost(Source, FormulaSpan, variable.Name));
            }
        }
    }

    private RandomTermDesign BuildRandomTerm(RandomTermFormula term, ModelFrame frame, Dictionary<string, VariableColumns> variables, int n)
    {
        CategoricalColumn[] group = [.. term.Group.Select(name => frame[name.Name] as CategoricalColumn ?? ((NumericColumn)frame[name.Name]).ToCategorical())];
        (EquatableArray<string> levels, int[] codes) = GroupCodes.Combine(group);
        if (levels.Count < 2 && n > 1)
        {
            TextSpan span = TextSpan.Cover(term.Group[0].Span, term.Group[^1].Span);
            diagnostics.Add(DesignDiagnostics.OneLevel(Source, span, term.GroupName, levels[0]));
        }

        List<TermColumn> byTerm = TermColumns.BuildByTerm(term.Effects, variables, n);
        EquatableArray<DesignColumn> columns = byTerm.Select(column => column.Column).ToEquatableArray();
        foreach (DesignColumn column in columns.Where(column => !column.Values.AsSpan().ContainsAnyExcept(0.0)))
        {
            diagnostics.Add(DesignDiagnostics.RandomColumnIsZero(Source, term.Syntax.Span, column.Name, term.GroupName));
        }

        foreach (DesignColumn column in columns)
        {
            NumberRange.Check(column.Values, column.Name, Source, term.Syntax.Span, diagnostics);
        }

        CheckRounding(byTerm);
        CovarianceStructure structure = term.Structure.WithWidth(columns.Count);
        PredictorOrigin? origin = structure.HasCorrelations ? PredictorOrigin.Of(byTerm) : null;
        return new RandomTermDesign(term.GroupName, levels, codes, columns, structure) { Origin = origin, FromOrigin = origin?.Center(byTerm) ?? [] };
    }
}
