using System.Globalization;
using BayesLmm.Data.Files.DuckDb;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// One table of all chains as R's posterior has it: the columns <c>.chain</c>, <c>.iteration</c> and <c>.draw</c>, counted from 1, then <c>lp__</c> where the
/// engine evaluates the density, then the quantities; group effects with brackets and no blanks in them, <c>Subject[308,Days]</c>.
/// </summary>
internal sealed class WideDraws : DrawsWriter
{
    private const string LogDensity = "lp__";

    /// <inheritdoc/>
    public override string Ending => ".wide.csv";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        Origin origin = posterior.Draws.Origin;
        int density = Enumerable.Range(0, origin.Columns.Count).FirstOrDefault(column => origin.Columns[column] == LogDensity, -1);
        using PendingFiles pending = new();
        pending.Write(path, writer =>
        {
            writer.WriteLine(string.Join(',', ((string[])[".chain", ".iteration", ".draw"]).Concat(density < 0 ? [] : [LogDensity])
                .Concat(NamesOf(posterior)).Take(3 + (density < 0 ? 0 : 1) + columns.Length).Select(SqlText.Name)));
            for (int chain = 0; chain < posterior.Chains; chain++)
            {
                WriteRows(writer, posterior, columns, chain, (draw, row) => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{chain + 1},{draw + 1},{row + 1},{(density < 0 ? "" : Number(origin.Value(density, row)) + ",")}"));
            }
        });
        pending.Commit(() => []);
        return [path];
    }

    private static IEnumerable<string> NamesOf(Posterior posterior) => posterior.Parameters.Select(column => column.Name)
        .Concat(posterior.Model.GroupTerms.SelectMany(term =>
            term.Levels.SelectMany(level => term.Effects.Select(effect => $"{term.Group}[{level},{effect}]"))));
}
