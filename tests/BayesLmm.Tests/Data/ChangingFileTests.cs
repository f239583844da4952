using System.Text;

namespace BayesLmm.Tests.Data;

/// <summary>Files that somebody writes to while they are read.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private static readonly byte[] Rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i % 7},{i % 11}\n")));

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_grows_or_shrinks_while_it_is_read_is_refused(bool grows)
    {
        string path = folder.Write("t.csv", "x,y\n");
        using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Rows);
        file.Flush();
        long length = file.Length;
        using CancellationTokenSource end = new();
        using ManualResetEventSlim hasBegun = new();
        Thread writer = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                length += grows ? 4 : -4;
                file.SetLength(length);
                hasBegun.Set();
                Thread.Yield();
            }
        });
        writer.Start();
        hasBegun.Wait(TestContext.Current.CancellationToken);

        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(path));

        end.Cancel();
        writer.Join();
        Diagnostic diagnostic = Assert.Single(exception.Diagnostics);
        Assert.Equal("BL1008", diagnostic.Code);
        Assert.Equal($"The file '{path}' cannot be read: it changed while it was read. Read it when nothing writes to it, or read a copy.", diagnostic.Message);
    }

    public void Dispose() => folder.Dispose();
}
