using BayesLmm.Data.Readings;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>
/// The columns of a table of new rows as the model reads them: with the columns that <c>let</c> makes, computed with what stateful functions remember, and of
/// the kind that they were of in the model's data. Levels keep the training levels' places; levels that are new come after them.
/// </summary>
internal sealed class NewColumns : ITextNumbers
{
    private readonly Model model;
    private readonly Table table;
    private readonly SourceColumns columns;
    private readonly ModelDesign training;
    private readonly List<Diagnostic> diagnostics;
    private readonly Dictionary<string, Column?> found = new(StringComparer.Ordinal);

    public NewColumns(Model model, Table table, ModelDesign training, List<Diagnostic> diagnostics)
    {
        this.model = model;
        this.table = table;
        columns = new SourceColumns(table, DataConventions.Of(model));
        this.training = training;
        this.diagnostics = diagnostics;
    }

    /// <summary>Whether every column that an expression needs, through <c>let</c> statements too, can be had from the table.</summary>
    public bool Has(Expression expression) => !Lacking(expression).Any();

    /// <summary>The columns that an expression needs, through <c>let</c> statements too, and that the table lacks.</summary>
    public IEnumerable<string> Lacking(Expression expression) => ColumnNames.In(expression).Where(name => !ExpressionEvaluator.IsConstant(name.Name))
        .SelectMany(name => Let(name.Name) is { } let ? Lacking(let.Value) : columns.Find(name.Name) is not null ? [] : (string[])[name.Name]);

    /// <summary>The column as the formula uses it; null for a constant, and null with a report if the column is missing.</summary>
    /// <exception cref="ArgumentException">The column was numeric and is text now.</exception>
    public Column? Use(NameExpression name)
    {
        Column? column = AsInTable(name);
        EquatableArray<string>? levels = training.Training.LevelsInModel(name.Name);

        // What was text in the table and numbers in the model is read from the new table's own texts.
        column = column is not null && levels is null && Let(name.Name) is null ? columns.Find(name.Name) ?? column : column;
        return column is null ? null : AsKind(column, levels);
    }

    /// <summary>A column that the model only groups by: whatever its kind, its values' names count.</summary>
    public Column? UseAsGroup(NameExpression name) => Let(name.Name) is null && columns.Find(name.Name) is { } own ? own : Use(name);

    /// <inheritdoc/>
    public double[]? NumbersOf(CategoricalColumn column, TextSpan span, out bool isReported)
    {
        isReported = false;
        return (columns.Judge(column) as TextReading.Readable)?.Of(column);
    }

    /// <summary>The column without regard to <c>factor</c> statements, as <c>let</c> statements see it.</summary>
    private Column? AsInTable(NameExpression name)
    {
        if (found.TryGetValue(name.Name, out Column? known))
        {
            return known;
        }

        Column? column = null;
        if (Let(name.Name) is { } let)
        {
            column = Make(let);
        }
        else if (columns.Find(name.Name) is { } own)
        {
            column = training.Training.WasAvailable(name.Name) ? AsKind(own, training.Training.LevelsInTable(name.Name)) : own;
        }
        else if (!ExpressionEvaluator.IsConstant(name.Name))
        {
            diagnostics.Add(DesignDiagnostics.UnknownColumn(model.Source, name.Span, name.Name, table.Name, table.SourceColumnNames));
        }

        found.Add(name.Name, column);
        return column;
    }

    private LetStatement? Let(string name) => model.Steps.LetOf(name);

    private Column? Make(LetStatement statement)
    {
        int Errors() => diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        int before = Errors();
        foreach (NameExpression name in ColumnNames.In(statement.Value))
        {
            AsInTable(name);
        }

        if (Errors() > before)
        {
            return null;
        }

        string made = statement.Name.Text;
        ExpressionEvaluator evaluator =
            new(name => found.GetValueOrDefault(name), table.RowCount, training.Transforms, model.Source, diagnostics, $"{made} = ") { Texts = this };
        ExpressionValue? value = evaluator.Evaluate(statement.Value);
        Column? column = value?.ToColumn(made, table.RowCount);
        return value is ExpressionValue.Levels ? AsKind(column!, training.Training.LevelsInTable(made)) : column;
    }

    /// <summary>The column as numbers, or with the training levels first.</summary>
    /// <param name="column">The untransformed column.</param>
    /// <param name="levels">The training levels; null when it was numeric.</param>
    private Column AsKind(Column column, EquatableArray<string>? levels)
    {
        if (levels is { } known)
        {
            CategoricalColumn factor = column as CategoricalColumn ?? ((NumericColumn)column).ToCategorical();
            HashSet<string> old = new(known, StringComparer.Ordinal);
            return factor.WithLevels([.. known, .. factor.Levels.Where(level => !old.Contains(level))]);
        }

        if (column is not CategoricalColumn text)
        {
            return column;
        }

        // Readers make a column without any value categorical.
        int first = text.Codes.IndexOfAnyExcept(-1);
        if (first < 0)
        {
            return new NumericColumn(column.Name, [.. Enumerable.Repeat(double.NaN, column.Length)]);
        }

        TextReading reading = columns.Judge(text);
        first = reading is TextReading.Mixed mixed ? text.Codes.IndexOf(mixed.Stranger) : first;
        return reading is TextReading.Readable numbers
            ? new NumericColumn(column.Name, numbers.Of(text))
            : throw new ArgumentException(
                $"The model uses column '{column.Name}' as numbers, but in {table.Name} it holds text such as '{text.Levels[text.Codes[first]]}'; predictions "
                    + "need numbers there.");
    }
}
