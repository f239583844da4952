using System.Text;
using BayesLmm.Data.Files.DuckDb;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// One table of all chains, columns <c>chain</c> and <c>draw</c> (counted from 1) first, then the sampler's, then the quantities under their own names.
/// </summary>
internal sealed class ParquetDraws : DrawsWriter
{
    /// <inheritdoc/>
    public override string Ending => ".parquet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        using PendingFiles tables = new(), pending = new();
        string table = tables.Add(path), file = pending.Add(path);
        using (StreamWriter writer = new(table, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            writer.WriteLine(string.Join(',', ((string[])["chain", "draw"]).Concat(posterior.Draws.Origin.Columns)
                .Concat(columns.Select(column => column.Name)).Select(SqlText.Name)));
            for (int chain = 0; chain < posterior.Chains; chain++)
            {
                WriteRows(writer, posterior, columns, chain, (draw, row) =>
                    FormattableString.Invariant($"{chain + 1},{draw + 1},{SamplerValues(posterior.Draws.Origin, row)}"));
            }
        }

        string types = string.Join(
            ", ", columns.Select(column => column.Name).Concat(posterior.Draws.Origin.Columns).Select(name => $"{SqlText.Text(name)}: 'DOUBLE'"));
        using (DuckDbSession session = new(isSmall: true))
        {
            session.Query($"COPY (SELECT * FROM read_csv({SqlText.Path(table)}, header = true, delim = ',', quote = '\"', hive_partitioning = false, "
                + $"types = {{{types}}})) TO {SqlText.Target(file)} (FORMAT parquet, USE_TMP_FILE false)").Dispose();
        }

        pending.Commit(() => []);
        return [path];
    }
}
