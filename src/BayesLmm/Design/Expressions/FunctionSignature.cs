using BayesLmm.Numerics;

namespace BayesLmm.Design.Expressions;

/// <summary>How a function of the language is called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The names of its arguments, in order.</param>
/// <param name="Required">How many of them, from the first, must be given.</param>
/// <param name="Usage">The call in words, for messages.</param>
internal sealed record FunctionSignature(string Name, EquatableArray<string> Parameters, int Required, string Usage)
{
    private static readonly string[] RowByRow = ["log2", "log10", "log1p", "exp", "sqrt", "abs", "sin", "cos", "tan"];

    private static readonly Dictionary<string, string> NamesInR = new(StringComparer.Ordinal)
    {
        ["is.na"] = "is_missing",
        ["as.Date"] = "date",
        ["as.factor"] = "factor",
        ["ave"] = "mean",
    };

    /// <summary>Any further arguments are grouping factors, and have no names.</summary>
    public bool TakesGroups { get; private init; }

    /// <summary>All functions, in the order in which messages list them.</summary>
    public static EquatableArray<FunctionSignature> All { get; } =
    [
        new("log", ["x", "base"], 1, "log(x) or log(x, base)"),
        .. RowByRow.Select(OfOneColumn),
        OfOneColumn("I"),
        Grouped("scale"),
        Grouped("center"),
        Grouped("mean"),
        new("poly", ["x", "degree"], 2, "poly(x, degree)"),
        new("ns", ["x", "df", "knots", "intercept", "Boundary.knots"], 1, "ns(x, df) or ns(x, knots = c(a, b))"),
        new("bs", ["x", "df", "knots", "degree", "intercept", "Boundary.knots"], 1, "bs(x, df) or bs(x, knots = c(a, b))"),
        OfOneColumn("factor"),
        new("date", ["x", "format"], 1, "date(x) or date(x, \"dd.MM.yyyy\")"),
        OfOneColumn("is_missing"),
        OfOneColumn("offset"),
    ];

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => All.Select(signature => signature.Name);

    /// <summary>The function of a name, or null.</summary>
    public static FunctionSignature? Find(string name) => All.FirstOrDefault(signature => signature.Name == name);

    /// <summary>What the language calls a function of R that has another name there; otherwise null.</summary>
    public static string? NameOf(string inR) => NamesInR.GetValueOrDefault(inR);

    private static FunctionSignature OfOneColumn(string name) => new(name, ["x"], 1, $"{name}(x)");

    private static FunctionSignature Grouped(string name) => new(name, ["x"], 1, $"{name}(x) or {name}(x, group)") { TakesGroups = true };
}
