namespace BayesLmm.Benchmarks;

/// <summary>Models from the repository's folder <c>models</c>, bound to their data.</summary>
public static class BenchmarkModels
{
    /// <summary>Binds a model of the folder.</summary>
    /// <param name="name">Its file's name without the extension.</param>
    public static BoundModel Bind(string name) => Read(name).Model.Bind(Data(name));

    /// <summary>The data of a model of the folder.</summary>
    /// <param name="name">Its file's name without the extension.</param>
    public static Table Data(string name)
    {
        (Model model, string path) = Read(name);
        return TableReader.Read(Path.Combine(Path.GetDirectoryName(path)!, model.DataPath!), model.Columns);
    }

    private static (Model Model, string Path) Read(string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "BayesLmm.sln")))
        {
            root = root.Parent;
        }

        string path = Path.Combine(root?.FullName ?? throw new DirectoryNotFoundException("No folder above holds BayesLmm.sln."), "models", name + ".blmm");
        return (Model.Parse(File.ReadAllText(path), path), path);
    }
}
