using BayesLmm.Data.Readings;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>
/// The table after the model's statements, before any row is dropped: with the columns that <c>let</c> makes, and with declared factors as categorical columns.
/// Records the columns that the model uses.
/// </summary>
internal sealed class DataPreparation
{
    private readonly Table table;
    private readonly SourceText source;
    private readonly List<Diagnostic> diagnostics;
    private readonly Dictionary<string, Column> made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FactorStatement> factors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Column> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> failed = new(StringComparer.Ordinal);
    private readonly TransformStates transforms;
    private readonly SourceColumns columns;
    private readonly ColumnReading reading;
    private readonly Dictionary<string, NameUse> uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private readonly HashSet<string> merged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (NumericColumn Column, TextSpan Span)> numbers = new(StringComparer.Ordinal);
    private readonly bool[]? chosen;

    public DataPreparation(Model model, Table table, TransformStates transforms, List<Diagnostic> diagnostics)
    {
        this.table = table;
        this.transforms = transforms;
        this.diagnostics = diagnostics;
        source = model.Source;
        columns = new SourceColumns(table, DataConventions.Of(model));
        reading = new ColumnReading(source, columns, diagnostics);
        foreach (LetStatement statement in model.Steps.Lets)
        {
            Make(statement);
        }

        foreach (FactorStatement statement in model.Steps.Factors)
        {
            factors[statement.Column.Text] = statement;
        }

        foreach (FactorStatement statement in factors.Values.Where(statement => Find(statement.Column.Text) is null))
        {
            diagnostics.Add(UnknownColumn(statement.Column.Text, statement.Column.Span));
        }

        foreach (WhereStatement statement in model.Steps.Conditions)
        {
            chosen = Choose(statement, chosen);
        }
    }

    /// <summary>The table's name.</summary>
    public string TableName => table.Name;

    /// <summary>Rows of the table.</summary>
    public int RowCount => table.RowCount;

    /// <summary>Whether a factor statement names the column.</summary>
    public bool IsDeclaredFactor(string column) => factors.ContainsKey(column);

    /// <summary>The contrasts that a column's factor statement asks for.</summary>
    public string ContrastsOf(string column) =>
        factors.TryGetValue(column, out FactorStatement? statement) && statement.Contrasts is { } contrasts ? contrasts.Text : Contrasts.Default;

    /// <summary>Marks every column of an expression as used; unknown ones are reported.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="use">What the column is, if the expression is one.</param>
    public void Use(Expression expression, NameUse use)
    {
        foreach ((NameExpression name, NameUse itsUse) in NameUses.In(expression, use))
        {
            if (Known(name) is not { } column)
            {
                continue;
            }

            if ((itsUse == NameUse.Text || factors.ContainsKey(name.Name)) && column is NumericColumn levels && merged.Add(name.Name))
            {
                reading.NoticeMerged(levels, name.Span);
            }

            if (factors.TryGetValue(name.Name, out FactorStatement? declared))
            {
                if (!used.ContainsKey(name.Name))
                {
                    used.Add(name.Name, Declare(column, declared));
                }
            }
            else if (!used.TryGetValue(name.Name, out Column? before)
                || (before is CategoricalColumn && uses[name.Name] == NameUse.Text && itsUse < NameUse.Text))
            {
                used[name.Name] = reading.Use(column, itsUse, name.Span);
                uses[name.Name] = itsUse;
            }

            if (itsUse != NameUse.Text && used[name.Name] is NumericColumn read && !made.ContainsKey(name.Name))
            {
                numbers.TryAdd(name.Name, (read, name.Span));
            }
        }
    }

    /// <summary>What every column of the table that the model names turned out to be.</summary>
    public EquatableArray<ColumnFact> Facts() =>
        named.Where(name => columns.Find(name) is not null)
            .Select(name => reading.FactOf(used.GetValueOrDefault(name) ?? columns.Find(name)!))
            .ToEquatableArray();

    /// <summary>The complete rows of the used columns; warns of numbers in them that often stand for missing values.</summary>
    public ModelFrame CreateFrame()
    {
        foreach ((NumericColumn column, TextSpan span) in numbers.Values)
        {
            reading.NoticeSuspects(column, span, chosen);
        }

        return ModelFrame.Create([.. used.Values], table.RowCount, chosen);
    }

    /// <summary>What predictions for new rows need to know about the columns.</summary>
    public TrainingColumns Remember(ModelFrame frame) => new(table.Columns.Concat(made.Values), used.Keys.Select(name => frame[name]));

    /// <summary>Makes a <c>let</c> statement's column, in all rows of the table.</summary>
    private void Make(LetStatement statement)
    {
        string name = statement.Name.Text;
        if (Find(name) is not null)
        {
            diagnostics.Add(ExpressionDiagnostics.NameTaken(source, statement.Name.Span, name, table.Name));
            return;
        }

        ExpressionValue? value = EvaluateOverTable(statement.Value, $"{name} = ");
        foreach ((NameExpression part, NameUse use) in NameUses.In(statement.Value, NameUse.Predictor))
        {
            if (use != NameUse.Text && columns.Find(part.Name) is NumericColumn numeric)
            {
                numbers.TryAdd(part.Name, (numeric, part.Span));
            }
        }

        Column? column = value?.ToColumn(name, table.RowCount);
        if (value is not null && column is null)
        {
            diagnostics.Add(ExpressionDiagnostics.NotAValue(source, statement.Value.Span));
        }

        if (column is null)
        {
            failed.Add(name);
        }
        else
        {
            made.Add(name, column);
        }
    }

    /// <summary>The rows for which the condition holds, and those before it; a row where it is missing is not chosen.</summary>
    private bool[]? Choose(WhereStatement statement, bool[]? before)
    {
        ExpressionValue? value = EvaluateOverTable(statement.Condition, "where ");
        if (value is not ExpressionValue.Numbers { IsLogical: true } truths)
        {
            if (value is not null)
            {
                diagnostics.Add(ExpressionDiagnostics.NotACondition(source, statement.Condition.Span));
            }

            return before;
        }

        bool[] holds = new bool[truths.Values.Length];
        for (int row = 0; row < holds.Length; row++)
        {
            holds[row] = truths.Values[row] == 1 && (before is null || before[row]);
        }

        if (!holds.Contains(true))
        {
            diagnostics.Add(DesignDiagnostics.NothingChosen(source, statement.Condition.Span, table.Name));
        }

        return holds;
    }

    private ExpressionValue? EvaluateOverTable(Expression expression, string context)
    {
        int Errors() => diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        int before = Errors();
        foreach (NameExpression name in ColumnNames.In(expression))
        {
            Known(name);
        }

        return Errors() > before || ColumnNames.In(expression).Any(name => failed.Contains(name.Name))
            ? null
            : new ExpressionEvaluator(Find, table.RowCount, transforms, source, diagnostics, context) { Texts = reading }.Evaluate(expression);
    }

    /// <summary>The column of a name; null for a constant's and for one whose <c>let</c> failed, and, with a report, for an unknown one.</summary>
    private Column? Known(NameExpression name)
    {
        Column? column = Find(name.Name);
        if (column is not null && named.Add(name.Name))
        {
            reading.Notice(column, name.Span);
        }

        if (column is null && !failed.Contains(name.Name) && !ExpressionEvaluator.IsConstant(name.Name))
        {
            diagnostics.Add(UnknownColumn(name.Name, name.Span));
        }

        return column;
    }

    private Column? Find(string name) => made.TryGetValue(name, out Column? column) ? column : columns.Find(name);

    private Diagnostic UnknownColumn(string name, TextSpan span) =>
        DesignDiagnostics.UnknownColumn(source, span, name, table.Name, [.. table.SourceColumnNames, .. made.Keys]);

    /// <summary>The column after its factor statement: categorical, with the requested order of levels and reference.</summary>
    private CategoricalColumn Declare(Column column, FactorStatement statement)
    {
        CategoricalColumn factor = (CategoricalColumn)reading.Use(
            column as CategoricalColumn ?? ((NumericColumn)column).ToCategorical(), NameUse.Text, statement.Column.Span);
        List<string> levels = [.. factor.Levels];
        bool isWrong = false;
        if (statement.Levels is { } listed)
        {
            string[] leftOut = [.. levels.Where(level => listed.All(other => other.Text != level))];
            isWrong = leftOut.Length > 0;

            // A level that does not occur is left out: one statement serves a table and parts of it. Beside a level that is not listed it is a slip of the pen.
            foreach (Word level in listed.Where(level => !levels.Contains(level.Text)))
            {
                diagnostics.Add(isWrong
                    ? ExpressionDiagnostics.UnknownLevel(source, level.Span, level.Text, column.Name, levels)
                    : AdviceDiagnostics.LevelUnused(source, level.Span, level.Text, column.Name));
            }

            foreach (string level in leftOut)
            {
                diagnostics.Add(DesignDiagnostics.LevelsLeftOut(source, statement.Span, level, column.Name));
            }

            levels = [.. listed.Select(level => level.Text).Where(levels.Contains)];
        }

        // A reference that is listed but does not occur has been left out with a word; the first level that does occur takes its place.
        bool IsListed(Word level) => statement.Levels?.Any(other => other.Text == level.Text) ?? false;
        if (statement.Reference is { } reference && (levels.Contains(reference.Text) || !IsListed(reference)))
        {
            if (levels.Remove(reference.Text))
            {
                levels.Insert(0, reference.Text);
            }
            else
            {
                isWrong = true;
                diagnostics.Add(ExpressionDiagnostics.UnknownLevel(source, reference.Span, reference.Text, column.Name, levels));
            }
        }

        return isWrong ? factor : factor.WithLevels(levels.ToEquatableArray());
    }
}
