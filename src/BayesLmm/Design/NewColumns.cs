using BayesLmm.Data.Cells;
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
internal sealed class NewColumns
{
    private readonly Model model;
    private readonly Table table;
    private readonly SourceColumns columns;
    private readonly ColumnReading reading;
    private readonly ReadingDiagnostics words;
    private readonly ModelDesign training;
    private readonly Dictionary<string, ColumnFact> facts;
    private readonly List<Diagnostic> diagnostics;
    private readonly Dictionary<string, Column?> found = new(StringComparer.Ordinal);

    public NewColumns(Model model, Table table, ModelDesign training, List<Diagnostic> diagnostics)
    {
        this.model = model;
        this.table = table;
        this.training = training;
        this.diagnostics = diagnostics;
        facts = training.Columns.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        columns = new SourceColumns(table, DataConventions.Of(model), NotationOf);
        reading = new ColumnReading(model.Source, columns, diagnostics, table.Name);
        words = new ReadingDiagnostics(model.Source, columns, table.Name);
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
        return column is null ? null : AsKind(column, levels, name.Span);
    }

    /// <summary>A column that the model only groups by: whatever its kind, its values' names count.</summary>
    public Column? UseAsGroup(NameExpression name) => Let(name.Name) is null && columns.Find(name.Name) is { } own ? own : Use(name);

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
            column = !TryNotice(own, name.Span) ? null
                : training.Training.WasAvailable(name.Name) ? AsKind(own, training.Training.LevelsInTable(name.Name), name.Span) : own;
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
            new(name => found.GetValueOrDefault(name), table.RowCount, training.Transforms, model.Source, diagnostics, $"{made} = ")
            {
                Texts = reading,
                NewTable = table.Name,
            };
        ExpressionValue? value = evaluator.Evaluate(statement.Value);
        Column? column = value?.ToColumn(made, table.RowCount);
        return value is ExpressionValue.Levels ? AsKind(column!, training.Training.LevelsInTable(made), statement.Value.Span) : column;
    }

    /// <summary>The column as numbers, or with the training levels first.</summary>
    /// <param name="column">The untransformed column.</param>
    /// <param name="levels">The training levels; null when it was numeric.</param>
    /// <param name="span">Where the model names it.</param>
    private Column AsKind(Column column, EquatableArray<string>? levels, TextSpan span)
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

        if (columns.Judge(text) is TextReading.Dates dates && facts.GetValueOrDefault(column.Name) is { AreDates: false })
        {
            diagnostics.Add(words.DatesForNumbers(text, span, dates.Example));
            return column;
        }

        int before = diagnostics.Count;
        Column read = reading.Use(text, NameUse.Arithmetic, span);
        return read is NumericColumn || diagnostics.Skip(before).Any(diagnostic => diagnostic.Severity == Severity.Error)
            ? read
            : throw new ArgumentException(
                $"The model uses column '{column.Name}' as numbers, but in {table.Name} it holds text such as '{text.Levels[text.Codes[first]]}', "
                    + $"{columns.PlaceOf(text, first)}; predictions need numbers there.");
    }

    /// <summary>Says what is to be said of a column of the table before it is used; false, with a report, for other things where dates are needed.</summary>
    private bool TryNotice(Column column, TextSpan span)
    {
        reading.Notice(column, span);
        ColumnFact? fact = facts.GetValueOrDefault(column.Name);
        if (fact is { AreDates: true } && FirstThat(column, row => !IsDate(column, row)) is { } stranger)
        {
            diagnostics.Add(words.NoDate(column, span, stranger));
            return false;
        }

        if (fact is { Written.IsPercent: true } && column is NumericColumn && FirstThat(column, _ => true) is { } plain)
        {
            diagnostics.Add(words.NoPercentSigns(column, span, plain));
        }

        if (NotationOf(column.Name) is { Decimal: not '.' } && column is NumericColumn { Origin.HasMarks: true } marked
            && FirstThat(column, row => !double.IsInteger(marked.Values[row])) is { } decimals)
        {
            diagnostics.Add(words.OtherDecimals(column, span, decimals));
        }

        if (column is NumericColumn numbers && fact is { Kind: ColumnContent.Numbers or ColumnContent.WholeNumbers })
        {
            reading.NoticeSuspects(numbers, span, chosen: null);
        }

        return true;
    }

    /// <summary>The first row with a value for which something holds; null without such.</summary>
    private static int? FirstThat(Column column, Func<int, bool> holds) =>
        Enumerable.Range(0, column.Length).Where(row => !column.IsMissing(row) && holds(row)).Select(row => (int?)row).FirstOrDefault();

    private static bool IsDate(Column column, int row) =>
        column.Level(row) is { } text && (MissingCodes.IsAmongNumbers(text) || DateText.TryParse(text, out _));

    /// <summary>How the numbers of a column are written in the model's data, where that is not with a decimal point alone.</summary>
    private NumberNotation? NotationOf(string column) =>
        facts.GetValueOrDefault(column)?.Written is { Notation: var notation } && notation != NumberNotation.Plain ? notation : null;
}
