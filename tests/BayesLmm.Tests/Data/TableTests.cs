using System.Data;

namespace BayesLmm.Tests.Data;

public sealed class TableTests
{
    private enum Arm
    {
        Treated,
        Control,
    }

    [Fact]
    public void Records_become_columns_by_the_types_of_their_properties()
    {
        Patient[] patients = [new(1.5, 30, "b", Arm.Treated, true, new DateOnly(2026, 1, 2)), new(2, null, null, Arm.Control, false, null)];
        Table table = Table.FromRecords(patients);

        Assert.Equal("Patient", table.Name);
        Assert.Equal(["Dose", "Age", "Site", "Arm", "Cured", "Seen"], table.Columns.Select(column => column.Name));
        Assert.Equal([1.5, 2], ((NumericColumn)table.Columns[0]).Values.ToArray());
        Assert.Equal([30, double.NaN], ((NumericColumn)table.Columns[1]).Values.ToArray());
        Assert.Equal(["b"], ((CategoricalColumn)table.Columns[2]).Levels);
        Assert.True(table.Columns[2].IsMissing(1));
        Assert.Equal(["Control", "Treated"], ((CategoricalColumn)table.Columns[3]).Levels);
        Assert.Equal(["FALSE", "TRUE"], ((CategoricalColumn)table.Columns[4]).Levels);
        Assert.Equal([1, 0], ((CategoricalColumn)table.Columns[4]).Codes.ToArray());
        Assert.Equal(["2026-01-02"], ((CategoricalColumn)table.Columns[5]).Levels);
    }

    [Fact]
    public void A_data_reader_becomes_a_table()
    {
        using DataTable source = new();
        source.Columns.Add("x", typeof(decimal));
        source.Columns.Add("g", typeof(string));
        source.Rows.Add(1.5m, "b");
        source.Rows.Add(DBNull.Value, DBNull.Value);
        using DataTableReader reader = source.CreateDataReader();
        Table table = Table.FromReader(reader, "query");

        Assert.Equal([1.5, double.NaN], ((NumericColumn)table.Columns[0]).Values.ToArray());
        Assert.Equal([0, -1], ((CategoricalColumn)table.Columns[1]).Codes.ToArray());
    }

    [Fact]
    public void Columns_must_have_one_length_and_different_names()
    {
        Assert.Equal(2, Table.FromColumns("t", new NumericColumn("x", [1, 2])).RowCount);
        Assert.Throws<ArgumentException>(() => Table.FromColumns("t", new NumericColumn("x", [1, 2]), new NumericColumn("y", [1])));
        Assert.Throws<ArgumentException>(() => Table.FromColumns("t", new NumericColumn("x", [1]), new NumericColumn("x", [1])));
    }

    [Fact]
    public void A_column_is_made_and_read_by_rows()
    {
        Table table = Table.FromColumns("t", Column.Numeric("x", [1.5, double.NaN]), Column.Categorical("g", ["b", "a"]));
        (Column x, Column g) = (table.Columns[0], table.Columns[1]);
        Assert.Equal((1.5, null, null), (x.Number(0), x.Number(1), x.Level(0)));
        Assert.Equal(("b", "a", null), (g.Level(0), g.Level(1), g.Number(0)));
        Assert.Null(x.LevelNames);
        Assert.Equal(["a", "b"], g.LevelNames!.Value);
    }

    [Fact]
    public void Numbers_become_levels_in_the_order_of_the_numbers()
    {
        CategoricalColumn levels = new NumericColumn("x", [10, 0.2, double.NaN, 9, -1, 0.1 + 0.2, 10, -0.0, 0]).ToCategorical();
        Assert.Equal(["-1", "0", "0.2", "0.30000000000000004", "9", "10"], levels.Levels);
        Assert.Equal([5, 2, -1, 4, 0, 3, 5, 1, 1], levels.Codes.ToArray());
        Assert.Equal("x", levels.Name);
    }

    [Fact]
    public void Levels_can_be_reordered_and_extended()
    {
        CategoricalColumn column = CategoricalColumn.FromTexts("g", ["low", "high", null, "mid", "NA"]).WithLevels(["low", "mid", "high", "top"]);
        Assert.Equal(["low", "mid", "high", "top"], column.Levels);
        Assert.Equal([0, 2, -1, 1, -1], column.Codes.ToArray());
        Assert.Equal([0, -1, -1, -1, -1], column.WithLevels(["low"]).Codes.ToArray());
        Assert.Throws<ArgumentException>(() => column.WithLevels(["low", "low"]));
    }

    private sealed record Patient(double Dose, int? Age, string? Site, Arm Arm, bool Cured, DateOnly? Seen);
}
