using BayesLmm.Distributions;
using BayesLmm.Models;
using BayesLmm.Reports.Document;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Reports.Content.Priors;

/// <summary>The report of priors and of what they imply.</summary>
internal static class PriorContent
{
    private const int Digits = 3;

    /// <summary>The document.</summary>
    public static ReportDocument Of(PriorSimulation simulation)
    {
        ReportTable priors = Priors(simulation), quantities = Quantities(simulation);
        string formula = simulation.Model.Specification.FormulaText;
        return new ReportDocument(
            $"Priors: {formula}",
            [
                new Section("Model", new FormulaText(formula)),
                new Section("Priors", priors),
                new Section(
                    $"What they imply before the data ({simulation.Draws} draws from the priors, seed {simulation.Seed})",
                    quantities,
                    Prose.Lines("'observed' is the response's own, to compare sizes; the simulation has not looked at it.")),
                .. Flat(simulation),
            ],
            [
                new("formula", formula),
                new("draws", simulation.Draws),
                new("seed", simulation.Seed),
                new("priors", priors.Records("parameter", "distribution", "default", "note", "q5", "q50", "q95")),
                new("quantities", quantities.Records("name", "meaning", "q5", "q50", "q95", "observed", "leftOut")),
                new("notComputed", Datum.ListOf(simulation.NotComputed)),
                ColumnsContent.Member(simulation.Model),
                InputContent.Warnings(simulation.Model.Warnings),
            ])
        {
            CsvFields = [Field.Table, Field.Term, "prior", "is_default", "q5", "q50", "q95", "observed", "note"],
        };
    }

    private static ReportTable Priors(PriorSimulation simulation) => TableOf
        .Items("priors", simulation.Model.Priors.Select(prior => (Prior: prior, Quantiles: Quantiles(simulation, prior))))
        .Words("parameter", Field.Term, "parameter", row => row.Prior.Parameter)
        .Words("prior", "prior", "distribution", row => row.Prior.Distribution)
        .Plain("origin", "is_default", "default", row => InputContent.Origin(row.Prior.IsDefault))
        .Numbers("5%", "q5", "q5", row => Cell.MarkedDigits(row.Quantiles?.Lower, Digits))
        .Numbers("50%", "q50", "q50", row => Cell.MarkedDigits(row.Quantiles?.Median, Digits))
        .Numbers("95%", "q95", "q95", row => Cell.MarkedDigits(row.Quantiles?.Upper, Digits))
        .Plain("note", "note", "note", row => Cell.Words(row.Prior.Note))
        .Build();

    private static ReportTable Quantities(PriorSimulation simulation) => TableOf.Items("implied", simulation.Quantities)
        .Words("quantity", Field.Term, "name", quantity => quantity.Name)
        .Numbers("5%", "q5", "q5", quantity => Cell.MarkedDigits(quantity.Lower, Digits))
        .Numbers("50%", "q50", "q50", quantity => Cell.MarkedDigits(quantity.Median, Digits))
        .Numbers("95%", "q95", "q95", quantity => Cell.MarkedDigits(quantity.Upper, Digits))
        .Numbers("observed", "observed", "observed", quantity => quantity.Observed is null ? Cell.None : Cell.MarkedDigits(quantity.Observed, Digits))
        .Plain("meaning", "note", "meaning", quantity => Cell.Words(quantity.Meaning))
        .Data("leftOut", quantity => Datum.ListOf(quantity.LeftOut))
        .Build();

    private static IEnumerable<Section> Flat(PriorSimulation simulation)
    {
        if (simulation.FlatParameters.Count > 0)
        {
            yield return new Section(
                "Flat priors imply nothing and were left out",
                [
                    .. simulation.Quantities.Where(quantity => quantity.LeftOut.Count > 0)
                        .Select(quantity => Prose.Lines($"{quantity.Name} is without {string.Join(", ", quantity.LeftOut)}.")),
                    .. simulation.NotComputed.Select(sentence => Prose.Lines($"Not computed: {sentence}")),
                ]);
        }
    }

    /// <summary>The quantiles of a prior's draws; null when it is flat. For a correlation matrix, those of any one correlation, because all have the same
    /// distribution.</summary>
    private static (double Lower, double Median, double Upper)? Quantiles(PriorSimulation simulation, PriorListing prior)
    {
        string? correlation = simulation.Model.GroupTerms
            .Where(term => prior.Parameter == Parameter.CorrelationsOf(term.Group).Name)
            .SelectMany(term => term.Parameters)
            .FirstOrDefault(parameter => parameter.Kind == ParameterKind.GroupCorrelation)?.Name;
        DrawColumn? draws = simulation.Parameters.FirstOrDefault(column => column.Name == (correlation ?? prior.Parameter));
        return draws is null ? null : PriorSimulation.Summarize(draws.Values);
    }
}
