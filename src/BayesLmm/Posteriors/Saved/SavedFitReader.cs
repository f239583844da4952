using BayesLmm.Densities;
using BayesLmm.Diagnostics;
using BayesLmm.Engines;
using BayesLmm.Models;
using BayesLmm.Models.Binding;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Posteriors.Tables;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Saved;

/// <summary>Reads a fit from its file: the model is bound to the kept columns again, and the draws are taken as they were.</summary>
internal static class SavedFitReader
{
    /// <summary>Reads a fit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is damaged, of a newer version, or this software reads its model otherwise.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SavedFit Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            SectionReader sections = new(stream);
            return sections.Version <= SavedLayout.Version
                ? Read(sections, path)
                : throw new NotReadableException(
                    $"'{path}' is a saved fit of version {sections.Version}, and this software reads versions up to {SavedLayout.Version}: "
                        + "a newer one wrote it.");
        }
        catch (NotReadableException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException
            or IndexOutOfRangeException)   // what is not as it was written, although every checksum is right
        {
            throw new InvalidDataException($"'{path}' is damaged: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static SavedFit Read(SectionReader sections, string path)
    {
        (Header header, FitSource source, DrawOptions options) = sections.Read(SavedLayout.Fit, ReadFit);
        Table table = sections.Read(SavedLayout.Data, TableFields.Read);
        BoundModel model = Bind(header, table, path);
        EngineRun run = ReadRun(sections, out PositionKind kind);
        if (kind == PositionKind.Conditional)
        {
            throw ReadOtherwise(header, path);
        }

        DrawColumn[] parameters = sections.Read(SavedLayout.Parameters, fields => fields.List(() => ReadColumn(fields)));
        DrawTable.Table draws = sections.Read(SavedLayout.Effects, fields =>
        {
            int every = fields.Count();
            DrawColumn[] effects = fields.List(() => ReadColumn(fields));
            return new DrawTable.Table(parameters, effects, every, fields.List(() => fields.Truth() ? fields.List(fields.Numbers) : null));
        });
        CheckNames(parameters.Select(column => column.Name), model.Parameters.Select(parameter => parameter.Name), header, path);
        CheckNames(draws.GroupEffects.Select(column => column.Name), EffectNames(model), header, path);
        CheckLengths(model, run.Draws, draws);
        Posterior posterior = Posterior.Restore(
            model, options, run, new Lazy<IPositionSource?>(() => CreateSource(kind, model, options)), draws);
        return new SavedFit(path, posterior, header.Software, header.DataHash, source);
    }

    private static (Header Header, FitSource Source, DrawOptions Options) ReadFit(FieldReader fields)
    {
        string software = fields.Text(), name = fields.Text(), text = fields.Text();
        string? modelFile = fields.OptionalText(), modelPath = fields.OptionalText(), dataPath = fields.OptionalText();
        string hash = fields.Text();
        FitSource source = new(modelFile, modelPath, dataPath, fields.List(() => new FitSetting(fields.Text(), fields.Text())).ToEquatableArray());
        DrawOptions options = new() { Chains = fields.Count(), Draws = fields.Count(), Seed = (ulong)fields.Whole() };
        return (new Header(software, name, text, hash), source, options);
    }

    private static BoundModel Bind(Header header, Table table, string path)
    {
        try
        {
            return ModelBinding.Bind(Model.Parse(header.Text, header.Name), table);
        }
        catch (ModelException)
        {
            throw ReadOtherwise(header, path);
        }
    }

    private static EngineRun ReadRun(SectionReader sections, out PositionKind kind)
    {
        Origin origin = sections.Read(SavedLayout.Origin, OriginFields.Read);
        double[] coordinates = sections.Read(SavedLayout.Coordinates, fields => fields.Numbers());
        (EngineRun run, kind) = sections.Read(SavedLayout.Run, fields =>
        {
            string engine = fields.Text();
            EngineReason reason = RunFields.ReadReason(fields);
            MessagePassingReport? messages = RunFields.ReadMessages(fields);
            int dimension = fields.Count(), chains = fields.Count();
            Draws draws = new(origin, dimension, coordinates, chains, fields.Truth(), new TimeSpan(fields.Whole()));
            return (new EngineRun(engine, reason, draws) { MessagePassing = messages }, fields.Choice<PositionKind>());
        });
        return run;
    }

    private static DrawColumn ReadColumn(FieldReader fields) => new(fields.Text(), fields.Numbers());

    private static IEnumerable<string> EffectNames(BoundModel model) => model.GroupTerms.SelectMany(term =>
        term.Levels.SelectMany(level => term.Effects.Select(effect => Parameter.GroupEffect(term.Group, level, effect))));

    private static void CheckNames(IEnumerable<string> kept, IEnumerable<string> now, Header header, string path)
    {
        if (!kept.SequenceEqual(now))
        {
            throw ReadOtherwise(header, path);
        }
    }

    private static void CheckLengths(BoundModel model, Draws draws, DrawTable.Table table)
    {
        if (table.Thinning < 1 || table.FactorsAtOrigin.Length != model.GroupTerms.Count
            || Array.Exists(table.Parameters, column => column.Values.Length != draws.Count)
            || Array.Exists(table.GroupEffects, column => column.Values.Length != draws.Chains * (draws.DrawsPerChain / table.Thinning)))
        {
            throw new InvalidDataException("its columns do not have one number a draw");
        }
    }

    private static IPositionSource? CreateSource(PositionKind kind, BoundModel model, DrawOptions options) => kind switch
    {
        PositionKind.Marginal => new MarginalDensity(model),
        PositionKind.EstimatedMarginal => new StudentMarginal(model, options.Seed),
        PositionKind.Plain => new PlainPositions(model, effects: null),
        PositionKind.Parameters => PlainPositions.OfParameters(model),
        _ => null,
    };

    private static NotReadableException ReadOtherwise(Header header, string path) => new(
        $"'{path}' was saved by version {header.Software} of this software, which read its model otherwise than version {SavedFit.ThisSoftware} does: "
            + "fit the model again.");

    /// <summary>The file is whole, and still it cannot be read.</summary>
    private sealed class NotReadableException(string message) : Exception(message);

    /// <summary>What the file says of itself.</summary>
    private sealed record Header(string Software, string Name, string Text, string DataHash);
}
