using BayesLmm.Densities;
using BayesLmm.Engines;
using BayesLmm.Models;
using BayesLmm.Posteriors.Files;

namespace BayesLmm.Posteriors.Saved;

/// <summary>Writes a fit to its file.</summary>
internal static class SavedFitWriter
{
    /// <summary>Writes a fit: first under another name, so that a file with the final name is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="posterior">The posterior.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="NotSupportedException">What would be kept does not determine the posterior.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, Posterior posterior, FitSource source)
    {
        PositionKind kind = KindOf(posterior);
        using PendingFiles pending = new();
        using (FileStream stream = new(pending.Add(path), FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            SectionWriter sections = new(stream);
            sections.Write(SavedLayout.Fit, fields => WriteFit(fields, posterior, source));
            sections.Write(SavedLayout.Data, fields => TableFields.Write(fields, posterior.Model.Columns));
            sections.Write(SavedLayout.Run, fields => WriteRun(fields, posterior, kind));
            sections.Write(SavedLayout.Origin, fields => OriginFields.Write(fields, posterior.Draws.Origin, posterior.Chains));
            sections.Write(SavedLayout.Coordinates, fields => fields.Numbers(posterior.Draws.Values));
            sections.Write(SavedLayout.Parameters, fields => fields.List(posterior.Parameters, column => WriteColumn(fields, column)));
            sections.Write(SavedLayout.Effects, fields =>
            {
                fields.Whole(posterior.GroupEffectThinning);
                fields.List(posterior.GroupEffects, column => WriteColumn(fields, column));
                fields.List(posterior.FactorsAtOrigin, factor =>
                {
                    fields.Truth(factor is not null);
                    if (factor is not null)
                    {
                        fields.List(factor, column => fields.Numbers(column));
                    }
                });
            });
            sections.Write(SavedLayout.End, _ => { });
            stream.Flush(flushToDisk: true);
        }

        pending.Commit(() => []);
    }

    private static void WriteFit(FieldWriter fields, Posterior posterior, FitSource source)
    {
        Model model = posterior.Model.Specification;
        fields.Text(SavedFit.ThisSoftware);
        fields.Text(model.Source.Name);
        fields.Text(model.Text);
        fields.Text(source.ModelFile);
        fields.Text(source.ModelPath);
        fields.Text(source.DataPath);
        fields.Text(TableFields.Hash(posterior.Model.Columns));
        fields.List(source.Settings, setting =>
        {
            fields.Text(setting.Name);
            fields.Text(setting.Value);
        });
        fields.Whole(posterior.Options.Chains);
        fields.Whole(posterior.Options.Draws);
        fields.Whole((long)posterior.Options.Seed);
    }

    private static void WriteRun(FieldWriter fields, Posterior posterior, PositionKind kind)
    {
        fields.Text(posterior.Engine);
        RunFields.WriteReason(fields, posterior.EngineReason);
        RunFields.WriteMessages(fields, posterior.MessagePassing);
        fields.Whole(posterior.Draws.Dimension);
        fields.Whole(posterior.Chains);
        fields.Truth(posterior.Draws.Interrupted);
        fields.Whole(posterior.Draws.Elapsed.Ticks);
        fields.Text(kind.ToString());
    }

    private static void WriteColumn(FieldWriter fields, DrawColumn column)
    {
        fields.Text(column.Name);
        fields.Numbers(column.Values);
    }

    private static PositionKind KindOf(Posterior posterior)
    {
        PositionKind kind = posterior.Source switch
        {
            MarginalDensity => PositionKind.Marginal,
            StudentMarginal => PositionKind.EstimatedMarginal,
            PlainPositions { HasEffects: true } => PositionKind.Plain,
            PlainPositions => PositionKind.Parameters,
            _ => PositionKind.None,
        };
        return kind is not (PositionKind.None or PositionKind.Parameters) || posterior.GroupEffectThinning == 1
            ? kind
            : throw new NotSupportedException(
                $"Only every {posterior.GroupEffectThinning}th draw keeps its group effects, and those of this approximation cannot be made again from a file; "
                    + "draw fewer, or refine the approximation.");
    }
}

/// <summary>What the draws of an engine's coordinates are positions in.</summary>
internal enum PositionKind
{
    /// <summary>Nothing that can be made again; the draws of all group effects are kept.</summary>
    None,

    /// <summary>The marginal density, see <see cref="MarginalDensity"/>.</summary>
    Marginal,

    /// <summary>Coordinates of a density of all unknowns that fits no longer have.</summary>
    Conditional,

    /// <summary>The estimated marginal density, see <see cref="StudentMarginal"/>.</summary>
    EstimatedMarginal,

    /// <summary>Parameters, coefficients and group effects themselves, see <see cref="PlainPositions"/>.</summary>
    Plain,

    /// <summary>Parameters of variances and residuals alone; the draws of all group effects are kept.</summary>
    Parameters,
}
