namespace BayesLmm.Posteriors.Files;

/// <summary>
/// Runs that write files of the same name rename them one run after the other. Who has the turn holds a file created new; one that somebody left behind
/// counts for as long as <see cref="Longest"/>, in which any disk renames some files.
/// </summary>
internal sealed class FolderTurn : IDisposable
{
    /// <summary>How often in a row a file may be neither new nor there: others took and left it in between.</summary>
    private const int MostMisses = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string mark;

    private FolderTurn(string mark) => this.mark = mark;

    /// <summary>Waits for the turn.</summary>
    /// <param name="path">A file of the run; runs with the same first file wait for each other.</param>
    /// <exception cref="IOException">Nothing can be created there.</exception>
    public static FolderTurn Take(string path)
    {
        string mark = path + ".turn";
        for (int misses = 0; ; misses++)
        {
            try
            {
                new FileStream(mark, FileMode.CreateNew, FileAccess.Write).Dispose();
                return new FolderTurn(mark);
            }
            catch (IOException) when (misses < MostMisses)
            {
                FileInfo taken = new(mark);
                misses = taken.Exists ? -1 : misses;
                if (taken.Exists && DateTime.UtcNow - taken.LastWriteTimeUtc > Longest)
                {
                    taken.Delete();
                }
                else
                {
                    Thread.Sleep(Pause);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(mark);
}
