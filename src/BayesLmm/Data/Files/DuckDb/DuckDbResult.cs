using BayesLmm.Data.Columns;
using BayesLmm.Numerics;
using DuckDB.NET.Native;

namespace BayesLmm.Data.Files.DuckDb;

/// <summary>A column of a query's result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the database.</param>
internal sealed record DuckDbColumn(string Name, DuckDBType Type)
{
    /// <summary>Whether it holds numbers of any kind.</summary>
    public bool IsNumeric => Type is DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt
        or DuckDBType.UnsignedTinyInt or DuckDBType.UnsignedSmallInt or DuckDBType.UnsignedInteger or DuckDBType.UnsignedBigInt
        or DuckDBType.HugeInt or DuckDBType.UnsignedHugeInt or DuckDBType.Float or DuckDBType.Double or DuckDBType.Decimal or DuckDBType.VarInt;
}

/// <summary>Thrown when a column holds whole numbers that a double cannot hold exactly: identifiers of this size would be merged silently.</summary>
internal sealed class InexactNumberException(string column, long value) : Exception
{
    /// <summary>The reason, in a sentence.</summary>
    public string Reason => FormattableString.Invariant(
        $"column '{column}' has whole numbers beyond 2^53, such as {value}, which would be rounded. Put a letter before them, so that they are read as text.");
}

/// <summary>The result of a query: its columns, and a pass over its values.</summary>
internal sealed unsafe class DuckDbResult : IDisposable
{
    private const int InlineLength = 12;

    private DuckDBResult result;

    /// <summary>Takes over a result.</summary>
    public DuckDbResult(DuckDBResult result)
    {
        this.result = result;
        int count = (int)NativeMethods.Query.DuckDBColumnCount(ref this.result);
        DuckDbColumn[] columns = new DuckDbColumn[count];
        for (int i = 0; i < count; i++)
        {
            columns[i] = new DuckDbColumn(NativeMethods.Query.DuckDBColumnName(ref this.result, i), NativeMethods.Query.DuckDBColumnType(ref this.result, i));
        }

        Columns = columns.ToEquatableArray();
    }

    /// <summary>The columns in their order.</summary>
    public EquatableArray<DuckDbColumn> Columns { get; }

    /// <summary>
    /// Reads all rows into <paramref name="builders"/>, one for each column, null for an unwanted column. Columns are
    /// <c>BIGINT</c>, <c>DOUBLE</c> (into a <see cref="NumericBuilder"/>) or <c>VARCHAR</c> (into a <see cref="CategoricalBuilder"/>).
    /// </summary>
    public void ReadInto(ColumnBuilder?[] builders)
    {
        while (true)
        {
            using DuckDBDataChunk chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            int rows = chunk.IsInvalid ? 0 : (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            if (rows == 0)
            {
                return;
            }

            for (int i = 0; i < builders.Length; i++)
            {
                if (builders[i] is { } builder)
                {
                    ReadVector(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i), Columns[i], rows, builder);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => result.Close();

    /// <summary>2⁵³: above it not every whole number is a double.</summary>
    private const long LargestExact = 1L << 53;

    private static void ReadVector(IntPtr vector, DuckDbColumn column, int rows, ColumnBuilder builder)
    {
        void* data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        switch (builder, column.Type)
        {
            case (NumericBuilder numbers, DuckDBType.BigInt):
                for (int row = 0; row < rows; row++)
                {
                    bool isValid = IsValid(validity, row);
                    long value = isValid ? ((long*)data)[row] : 0;
                    if (value is > LargestExact or < -LargestExact)
                    {
                        throw new InexactNumberException(column.Name, value);
                    }

                    numbers.Add(isValid ? value : double.NaN);
                }

                break;
            case (NumericBuilder numbers, DuckDBType.Double):
                for (int row = 0; row < rows; row++)
                {
                    numbers.Add(IsValid(validity, row) ? ((double*)data)[row] : double.NaN);
                }

                break;
            case (CategoricalBuilder texts, DuckDBType.Varchar):
                for (int row = 0; row < rows; row++)
                {
                    texts.Add(IsValid(validity, row) ? Text((byte*)data + (16 * row)) : default);
                }

                break;
            default:
                throw new ArgumentException($"A column of type {column.Type} cannot be read into a {builder.GetType().Name}.", nameof(column));
        }
    }

    private static bool IsValid(ulong* validity, int row) => validity == null || (validity[row / 64] & (1UL << (row % 64))) != 0;

    /// <summary>A text in DuckDB's 16-byte form: the length, then up to 12 bytes themselves or 4 of them and a pointer to all.</summary>
    private static ReadOnlySpan<byte> Text(byte* value)
    {
        int length = *(int*)value;
        return new ReadOnlySpan<byte>(length <= InlineLength ? value + 4 : *(byte**)(value + 8), length);
    }
}
