namespace BayesLmm.Tests;

/// <summary>Finds the repository's files from wherever the tests run.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>BayesLmm.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BayesLmm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BayesLmm.sln.");
    }
}
