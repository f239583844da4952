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

    /// <summary>Reads all rows, of which each column is <c>BIGINT</c>, <c>DOUBLE</c> or <c>VARCHAR</c>.</summary>
    /// <param name="builders">Receive the values, one for each column.</param>
    public void ReadInto(CellBuilder[] builders)
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
                ReadVector(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i), Columns[i], rows, builders[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => result.Close();

    private static void ReadVector(IntPtr vector, DuckDbColumn column, int rows, CellBuilder builder)
    {
        void* data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        for (int row = 0; row < rows; row++)
        {
            if (!IsValid(validity, row))
            {
                builder.Add(default(ReadOnlySpan<byte>));
                continue;
            }

            switch (column.Type)
            {
                case DuckDBType.BigInt:
                    builder.Add(((long*)data)[row]);
                    break;
                case DuckDBType.Double:
                    builder.Add(((double*)data)[row]);
                    break;
                case DuckDBType.Varchar:
                    builder.Add(Text((byte*)data + (16 * row)));
                    break;
                default:
                    throw new ArgumentException($"A column of type {column.Type} cannot be read.", nameof(column));
            }
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
