namespace BayesLmm.Posteriors.Quantities;

/// <summary>A function of draws.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="TakesSeveral">Whether it takes any number of arguments from one on; otherwise it takes one.</param>
/// <param name="Compute">Its value.</param>
internal sealed record QuantityFunction(string Name, bool TakesSeveral, Func<double[], double> Compute)
{
    /// <summary>All functions.</summary>
    public static IReadOnlyList<QuantityFunction> All { get; } =
    [
        new("log", false, values => Math.Log(values[0])),
        new("exp", false, values => Math.Exp(values[0])),
        new("sqrt", false, values => Math.Sqrt(values[0])),
        new("abs", false, values => Math.Abs(values[0])),
        new("min", true, values => values.Min()),
        new("max", true, values => values.Max()),
    ];

    /// <summary>The function of a name; null for none.</summary>
    public static QuantityFunction? Find(string name) => All.FirstOrDefault(function => function.Name == name);
}
