using System.Globalization;
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
        string formula = simulation.Model.Specification.FormulaText;
        Part body = Body(simulation);
        return new ReportDocument(
            $"Priors: {formula}",
            [new Section("Model", new FormulaText(formula)), .. body.Sections],
            [new("formula", formula), .. body.Members, ColumnsContent.Member(simulation.Model), InputContent.Warnings(simulation.Model.Warnings)])
        {
            CsvFields = [Field.Table, Field.Term, "prior", "is_default", "q5", "q50", "q95", "observed", "note"],
        };
    }

    /// <summary>The priors and what they imply.</summary>
    public static Part Body(PriorSimulation simulation)
    {
        ReportTable priors = Priors(simulation), quantities = Quantities(simulation), predictive = Predictive(simulation);
        return new Part(
            [
                new Section("Priors", priors),
                new Section(
                    $"What they imply before the data ({simulation.Draws} draws from the priors, seed {simulation.Seed})",
                    quantities,
                    Prose.Lines("'observed' is the response's own, to compare sizes; the simulation has not looked at it.")),
                .. simulation.Predictive.Count == 0 ? [] : (Section[])[new Section(
                    "Tables drawn from priors and likelihood, beside the observed one", predictive, new Prose(PredictiveNote(simulation)))],
                .. Flat(simulation),
            ],
            new("draws", simulation.Draws),
            new("seed", simulation.Seed),
            new("priors", priors.Records("parameter", "distribution", "default", "note", "q5", "q50", "q95")),
            new("quantities", quantities.Records("name", "meaning", "q5", "q50", "q95", "observed", "leftOut")),
            new("predictive", predictive.Records()),
            new("notComputed", Datum.ListOf(simulation.NotComputed)));
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

    /// <summary>A row for what the priors imply, and one for what was observed.</summary>
    private static ReportTable Predictive(PriorSimulation simulation)
    {
        TableOf<(PriorPredictive Of, bool IsObserved)> table = TableOf
            .Items("predictive", simulation.Predictive.SelectMany(one => ((PriorPredictive Of, bool IsObserved)[])[(one, false), (one, true)]))
            .Words("quantity", Field.Term, "name", row => row.Of.Name)
            .Words("of", "source", "source", row => row.IsObserved ? "observed" : "priors");
        for (int q = 0; q < PriorPredictive.Probabilities.Count; q++)
        {
            int place = q;
            string percent = (100 * PriorPredictive.Probabilities[q]).ToString("0", CultureInfo.InvariantCulture);
            table.Numbers($"{percent}%", $"q{percent}", $"q{percent}", row => Cell.MarkedDigits(
                (row.IsObserved ? row.Of.Observed : row.Of.Quantiles)[place], Digits));
        }

        return table.Data("leftOut", row => Datum.ListOf(row.Of.LeftOut)).Build();
    }

    private static string PredictiveNote(PriorSimulation simulation)
    {
        IReadOnlyCollection<string> leftOut = simulation.Predictive[0].LeftOut;
        return "Quantiles over all simulated rows, and over the means of the levels of a grouping factor."
            + leftOut.Count switch
            {
                0 => "",
                1 => $" Simulated without {leftOut.First()}, whose prior is flat: with it, such tables have no distribution.",
                _ => $" Simulated without {string.Join(", ", leftOut)}, whose priors are flat: with them, such tables have no distribution.",
            };
    }

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
