using BayesLmm.Models;
using BayesLmm.Posteriors;

namespace BayesLmm.Cli.Reports;

/// <summary>A prior and the quantiles of its draws.</summary>
/// <param name="Prior">The prior as a fit lists it.</param>
/// <param name="Quantiles">Its quantiles; null when it is flat. Of a correlation matrix those of any one correlation, for they are all alike.</param>
internal sealed record PriorRow(PriorListing Prior, (double Lower, double Median, double Upper)? Quantiles)
{
    /// <summary>One row for each prior.</summary>
    public static IEnumerable<PriorRow> Of(PriorSimulation simulation)
    {
        foreach (PriorListing prior in simulation.Model.Priors)
        {
            string? correlation = simulation.Model.GroupTerms
                .Where(term => prior.Parameter == $"cor({term.Group})")
                .SelectMany(term => term.Parameters)
                .FirstOrDefault(parameter => parameter.Kind == ParameterKind.GroupCorrelation).Name;
            DrawColumn? draws = simulation.Parameters.FirstOrDefault(column => column.Name == (correlation ?? prior.Parameter));
            yield return new PriorRow(prior, draws is null ? null : PriorSimulation.Summarize(draws.Values));
        }
    }
}
