using BayesLmm.Numerics;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling.Normal;

namespace BayesLmm.Posteriors.Saved;

/// <summary>The engine of a fit, why it was used, and what it has to say about message passing.</summary>
internal static class RunFields
{
    /// <summary>Writes the reason for an engine.</summary>
    public static void WriteReason(FieldWriter fields, EngineReason reason)
    {
        fields.Text(NameOf(reason));
        switch (reason)
        {
            case EngineReason.ManyCoordinates many:
                fields.Whole(many.Coordinates);
                break;
            case EngineReason.NothingToIntegrate nothing:
                fields.Text(nothing.Residuals);
                break;
            case EngineReason.ImportanceFailed failed:
                fields.Text(failed.Failure);
                break;
            case EngineReason.ImportanceInsufficient tried:
                fields.Number(tried.ParetoShape);
                fields.Number(tried.Size);
                break;
        }
    }

    /// <summary>Reads the reason for an engine.</summary>
    public static EngineReason ReadReason(FieldReader fields) => fields.Text() switch
    {
        nameof(EngineReason.AskedFor) => new EngineReason.AskedFor(),
        nameof(EngineReason.CheapDensity) => new EngineReason.CheapDensity(),
        nameof(EngineReason.GoodWeights) => new EngineReason.GoodWeights(),
        nameof(EngineReason.ManyCoordinates) => new EngineReason.ManyCoordinates(fields.Count()),
        nameof(EngineReason.NothingToIntegrate) => new EngineReason.NothingToIntegrate(fields.Text()),
        nameof(EngineReason.ImportanceFailed) => new EngineReason.ImportanceFailed(fields.Text()),
        nameof(EngineReason.ImportanceInsufficient) => new EngineReason.ImportanceInsufficient(fields.Number(), fields.Number()),
        var other => throw new InvalidDataException($"the reason '{other}' is unknown"),
    };

    /// <summary>Writes the report of message passing, if there is one.</summary>
    public static void WriteMessages(FieldWriter fields, MessagePassingReport? report)
    {
        fields.Truth(report is not null);
        if (report is null)
        {
            return;
        }

        fields.Text(report.Stage.ToString());
        fields.Number(report.LowerBound);
        fields.Whole(report.Sweeps);
        fields.Truth(report.Converged);
        fields.List(report.Substitutions, fields.Text);
        fields.Whole(report.Elapsed.Ticks);
        fields.Truth(report.IsBuiltIn);
        fields.Truth(report.HasIndefiniteResponse);
        fields.Truth(report.IsScaleMixture);
        fields.Truth(report.HasFittedCoefficients);
        fields.Truth(report.HasReliableWeights);
        fields.Text(report.Algorithm);
        fields.Truth(report.IsBound);
        fields.Whole(report.Compilation.Ticks);
        WriteNormal(fields, report.Collapsed);
        WriteShortfall(fields, report.NotRefined);
        fields.List(report.Notes, note =>
        {
            fields.Text(NameOf(note));
            fields.Text((note as MessageNote.CorrelatedEffects)?.Group);
        });
    }

    /// <summary>Reads the report of message passing, if there is one.</summary>
    public static MessagePassingReport? ReadMessages(FieldReader fields) => !fields.Truth()
        ? null
        : new(
            fields.Choice<Refinement>(), fields.Number(), fields.Count(), fields.Truth(), fields.List(fields.Text).ToEquatableArray(),
            new TimeSpan(fields.Whole()))
        {
            IsBuiltIn = fields.Truth(),
            HasIndefiniteResponse = fields.Truth(),
            IsScaleMixture = fields.Truth(),
            HasFittedCoefficients = fields.Truth(),
            HasReliableWeights = fields.Truth(),
            Algorithm = fields.Text(),
            IsBound = fields.Truth(),
            Compilation = new TimeSpan(fields.Whole()),
            Collapsed = ReadNormal(fields),
            NotRefined = ReadShortfall(fields),
            Notes = fields.List(() => ReadNote(fields)).ToEquatableArray(),
        };

    /// <summary>The name of a case of a closed family.</summary>
    private static string NameOf(object value) => value.GetType().Name;

    private static void WriteNormal(FieldWriter fields, VariationalNormalFit? normal)
    {
        fields.Truth(normal is not null);
        if (normal is not null)
        {
            fields.Numbers(normal.Mean.Span);
            fields.Numbers(normal.Covariance.Span);
            fields.Numbers(normal.Bounds.Span);
            fields.Number(normal.Length);
            fields.Truth(normal.Converged);
            fields.Truth(normal.Interrupted);
            fields.Whole(normal.Evaluations);
            fields.Whole(normal.Elapsed.Ticks);
        }
    }

    private static VariationalNormalFit? ReadNormal(FieldReader fields) => !fields.Truth()
        ? null
        : new(
            fields.Numbers().ToEquatableArray(), fields.Numbers().ToEquatableArray(), fields.Numbers().ToEquatableArray(), fields.Number(), fields.Truth(),
            fields.Truth(), fields.Count(), new TimeSpan(fields.Whole()));

    private static void WriteShortfall(FieldWriter fields, Shortfall? shortfall)
    {
        fields.Text(shortfall is null ? null : NameOf(shortfall));
        fields.Text(shortfall switch
        {
            Shortfall.NoResponse none => none.Residuals,
            Shortfall.ImportanceFailed failed => failed.Failure,
            _ => null,
        });
    }

    private static Shortfall? ReadShortfall(FieldReader fields) => (fields.OptionalText(), fields.OptionalText()) switch
    {
        (null, _) => null,
        (nameof(Shortfall.NotConverged), _) => new Shortfall.NotConverged(),
        (nameof(Shortfall.NearBound), _) => new Shortfall.NearBound(),
        (nameof(Shortfall.NoDensity), _) => new Shortfall.NoDensity(),
        (nameof(Shortfall.NoForm), _) => new Shortfall.NoForm(),
        (nameof(Shortfall.NoResponse), { } residuals) => new Shortfall.NoResponse(residuals),
        (nameof(Shortfall.ImportanceFailed), { } failure) => new Shortfall.ImportanceFailed(failure),
        (var other, _) => throw new InvalidDataException($"the shortfall '{other}' is unknown"),
    };

    private static MessageNote ReadNote(FieldReader fields) => (fields.Text(), fields.OptionalText()) switch
    {
        (nameof(MessageNote.StillChanging), _) => new MessageNote.StillChanging(),
        (nameof(MessageNote.MeanField), _) => new MessageNote.MeanField(),
        (nameof(MessageNote.EstimatedEvidence), _) => new MessageNote.EstimatedEvidence(),
        (nameof(MessageNote.Experimental), _) => new MessageNote.Experimental(),
        (nameof(MessageNote.MadeProper), _) => new MessageNote.MadeProper(),
        (nameof(MessageNote.CorrelatedEffects), { } group) => new MessageNote.CorrelatedEffects(group),
        (var other, _) => throw new InvalidDataException($"the note '{other}' is unknown"),
    };
}
