namespace BayesLmm.Design.Expressions;

/// <summary>
/// What stateful functions (scale, center, mean, poly, ns, bs, factor) remember of the training values, by the text of their call. A model is trained once;
/// predictions then use the same means, polynomials, knots and levels.
/// </summary>
internal sealed class TransformStates
{
    private readonly Dictionary<string, object> states = new(StringComparer.Ordinal);

    /// <summary>The state of a call: trained the first time it is asked for, remembered from then on.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="call">The call's text.</param>
    /// <param name="train">Makes the state from the values at hand; null when it cannot be made.</param>
    internal T? GetOrTrain<T>(string call, Func<T?> train)
        where T : class
    {
        if (states.TryGetValue(call, out object? known))
        {
            return (T)known;
        }

        T? trained = train();
        if (trained is not null)
        {
            states[call] = trained;
        }

        return trained;
    }
}

/// <summary>x ↦ (x − mean) / sd: what center and scale remember.</summary>
/// <param name="Mean">The training values' mean.</param>
/// <param name="Sd">Their standard deviation (n − 1); 1 for center.</param>
internal sealed record Standardization(double Mean, double Sd);
