using BayesLmm.Data;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>
/// The table as the model's statements want it, before any row is dropped: with the columns that <c>let</c> makes, and with declared factors categorical. Keeps account
/// of the columns that the model uses.
/// </summary>
internal sealed class DataPreparation
{
    private readonly Table table;
    private readonly SourceText source;
    private readonly List<Diagnostic> diagnostics;
    private readonly Dictionary<string, Column> made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FactorStatement> factors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Column> used = new(StringComparer.Ordinal);

    public DataPreparation(ModelSyntax syntax, Table table, List<Diagnostic> diagnostics)
    {
        this.table = table;
        this.diagnostics = diagnostics;
        source = syntax.Source;
        foreach (FactorStatement statement in syntax.Statements.OfType<FactorStatement>())
        {
            factors[statement.Column.Text] = statement;
        }

        foreach (FactorStatement statement in factors.Values.Where(statement => Find(statement.Column.Text) is null))
        {
            diagnostics.Add(UnknownColumn(statement.Column.Text, statement.Column.Span));
        }
    }

    /// <summary>The table's name.</summary>
    public string TableName => table.Name;

    /// <summary>Rows of the table.</summary>
    public int RowCount => table.RowCount;

    /// <summary>The contrasts that a column's factor statement asks for.</summary>
    public string ContrastsOf(string column) =>
        factors.TryGetValue(column, out FactorStatement? statement) && statement.Contrasts is { } contrasts ? contrasts.Text : Contrasts.Default;

    /// <summary>Marks every column of an expression as used; unknown ones are reported.</summary>
    public void Use(Expression expression)
    {
        foreach (NameExpression name in ColumnNames.In(expression))
        {
            if (used.ContainsKey(name.Name) || name.Name is "TRUE" or "FALSE" or "pi")
            {
                continue;
            }

            if (Find(name.Name) is not { } column)
            {
                diagnostics.Add(UnknownColumn(name.Name, name.Span));
            }
            else
            {
                used.Add(name.Name, factors.TryGetValue(name.Name, out FactorStatement? declared) ? Declare(column, declared) : column);
            }
        }
    }

    /// <summary>The complete rows of the used columns.</summary>
    public ModelFrame CreateFrame() => ModelFrame.Create([.. used.Values], table.RowCount);

    private Column? Find(string name) => made.TryGetValue(name, out Column? column) || table.TryGetColumn(name, out column) ? column : null;

    private Diagnostic UnknownColumn(string name, TextSpan span) =>
        DesignDiagnostics.UnknownColumn(source, span, name, table.Name, table.SourceColumnNames.Concat(made.Keys));

    /// <summary>The column as its factor statement wants it: categorical, with the levels in the order and the reference asked for.</summary>
    private CategoricalColumn Declare(Column column, FactorStatement statement)
    {
        CategoricalColumn factor = column as CategoricalColumn ?? ((NumericColumn)column).ToCategorical();
        List<string> levels = [.. factor.Levels];
        int before = diagnostics.Count;
        if (statement.Levels is { } listed)
        {
            foreach (Word level in listed.Where(level => !levels.Contains(level.Text)))
            {
                diagnostics.Add(DesignDiagnostics.UnknownLevel(source, level.Span, level.Text, column.Name, levels));
            }

            foreach (string level in levels.Where(level => listed.All(other => other.Text != level)))
            {
                diagnostics.Add(DesignDiagnostics.LevelsLeftOut(source, statement.Span, level, column.Name));
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
                diagnostics.Add(DesignDiagnostics.UnknownLevel(source, reference.Span, reference.Text, column.Name, levels));
            }
        }

        return diagnostics.Count > before ? factor : factor.WithLevels(levels.ToEquatableArray());
    }
}
