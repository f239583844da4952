using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>What is to be said of a posterior beside its parameters, read and checked before there are draws.</summary>
/// <param name="Intervals">How parameters and quantities are summarised; null if nothing in particular was asked for.</param>
/// <param name="Ropes">The regions of practical equivalence of single parameters.</param>
/// <param name="Quantities">Quantities, each of which may use those before it.</param>
/// <param name="Hypotheses">Hypotheses.</param>
internal sealed record QuantityPlan(
    SummaryOptions? Intervals,
    EquatableArray<(string Name, double Lower, double Upper)> Ropes,
    EquatableArray<QuantityDefinition> Quantities,
    EquatableArray<HypothesisDefinition> Hypotheses)
{
    /// <summary>Whether intervals or regions of parameters were asked for.</summary>
    public bool HasIntervals => Intervals is not null || Ropes.Count > 0;

    /// <summary>Reads what was asked for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="intervals">How parameters and quantities are summarised; null for nothing in particular.</param>
    /// <param name="ropes">The regions of single parameters.</param>
    /// <param name="quantities">Quantities as <c>name = expression</c>.</param>
    /// <param name="hypotheses">Hypotheses.</param>
    /// <exception cref="ModelException">Something cannot be read, or names what the model does not have; all diagnostics are in it.</exception>
    public static QuantityPlan Read(
        BoundModel model, SummaryOptions? intervals, IEnumerable<(string Name, double Lower, double Upper)> ropes, IEnumerable<string> quantities,
        IEnumerable<string> hypotheses)
    {
        QuantityReader reader = new(model);
        QuantityDefinition?[] read = [.. quantities.Select(reader.ReadQuantity)];
        HypothesisDefinition?[] tested = [.. hypotheses.Select(reader.ReadHypothesis)];
        string[] names = [.. read.OfType<QuantityDefinition>().Select(quantity => quantity.Name)];
        (string? Name, double Lower, double Upper)[] regions = [.. ropes.Select(rope => (reader.ReadName(rope.Name, names), rope.Lower, rope.Upper))];
        return reader.Diagnostics.Count > 0
            ? throw new ModelException(reader.Diagnostics)
            : new QuantityPlan(
                intervals,
                regions.Select(rope => (rope.Name!, rope.Lower, rope.Upper)).ToEquatableArray(),
                read.Select(quantity => quantity!).ToEquatableArray(),
                tested.Select(hypothesis => hypothesis!).ToEquatableArray());
    }

    /// <summary>How a parameter or quantity is summarised: a region for all is of coefficients and quantities, not of the intercept and of scales.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="hasGeneralRope">Whether a region for all is one of it.</param>
    public SummaryOptions OptionsOf(string name, bool hasGeneralRope)
    {
        SummaryOptions all = Intervals ?? new();
        foreach ((string one, double lower, double upper) in Ropes)
        {
            if (one == name)
            {
                return all with { Rope = (lower, upper) };
            }
        }

        return hasGeneralRope ? all : all with { Rope = null };
    }
}
