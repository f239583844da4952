namespace BayesLmm.InferNet.Tests;

/// <summary>Models of the example data.</summary>
internal static class Examples
{
    public const string Dyestuff = "Yield ~ 1 + (1 | Batch)";
    public const string Penicillin = "diameter ~ 1 + (1 | plate) + (1 | sample)";
    public const string Intercepts = "factor Subject\nReaction ~ 1 + Days + (1 | Subject)";
    public const string Slopes = "factor Subject\nReaction ~ 1 + Days + (1 + Days | Subject)";
    public const string IndependentSlopes = "factor Subject\nReaction ~ 1 + Days + (1 + Days || Subject)";
    public const string Pastes = "strength ~ 1 + (1 | batch/cask)";

    /// <summary>Abundances at 15 sites from 2001 to 2012.</summary>
    public const string FarYears = "../../tests/reference/faults/year";

    /// <summary>A model bound to a file of <c>examples/data</c>.</summary>
    public static BoundModel Bind(string data, string model, string priors = "") =>
        BayesLmm.Model.Parse($"{model}\n{priors}").Bind(TableReader.Read(Path.Combine(DataFolder(), data + ".csv")));

    /// <summary>A model of the folder <c>models</c>.</summary>
    public static BoundModel Model(string name)
    {
        string path = Path.Combine(Root(), "models", name + ".blmm");
        Model model = BayesLmm.Model.Parse(File.ReadAllText(path), path);
        return model.Bind(TableReader.Read(Path.Combine(Path.GetDirectoryName(path)!, model.DataPath!), model.Columns));
    }

    private static string DataFolder() => Path.Combine(Root(), "examples", "data");

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BayesLmm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BayesLmm.sln.");
    }
}
