using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// The answers of several engines to one model, compared with one of them: for each parameter the error of its posterior mean and of its posterior standard
/// deviation, in units of the reference's standard deviation. Immutable.
/// </summary>
public sealed record EngineTable
{
    private EngineTable(EngineAnswer reference, EquatableArray<EngineAnswer> others, EquatableArray<EngineTableRow> rows)
    {
        Reference = reference;
        Others = others;
        Rows = rows;
    }

    /// <summary>The answer that the others are compared with: that of Hamiltonian Monte Carlo if there is one, otherwise the first.</summary>
    public EngineAnswer Reference { get; }

    /// <summary>The other answers in their order.</summary>
    public EquatableArray<EngineAnswer> Others { get; }

    /// <summary>One a parameter, in the order of <see cref="BoundModel.Parameters"/>.</summary>
    internal EquatableArray<EngineTableRow> Rows { get; }

    /// <summary>Compares answers with each other.</summary>
    /// <param name="reml">The REML fit of the same model; null where the family has none.</param>
    /// <param name="answers">The answers, at least one, under different names.</param>
    /// <exception cref="ArgumentException">There is no answer, two have one name, or they are of models with different parameters.</exception>
    public static EngineTable Create(RemlFit? reml, IReadOnlyList<EngineAnswer> answers)
    {
        if (answers.Count == 0)
        {
            throw new ArgumentException("There is no answer to put into a table of engines.", nameof(answers));
        }

        if (answers.GroupBy(answer => answer.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"There are {twice.Count()} answers of the name '{twice.Key}'.", nameof(answers));
        }

        EngineAnswer reference = answers.FirstOrDefault(answer => answer.Posterior.Engine == HmcEngine.Id) ?? answers[0];
        EquatableArray<EngineAnswer> others = answers.Where(answer => answer != reference).ToEquatableArray();
        string[] names = [.. reference.Posterior.ParameterSummaries.Select(summary => summary.Name)];
        if (others.FirstOrDefault(answer => !answer.Posterior.ParameterSummaries.Select(summary => summary.Name).SequenceEqual(names)) is { } foreign)
        {
            throw new ArgumentException($"The answers '{reference.Name}' and '{foreign.Name}' are of models with different parameters.", nameof(answers));
        }

        return new EngineTable(reference, others, Enumerable.Range(0, names.Length).Select(i => Row(reml, reference, others, i)).ToEquatableArray());
    }

    /// <summary>
    /// How far an answer is from the reference in one parameter, in the reference's posterior standard deviations; NaN for a constant. An error of a standard
    /// deviation of −0.3 is one that is 30 % too small. Noise is the Monte Carlo standard error of an error, from the draws of both.
    /// </summary>
    /// <param name="answer">One of the <see cref="Others"/>.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">It is not one of the other answers, or there is no such parameter.</exception>
    public (double Mean, double Sd, double MeanNoise, double SdNoise) Error(EngineAnswer answer, string parameter)
    {
        int column = Others.ToList().IndexOf(answer);
        if (column < 0)
        {
            throw new ArgumentException($"The answer '{answer?.Name}' is not one of those that are compared with the reference.", nameof(answer));
        }

        EngineTableRow row = Rows.FirstOrDefault(row => row.Name == parameter)
            ?? throw new ArgumentException($"The model has no parameter '{parameter}'.", nameof(parameter));
        (double mean, double sd, double meanNoise, double sdNoise) = row.Errors[column];
        return (mean, sd, meanNoise, sdNoise);
    }

    /// <summary>The largest Monte Carlo standard error of a mean's error in the table, in the same units; NaN when there is none.</summary>
    public double LargestMeanNoise =>
        Rows.SelectMany(row => row.Errors).Select(error => error.MeanNoise).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    /// <summary>The largest Monte Carlo standard error of a standard deviation's error in the table, in the same units; NaN when there is none.</summary>
    public double LargestSdNoise => Rows.SelectMany(row => row.Errors).Select(error => error.SdNoise).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    private static EngineTableRow Row(RemlFit? reml, EngineAnswer reference, EquatableArray<EngineAnswer> others, int i)
    {
        QuantitySummary summary = reference.Posterior.ParameterSummaries[i];
        return new EngineTableRow(
            summary.Name,
            reml?.TryGet(summary.Name)?.Estimate ?? double.NaN,
            summary,
            others.Select(answer => Difference(summary, answer.Posterior.ParameterSummaries[i])).ToEquatableArray());
    }

    /// <summary>Errors relative to the reference; NaN for a constant, which has no standard deviation.</summary>
    private static EngineError Difference(QuantitySummary reference, QuantitySummary other)
    {
        double unit = reference.Sd > 0 && double.IsFinite(reference.MeanError) ? reference.Sd : double.NaN;
        return new EngineError(
            (other.Mean - reference.Mean) / unit,
            (other.Sd - reference.Sd) / unit,
            double.Hypot(reference.MeanError, other.MeanError) / unit,
            double.Hypot(reference.SdError, other.SdError) / unit);
    }
}

/// <summary>A parameter in an <see cref="EngineTable"/>.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Estimate">The REML estimate; NaN if there is none, as for <c>nu</c>.</param>
/// <param name="Reference">The reference's posterior, in the parameter's own unit.</param>
/// <param name="Errors">The errors of the other answers, in the order of <see cref="EngineTable.Others"/>.</param>
internal sealed record EngineTableRow(string Name, double Estimate, QuantitySummary Reference, EquatableArray<EngineError> Errors);

/// <summary>How far an answer is from the reference, in the reference's posterior standard deviations; NaN for a constant.</summary>
/// <param name="Mean">(mean − mean of the reference) / sd of the reference.</param>
/// <param name="Sd">(sd − sd of the reference) / sd of the reference: −0.3 is a standard deviation that is 30 % too small.</param>
/// <param name="MeanNoise">The Monte Carlo standard error of <paramref name="Mean"/>, from the draws of both.</param>
/// <param name="SdNoise">The Monte Carlo standard error of <paramref name="Sd"/>, from the draws of both.</param>
internal readonly record struct EngineError(double Mean, double Sd, double MeanNoise, double SdNoise);
