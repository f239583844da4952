namespace BayesLmm.Cli.Tests.Structure;

/// <summary>The folders of <c>src</c> in the order in which data flows: each may use those above it.</summary>
internal static class Rooms
{
    /// <summary>All of them, the first room first.</summary>
    public static readonly IReadOnlyList<string> InOrder =
    [
        "BayesLmm.Numerics/Collections",
        "BayesLmm.Numerics/Parallel",
        "BayesLmm.Numerics/Dense",
        "BayesLmm.Numerics/Sparse",
        "BayesLmm.Numerics/Random",
        "BayesLmm.Numerics",

        "BayesLmm.Sampling/Densities",
        "BayesLmm.Sampling/Draws",
        "BayesLmm.Sampling/NoUTurn/Dynamics",
        "BayesLmm.Sampling/NoUTurn/Trees",
        "BayesLmm.Sampling/NoUTurn/Adaptation",
        "BayesLmm.Sampling/Start",
        "BayesLmm.Sampling/NoUTurn",
        "BayesLmm.Sampling/Importance",
        "BayesLmm.Sampling/Normal",
        "BayesLmm.Sampling/Convergence",

        "BayesLmm/Diagnostics",
        "BayesLmm/Language/Syntax",
        "BayesLmm/Language/Tokens",
        "BayesLmm/Language/Grammar",
        "BayesLmm/Language",
        "BayesLmm/Distributions",
        "BayesLmm/Families",
        "BayesLmm/Covariances",
        "BayesLmm/Specification/Formulas",
        "BayesLmm/Specification/Levels",
        "BayesLmm/Specification/Priors",
        "BayesLmm/Specification",
        "BayesLmm/Specification/Printing",
        "BayesLmm/Data",
        "BayesLmm/Data/Files",
        "BayesLmm/Data/Records",
        "BayesLmm/Data/Sql",
        "BayesLmm/Design/Expressions",
        "BayesLmm/Design/Columns",
        "BayesLmm/Design",
        "BayesLmm/Models",
        "BayesLmm/Equations",
        "BayesLmm/Estimation",
        "BayesLmm/Estimation/Tests",
        "BayesLmm/Estimation/Profiles",
        "BayesLmm/Estimation/Bootstrap",
        "BayesLmm/Estimation/Comparison",
        "BayesLmm/Estimation/Checks",
        "BayesLmm/Densities",
        "BayesLmm/FactorGraphs",
        "BayesLmm/FactorGraphs/Variational",
        "BayesLmm/FactorGraphs/Gibbs",
        "BayesLmm/Engines",
        "BayesLmm/Posteriors",
        "BayesLmm/Agreement",
        "BayesLmm/Designs",

        "BayesLmm.InferNet/Reduction",
        "BayesLmm.InferNet/Planning",
        "BayesLmm.InferNet",

        "BayesLmm.Plots/Marks",
        "BayesLmm.Plots/Rendering",
        "BayesLmm.Plots/Figures",
        "BayesLmm.Plots",

        "BayesLmm.Reports/Document",
        "BayesLmm.Reports/Wording",
        "BayesLmm.Reports/Content",
        "BayesLmm.Reports/Formats",

        "BayesLmm.Cli/Terminal",
        "BayesLmm.Cli/Starters",
        "BayesLmm.Cli/Inputs",
        "BayesLmm.Cli/Commands",
        "BayesLmm.Cli",
    ];

    /// <summary>The rooms of engines, which take cross-products and predictors from the bound model and never its rows or tables.</summary>
    public static readonly string[] OfEngines = ["BayesLmm/Estimation", "BayesLmm/Densities", "BayesLmm/FactorGraphs", "BayesLmm/Engines"];

    /// <summary>Whether a member is one of the rows or of the tables that they come from.</summary>
    public static bool IsOfRows(string member) =>
        member.StartsWith("BayesLmm.", StringComparison.Ordinal) && member.Split('.')[^2] is "ModelDesign" or "ModelFrame" or "Table";

    /// <summary>The namespace of public types, by project; a project that is not here has none.</summary>
    public static readonly IReadOnlyDictionary<string, string> Faces = new Dictionary<string, string>
    {
        ["BayesLmm.Numerics"] = "BayesLmm.Numerics",
        ["BayesLmm.Sampling"] = "BayesLmm.Sampling",
        ["BayesLmm"] = "BayesLmm",
        ["BayesLmm.InferNet"] = "BayesLmm",
        ["BayesLmm.Plots"] = "BayesLmm.Plots",
        ["BayesLmm.Reports"] = "BayesLmm",
    };

    /// <summary>For each project the projects that it may refer to.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Projects = new Dictionary<string, string[]>
    {
        ["BayesLmm.Numerics"] = [],
        ["BayesLmm.Sampling"] = ["BayesLmm.Numerics"],
        ["BayesLmm"] = ["BayesLmm.Numerics", "BayesLmm.Sampling"],
        ["BayesLmm.InferNet"] = ["BayesLmm"],
        ["BayesLmm.Plots"] = ["BayesLmm"],
        ["BayesLmm.Reports"] = ["BayesLmm", "BayesLmm.Plots"],
        ["BayesLmm.Cli"] = ["BayesLmm", "BayesLmm.InferNet", "BayesLmm.Plots", "BayesLmm.Reports"],
    };
}
