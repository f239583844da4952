namespace BayesLmm.Tests.References;

/// <summary>The models of the folder <c>models</c>.</summary>
internal static class ModelFiles
{
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Repository.PathOf("models"), "*.blmm").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    public static BoundModel Bind(string name)
    {
        string path = Repository.PathOf("models", name + ".blmm");
        Model model = Model.Parse(File.ReadAllText(path), path);
        return model.Bind(TableReader.Read(Path.Combine(Path.GetDirectoryName(path)!, model.DataPath!), model.Columns));
    }
}
