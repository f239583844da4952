using BayesLmm.Data.Readings;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design;

/// <summary>
/// Makes the design of new rows for a model that has met its data: the same columns, with the training levels and with what stateful functions remember.
/// <c>let</c> and <c>factor</c> statements hold for new rows as for old; <c>where</c> chooses the rows that a model is made of, and does not choose among new
/// ones; the response is not needed.
/// </summary>
internal sealed class PredictionDesignBuilder
{
    private readonly Model model;
    private readonly Formula formula;
    private readonly ModelDesign training;
    private readonly Table table;
    private readonly bool withGroups;
    private readonly List<Diagnostic> diagnostics = [];
    private readonly Dictionary<string, Column> used = new(StringComparer.Ordinal);

    private PredictionDesignBuilder(Model model, ModelDesign training, Table table, bool withGroups)
    {
        this.model = model;
        formula = model.Formula;
        this.training = training;
        this.table = table;
        this.withGroups = withGroups;
    }

    /// <summary>The design of the rows of a table.</summary>
    /// <param name="model">The model.</param>
    /// <param name="training">Its design on its own data.</param>
    /// <param name="table">The new rows; the columns may be in any order, and there may be others.</param>
    /// <param name="withGroups">Whether the rows' groups are wanted; otherwise the grouping factors' columns need not be there.</param>
    /// <exception cref="ModelException">A column is not there, or a value is not finite or not allowed; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentException">A column is of another kind than in the model's data, or a factor among the predictors has a level that they did not
    /// have.</exception>
    public static PredictionDesign Build(Model model, ModelDesign training, Table table, bool withGroups) =>
        new PredictionDesignBuilder(model, training, table, withGroups).Build();

    private PredictionDesign Build()
    {
        NewColumns columns = new(model, table, training, diagnostics);
        Expression? scale = FormulaEvaluation.WeightSource(model);
        bool weightsAreKnown = scale is null || columns.Has(scale);
        IEnumerable<Expression> expressions =
            FormulaEvaluation.Variables(model).Select(variable => variable.Expression).Concat(FormulaEvaluation.Offsets(model));
        expressions = expressions.Concat(scale is not null && weightsAreKnown ? [scale] : []);
        expressions = [.. expressions];
        Use(expressions.SelectMany(ColumnNames.InValues), columns.Use);
        Use(expressions.SelectMany(ColumnNames.In), columns.UseAsGroup);
        Use(withGroups ? formula.Random.SelectMany(term => term.Group) : [], columns.UseAsGroup);

        ThrowIfWrong();
        (int[] rows, List<(int, string)> missing) = CompleteRows();
        Dictionary<string, Column> frame = used.ToDictionary(
            entry => entry.Key, entry => rows.Length == entry.Value.Length ? entry.Value : entry.Value.Take(rows), StringComparer.Ordinal);
        ExpressionEvaluator evaluator = new(name => frame.GetValueOrDefault(name), rows.Length, training.Transforms, model.Source, diagnostics)
        {
            CompleteRows = rows,
            NewTable = table.Name,
        };
        FormulaEvaluation evaluation = new(model, evaluator, rows, diagnostics);
        FactorVariable MakeFactor(Variable variable, CategoricalColumn column, bool isCondition) =>
            Factor(variable, column, isCondition ? ["FALSE", "TRUE"] : training.Training.LevelsInModel(column.Name) ?? column.Levels, evaluator, rows);
        Dictionary<string, VariableColumns> variables = evaluation.Variables(MakeFactor);
        double[]? offset = evaluation.Offset(), weights = weightsAreKnown ? evaluation.Weights() : null;
        ThrowIfWrong();
        List<TermColumn> fixedColumns = TermColumns.BuildByTerm(formula.Fixed, variables, rows.Length);
        return new PredictionDesign(
            table.Name,
            table.RowCount,
            EquatableArray.Create<int>(rows),
            PredictorOrigin.Measure(training.FixedEffects.Origin, Kept(fixedColumns)),
            training.FixedEffects.HasIntercept,
            formula.Random.Select((term, k) => Term(term, training.RandomTerms[k], frame, variables, rows.Length)).ToEquatableArray(),
            offset,
            weights,
            weightsAreKnown,
            missing.ToEquatableArray(),
            Undetermined(fixedColumns, rows.Length).ToEquatableArray())
        {
            MissingWeightColumns = scale is null ? [] : columns.Lacking(scale).Distinct().ToEquatableArray(),
            Warnings = diagnostics.Distinct().ToEquatableArray(),
        };
    }

    private void Use(IEnumerable<NameExpression> names, Func<NameExpression, Column?> find)
    {
        foreach (NameExpression name in names)
        {
            if (!used.ContainsKey(name.Name) && find(name) is { } column)
            {
                used.Add(name.Name, column);
            }
        }
    }

    private void ThrowIfWrong()
    {
        if (diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
        {
            throw new ModelException([.. diagnostics.Distinct()]);
        }
    }

    private (int[] Rows, List<(int Row, string Column)> Missing) CompleteRows()
    {
        List<int> rows = new(table.RowCount);
        List<(int, string)> missing = [];
        Column[] columns = [.. used.Values];
        for (int row = 0; row < table.RowCount; row++)
        {
            int c = 0;
            while (c < columns.Length && !columns[c].IsMissing(row))
            {
                c++;
            }

            if (c < columns.Length)
            {
                missing.Add((row, columns[c].Name));
            }
            else
            {
                rows.Add(row);
            }
        }

        return ([.. rows], missing);
    }

    /// <summary>The factor with exactly the training levels.</summary>
    private FactorVariable Factor(Variable variable, CategoricalColumn column, EquatableArray<string> trained, ExpressionEvaluator evaluator, int[] rows)
    {
        ReadOnlySpan<int> codes = column.Codes;
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] < 0 || codes[row] >= trained.Count)
            {
                // factor( ) has no place for a level that it was not trained on: its argument still has the name.
                string level = codes[row] >= 0 ? column.Levels[codes[row]]
                    : variable.Expression is CallExpression call && evaluator.Evaluate(call.Arguments[0].Value) is { } argument ? LevelIn(argument, row)
                    : "";
                string known = string.Join(", ", trained.Take(5).Select(name => $"'{name}'")) + (trained.Count > 5 ? ", …" : "");
                throw new ArgumentException(
                    $"Row {rows[row] + 1} of {table.Name} has the level '{level}' of '{variable.Name}', which the model's data did not have, so that it has "
                        + $"no coefficient; the levels are {known}."
                        + (LookAlikeLevels.Twin(level, trained) is { } twin
                            ? $" Among them is '{twin}': they {DesignDiagnostics.HowAlikesDiffer(level, twin)}."
                            : ""));
            }
        }

        string contrasts = model.Steps.FactorOf(column.Name)?.Contrasts?.Text ?? Contrasts.Default;
        return new FactorVariable(variable.Name, new CategoricalColumn(column.Name, trained, codes.ToArray()), contrasts);
    }

    private static string LevelIn(ExpressionValue argument, int row) => argument switch
    {
        Levels levels => levels.Column.Levels[levels.Column.Codes[row]],
        Numbers numbers => ExpressionValue.Categorical("", numbers) is var column ? column.Levels[column.Codes[row]] : "",
        _ => "",
    };

    /// <summary>
    /// The rows that are no combination of the training rows of X: their mean depends on which of collinear columns were dropped, as for a combination of
    /// levels that the model's data do not have.
    /// </summary>
    private List<(int Row, string Column)> Undetermined(List<TermColumn> columns, int n)
    {
        List<(int, string)> found = [];
        FixedStructure? structure = training.FixedEffects.Structure;
        if (structure is not { HasDropped: true })
        {
            return found;
        }

        double[] full = new double[columns.Count], weights = new double[structure.KeptCount];
        for (int row = 0; row < n; row++)
        {
            for (int c = 0; c < full.Length; c++)
            {
                full[c] = columns[c].Column.Values[row];
            }

            if (structure.FindUndetermined(full, weights) is { } column)
            {
                found.Add((row, columns[column].Column.Name));
            }
        }

        return found;
    }

    /// <summary>The columns that the model kept: collinear ones were dropped, and the order did not change.</summary>
    private List<TermColumn> Kept(List<TermColumn> columns)
    {
        EquatableArray<string> names = training.FixedEffects.Names;
        List<TermColumn> kept = [];
        foreach (TermColumn column in columns)
        {
            if (kept.Count < names.Count && column.Column.Name == names[kept.Count])
            {
                kept.Add(column);
            }
        }

        return kept;
    }

    private PredictionTerm Term(RandomTermFormula term, RandomTermDesign trained, Dictionary<string, Column> frame,
        Dictionary<string, VariableColumns> variables, int n)
    {
        EquatableArray<DesignColumn> columns = PredictorOrigin.Measure(trained.Origin, TermColumns.BuildByTerm(term.Effects, variables, n));
        if (!withGroups)
        {
            return new PredictionTerm(columns, null, []);
        }

        CategoricalColumn[] group = [.. term.Group.Select(name => frame[name.Name] as CategoricalColumn ?? ((NumericColumn)frame[name.Name]).ToCategorical())];
        (EquatableArray<string> levels, int[] codes) = GroupCodes.Combine(group);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int level = 0; level < trained.Levels.Count; level++)
        {
            places.Add(trained.Levels[level], level);
        }

        List<string> added = [];
        int[] place = new int[levels.Count];
        bool[] occurs = new bool[levels.Count];
        foreach (int code in codes)
        {
            occurs[code] = true;
        }

        for (int level = 0; level < place.Length; level++)
        {
            if (occurs[level] && !places.TryGetValue(levels[level], out place[level]))
            {
                added.Add(levels[level]);
                place[level] = -added.Count;
            }
        }

        SayLookAlikes(term, trained.Levels, added);
        return new PredictionTerm(columns, Array.ConvertAll(codes, code => place[code]), added.ToEquatableArray());
    }

    /// <summary>Warns of new levels that a person would read as one of the model's data.</summary>
    private void SayLookAlikes(RandomTermFormula term, EquatableArray<string> known, List<string> added)
    {
        if (added.Count == 0)
        {
            return;
        }

        (int First, int Second)[] alike =
            [.. LookAlikeLevels.Of([.. known, .. added]).Where(pair => pair.First < known.Count && pair.Second >= known.Count)];
        if (alike is [(int first, int second), ..])
        {
            string group = string.Join(':', term.Group.Select(name => name.Name));
            diagnostics.Add(DesignDiagnostics.NewLevelLooksLike(
                model.Source, term.Group[0].Span, group, added[second - known.Count], known[first], table.Name, alike.Length - 1));
        }
    }
}
