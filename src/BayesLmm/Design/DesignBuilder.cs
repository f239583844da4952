using BayesLmm.Data;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Formulas;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>Makes a model's design matrices from its formula and a table.</summary>
public sealed class DesignBuilder
{
    private readonly ModelSyntax syntax;
    private readonly Table table;
    private readonly List<Diagnostic> diagnostics;
    private readonly List<Column> used = [];
    private readonly Dictionary<string, FactorStatement> factors = new(StringComparer.Ordinal);

    private DesignBuilder(ModelSyntax syntax, Table table, List<Diagnostic> diagnostics)
    {
        this.syntax = syntax;
        this.table = table;
        this.diagnostics = diagnostics;
    }

    private SourceText Source => syntax.Source;

    /// <summary>
    /// The design, or null when there is an error; everything that is wrong or doubtful is added to <paramref name="diagnostics"/>.
    /// </summary>
    /// <param name="syntax">The model; it has one formula.</param>
    /// <param name="formula">The model's formula, expanded.</param>
    /// <param name="table">The data.</param>
    /// <param name="diagnostics">Receives errors and warnings.</param>
    public static ModelDesign? Build(ModelSyntax syntax, Formula formula, Table table, List<Diagnostic> diagnostics) =>
        new DesignBuilder(syntax, table, diagnostics).Build(formula);

    private bool HasErrors => diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    private ModelDesign? Build(Formula formula)
    {
        foreach (FactorStatement statement in syntax.Statements.OfType<FactorStatement>())
        {
            DeclareFactor(statement);
        }

        TextSpan whole = syntax.Statements.OfType<FormulaStatement>().Single().Span;
        if (!formula.Fixed.HasIntercept && formula.Fixed.Terms.Count == 0 && formula.Random.Count == 0)
        {
            diagnostics.Add(DesignDiagnostics.NothingToEstimate(Source, whole));
        }

        string? response = UseResponse(formula);
        UseVariables(formula.Fixed, response);
        foreach (RandomTermFormula term in formula.Random)
        {
            UseVariables(term.Effects, response);
            foreach (NameExpression name in term.Group)
            {
                if (name.Name == response)
                {
                    diagnostics.Add(DesignDiagnostics.ResponseAsGroup(Source, name.Span, name.Name));
                }

                Use(name.Name, name.Span);
            }
        }

        if (HasErrors)
        {
            return null;
        }

        ModelFrame frame = ModelFrame.Create(used, table.RowCount);
        if (frame.Counts.Used == 0)
        {
            diagnostics.Add(DesignDiagnostics.NoRows(Source, whole, table.Name, frame.Counts));
            return null;
        }

        CheckColumns(formula, frame, response!);
        return HasErrors ? null : Assemble(formula, frame, response!, whole);
    }

    private void DeclareFactor(FactorStatement statement)
    {
        if (!table.TryGetColumn(statement.Column.Text, out _))
        {
            diagnostics.Add(UnknownColumn(statement.Column.Text, statement.Column.Span));
        }

        if (statement.Contrasts is { } contrasts && contrasts.Text != "treatment")
        {
            diagnostics.Add(DesignDiagnostics.NotAvailable(Source, contrasts.Span, $"The contrast '{contrasts.Text}'"));
        }

        factors[statement.Column.Text] = statement;
    }

    private string? UseResponse(Formula formula)
    {
        if (formula.Response is not NameExpression name)
        {
            diagnostics.Add(DesignDiagnostics.ResponseNotAColumn(Source, formula.Response.Span));
            return null;
        }

        Use(name.Name, name.Span);
        if (table.TryGetColumn(name.Name, out Column? column) && column is CategoricalColumn text && text.Levels.Count > 0)
        {
            diagnostics.Add(DesignDiagnostics.ResponseNotNumeric(Source, name.Span, name.Name, text.Levels[0]));
        }
        else if (factors.ContainsKey(name.Name))
        {
            diagnostics.Add(DesignDiagnostics.ResponseDeclaredFactor(Source, name.Span, name.Name));
        }

        return name.Name;
    }

    private void UseVariables(TermList terms, string? response)
    {
        foreach (Variable variable in terms.Variables)
        {
            if (variable.Expression is not NameExpression name)
            {
                string what = variable.Expression is CallExpression call ? $"The function '{call.Function}'" : "This expression";
                diagnostics.Add(DesignDiagnostics.NotAvailable(Source, variable.Expression.Span, what));
            }
            else if (name.Name == response)
            {
                diagnostics.Add(DesignDiagnostics.ResponseAmongPredictors(Source, name.Span, name.Name));
            }
            else
            {
                Use(name.Name, name.Span);
            }
        }
    }

    private void Use(string name, TextSpan span)
    {
        if (!table.TryGetColumn(name, out Column? column))
        {
            diagnostics.Add(UnknownColumn(name, span));
        }
        else if (used.All(other => other.Name != name))
        {
            used.Add(factors.TryGetValue(name, out FactorStatement? declared) ? Declared(column, declared) : column);
        }
    }

    private Diagnostic UnknownColumn(string name, TextSpan span) =>
        DesignDiagnostics.UnknownColumn(Source, span, name, table.Name, table.SourceColumnNames);

    /// <summary>The column as its factor statement wants it: categorical, with the levels in the order and the reference asked for.</summary>
    private CategoricalColumn Declared(Column column, FactorStatement statement)
    {
        CategoricalColumn factor = Categorical(column);
        List<string> levels = [.. factor.Levels];
        if (statement.Levels is { } listed)
        {
            foreach (Word level in listed.Where(level => !levels.Contains(level.Text)))
            {
                diagnostics.Add(DesignDiagnostics.UnknownLevel(Source, level.Span, level.Text, column.Name, levels));
            }

            foreach (string level in levels.Where(level => listed.All(other => other.Text != level)))
            {
                diagnostics.Add(DesignDiagnostics.LevelsLeftOut(Source, statement.Span, level, column.Name));
            }

            levels = [.. listed.Select(level => level.Text)];
        }

        if (statement.Reference is { } reference)
        {
            if (levels.Remove(reference.Text))
            {
                levels.Insert(0, reference.Text);
            }
            else
            {
                diagnostics.Add(DesignDiagnostics.UnknownLevel(Source, reference.Span, reference.Text, column.Name, levels));
            }
        }

        return HasErrors ? factor : factor.WithLevels(levels.ToEquatableArray());
    }

    private static CategoricalColumn Categorical(Column column) => column as CategoricalColumn ?? ((NumericColumn)column).ToCategorical();

    private void CheckColumns(Formula formula, ModelFrame frame, string response)
    {
        foreach (NumericColumn column in used.Select(column => frame[column.Name]).OfType<NumericColumn>())
        {
            for (int row = 0; row < column.Length; row++)
            {
                if (!double.IsFinite(column.Values[row]))
                {
                    diagnostics.Add(DesignDiagnostics.NotFinite(Source, SpanOf(formula, column.Name), column.Name, frame.Rows[row] + 1));
                    break;
                }
            }
        }

        ReadOnlySpan<double> y = ((NumericColumn)frame[response]).Values;
        if (y.Length > 1 && y.IndexOfAnyExcept(y[0]) < 0)
        {
            diagnostics.Add(DesignDiagnostics.ResponseConstant(Source, formula.Response.Span, response, y[0]));
        }

        foreach (Variable variable in formula.Random.Select(term => term.Effects).Append(formula.Fixed).SelectMany(terms => terms.Variables).DistinctBy(v => v.Name))
        {
            if (frame[variable.Column] is CategoricalColumn { Levels.Count: 1 } factor)
            {
                diagnostics.Add(DesignDiagnostics.FactorWithOneLevel(Source, variable.Expression.Span, variable.Name, factor.Levels[0]));
            }
        }
    }

    private static TextSpan SpanOf(Formula formula, string column) =>
        formula.Random.SelectMany(term => term.Effects.Variables.Select(v => v.Expression).Concat(term.Group))
            .Concat(formula.Fixed.Variables.Select(v => v.Expression))
            .OfType<NameExpression>()
            .FirstOrDefault(name => name.Name == column)?.Span ?? formula.Response.Span;

    private ModelDesign? Assemble(Formula formula, ModelFrame frame, string response, TextSpan whole)
    {
        int n = frame.Counts.Used;
        List<DesignColumn> columns = TermColumns.Build(formula.Fixed, frame, n);
        bool[] independent = CollinearColumns.FindIndependent([.. columns.Select(column => column.Values)]);
        EquatableArray<string> dropped = columns.Where((_, c) => !independent[c]).Select(column => column.Name).ToEquatableArray();
        foreach (string name in dropped)
        {
            diagnostics.Add(DesignDiagnostics.ColumnsDropped(Source, whole, name, "the columns before it"));
        }

        EquatableArray<DesignColumn> kept = columns.Where((_, c) => independent[c]).ToEquatableArray();
        if (n <= kept.Count)
        {
            diagnostics.Add(DesignDiagnostics.TooFewRows(Source, whole, n, kept.Count));
        }

        List<RandomTermDesign> terms = [];
        foreach (RandomTermFormula term in formula.Random)
        {
            RandomTermDesign design = BuildRandomTerm(term, frame, n);
            foreach (string name in design.Names.Where(name => terms.Any(other => other.Group == design.Group && other.Names.Contains(name))))
            {
                diagnostics.Add(DesignDiagnostics.RepeatedRandomEffect(Source, term.Syntax.Span, name, design.Group));
            }

            terms.Add(design);
        }

        if (HasErrors)
        {
            return null;
        }

        FixedEffectsDesign X = new(kept, formula.Fixed.HasIntercept, dropped);
        double[] y = ((NumericColumn)frame[response]).Values.ToArray();
        return new ModelDesign(response, y, X, terms.ToEquatableArray(), frame.Counts);
    }

    private RandomTermDesign BuildRandomTerm(RandomTermFormula term, ModelFrame frame, int n)
    {
        (EquatableArray<string> levels, int[] codes) = GroupCodes.Combine([.. term.Group.Select(name => Categorical(frame[name.Name]))]);
        TextSpan span = TextSpan.Cover(term.Group[0].Span, term.Group[^1].Span);
        if (levels.Count < 2 && n > 1)
        {
            diagnostics.Add(DesignDiagnostics.OneLevel(Source, span, term.GroupName, levels[0]));
        }
        else if (levels.Count == n && n > 1)
        {
            diagnostics.Add(DesignDiagnostics.OneRowALevel(Source, span, term.GroupName));
        }

        EquatableArray<DesignColumn> columns = TermColumns.Build(term.Effects, frame, n).ToEquatableArray();
        foreach (DesignColumn column in columns.Where(column => column.Values.All(value => value == 0)))
        {
            diagnostics.Add(DesignDiagnostics.RandomColumnIsZero(Source, term.Syntax.Span, column.Name, term.GroupName));
        }

        return new RandomTermDesign(term.GroupName, levels, codes, columns, term.Correlated && columns.Count > 1);
    }
}
