namespace BayesLmm.Tests.References;

/// <summary>The models of the folder <c>models</c>.</summary>
internal static class ModelFiles
{
    /// <summary>All of them.</summary>
    public static IEnumerable<string> All =>
        Directory.EnumerateFiles(Repository.PathOf("models"), "*.blmm").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    /// <summary>Those with residuals that are normal, or a mixture of normal ones: the models that every engine can answer.</summary>
    public static IEnumerable<string> Names => All.Except(OtherFamilies);

    /// <summary>Those with binary, binomial or count responses.</summary>
    public static IEnumerable<string> OtherFamilies { get; } = ["bacteria", "cbpp", "epilepsy", "salamanders"];

    public static BoundModel Bind(string name)
    {
        string path = Repository.PathOf("models", name + ".blmm");
        Model model = Model.Parse(File.ReadAllText(path), path);
        return model.Bind(TableReader.Read(Path.Combine(Path.GetDirectoryName(path)!, model.DataPath!), model.Columns));
    }
}
