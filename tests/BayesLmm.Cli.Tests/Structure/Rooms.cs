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

        "BayesLmm.Sampling/Densities",
        "BayesLmm.Sampling/Convergence",
        "BayesLmm.Sampling/Metrics",
        "BayesLmm.Sampling/Start",
        "BayesLmm.Sampling/Origins",
        "BayesLmm.Sampling/NoUTurn/Trees",
        "BayesLmm.Sampling/NoUTurn/Dynamics",
        "BayesLmm.Sampling/NoUTurn/Adaptation",
        "BayesLmm.Sampling/NoUTurn",
        "BayesLmm.Sampling/Importance",
        "BayesLmm.Sampling/Normal",

        "BayesLmm/Diagnostics",
        "BayesLmm/Distributions",
        "BayesLmm/Families",
        "BayesLmm/Language/Syntax",
        "BayesLmm/Language/Tokens",
        "BayesLmm/Language/Printing",
        "BayesLmm/Language/Grammar",
        "BayesLmm/Language/Checks",
        "BayesLmm/Language",
        "BayesLmm/Covariances",
        "BayesLmm/Specification/Formulas",
        "BayesLmm/Specification/Levels",
        "BayesLmm/Specification/Priors",
        "BayesLmm/Specification",
        "BayesLmm/Specification/Printing",
        "BayesLmm/Data/Cells",
        "BayesLmm/Data/Columns",
        "BayesLmm/Data/Records",
        "BayesLmm/Data",
        "BayesLmm/Data/Readings",
        "BayesLmm/Data/Files/Formats",
        "BayesLmm/Data/Files/DuckDb",
        "BayesLmm/Data/Files/Delimited",
        "BayesLmm/Data/Files/Json",
        "BayesLmm/Data/Files",
        "BayesLmm/Design/Splines",
        "BayesLmm/Design/Expressions",
        "BayesLmm/Design/Columns",
        "BayesLmm/Design",
        "BayesLmm/Design/Products",
        "BayesLmm/Models",
        "BayesLmm/Models/Binding",
        "BayesLmm/Models/Latex",
        "BayesLmm/Equations",
        "BayesLmm/Equations/Laplace",
        "BayesLmm/Estimation/Minimization",
        "BayesLmm/Estimation",
        "BayesLmm/Estimation/Tests",
        "BayesLmm/Estimation/Means",
        "BayesLmm/Estimation/Predictions",
        "BayesLmm/Estimation/Checks",
        "BayesLmm/Estimation/Profiles",
        "BayesLmm/Estimation/Comparison",
        "BayesLmm/Estimation/Bootstrap",
        "BayesLmm/Estimation/Laplace",
        "BayesLmm/Densities/Coordinates",
        "BayesLmm/Densities",
        "BayesLmm/Densities/Groups",
        "BayesLmm/FactorGraphs/Conjugate",
        "BayesLmm/FactorGraphs/Graphs",
        "BayesLmm/FactorGraphs/Approximations",
        "BayesLmm/FactorGraphs/Variational",
        "BayesLmm/FactorGraphs/Gibbs",
        "BayesLmm/FactorGraphs/Texts",
        "BayesLmm/FactorGraphs/Pictures",
        "BayesLmm/FactorGraphs/Pictures/Layouts",
        "BayesLmm/FactorGraphs/Pictures/Formats",
        "BayesLmm/FactorGraphs/Programs",
        "BayesLmm/Posteriors/MessagePassing",
        "BayesLmm/Posteriors/Runs",
        "BayesLmm/Posteriors/Tables",
        "BayesLmm/Posteriors/Summaries",
        "BayesLmm/Posteriors",
        "BayesLmm/Posteriors/Quantities",
        "BayesLmm/Posteriors/Rows",
        "BayesLmm/Posteriors/Predictions",
        "BayesLmm/Posteriors/Means",
        "BayesLmm/Posteriors/Groups",
        "BayesLmm/Posteriors/VarianceShares",
        "BayesLmm/Posteriors/Priors",
        "BayesLmm/Posteriors/Files",
        "BayesLmm/Engines",
        "BayesLmm/Engines/Hmc",
        "BayesLmm/Engines/Importance",
        "BayesLmm/Engines/Laplace",
        "BayesLmm/Engines/MessagePassing",
        "BayesLmm/Engines/Gibbs",
        "BayesLmm/Engines/Choice",
        "BayesLmm/Posteriors/Saved",
        "BayesLmm/Posteriors/LeaveOut",
        "BayesLmm/Posteriors/Checks",
        "BayesLmm/Posteriors/Comparisons",
        "BayesLmm/Agreement",
        "BayesLmm",

        "BayesLmm.InferNet/Planning",
        "BayesLmm.InferNet/Reduction",
        "BayesLmm.InferNet/Programs",
        "BayesLmm.InferNet/MeanField",
        "BayesLmm.InferNet/Joint",
        "BayesLmm.InferNet",

        "BayesLmm.Plots",
        "BayesLmm.Plots/Statistics",
        "BayesLmm.Plots/Sources",
        "BayesLmm.Plots/Figures",
        "BayesLmm.Plots/Kinds",
        "BayesLmm.Plots/Rendering",

        "BayesLmm.Reports/Document",
        "BayesLmm.Reports/Starters",
        "BayesLmm.Reports/Wording",
        "BayesLmm.Reports/Formats/Pages",
        "BayesLmm.Reports/Formats",
        "BayesLmm.Reports/Figures",
        "BayesLmm.Reports/Content",
        "BayesLmm.Reports/Content/Explanations",
        "BayesLmm.Reports/Content/Priors",
        "BayesLmm.Reports/Content/Graphs",
        "BayesLmm.Reports/Content/Starters",
        "BayesLmm.Reports/Content/Reml",
        "BayesLmm.Reports/Content/Laplace",
        "BayesLmm.Reports/Content/Fits",
        "BayesLmm.Reports/Content/LeaveOut",
        "BayesLmm.Reports/Content/Comparisons",
        "BayesLmm.Reports/Content/Predictions",
        "BayesLmm.Reports/Content/Means",
        "BayesLmm.Reports/Content/Groups",
        "BayesLmm.Reports/Content/Checks",
        "BayesLmm.Reports/Content/Verdicts",
        "BayesLmm.Reports/Content/Stories",
        "BayesLmm.Reports",

        "BayesLmm.Cli/Terminal",
        "BayesLmm.Cli/Inputs",
        "BayesLmm.Cli/Starters",
        "BayesLmm.Cli/Fits",
        "BayesLmm.Cli/Commands",
        "BayesLmm.Cli",
    ];

    /// <summary>
    /// Whether a folder is a room of engines, which take cross-products and predictors from the bound model and never its rows or tables. The rooms below
    /// the estimates are not: tests, comparisons and checks look at the design that a fit came from.
    /// </summary>
    public static bool IsOfEngines(string folder) => folder is "BayesLmm/Estimation" or "BayesLmm/Estimation/Minimization"
        || ((string[])["BayesLmm/Equations", "BayesLmm/Densities", "BayesLmm/FactorGraphs", "BayesLmm/Engines"])
            .Any(room => folder == room || folder.StartsWith(room + "/", StringComparison.Ordinal));

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
