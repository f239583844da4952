using System.Runtime.InteropServices;

namespace BayesLmm.Cli.Terminal;

/// <summary>
/// The standard output or the standard error. A failure to write to it is kept and not thrown, so that work goes on whose result can still be written
/// elsewhere; the console's own streams drop what is written to a broken pipe without a word.
/// </summary>
/// <param name="descriptor">1 for the output, 2 for the error.</param>
internal sealed class StandardStream(int descriptor) : Stream
{
    private const int GetDescriptorFlags = 1;   // F_GETFD
    private const int CloseOnExec = 1;          // FD_CLOEXEC
    private const int Interrupted = 4;          // EINTR
    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;   // EAGAIN

    private Stream? windows;
    private bool hasBegun;

    /// <summary>Why something could not be written, as the end of a sentence; null if all was.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!hasBegun)
        {
            hasBegun = true;
            Begin();
        }

        if (windows is not null && Failure is null)
        {
            WriteToConsole(windows, buffer);
            return;
        }

        while (buffer.Length > 0 && Failure is null)
        {
            nint written = WriteTo(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
            int error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
            }
            else if (error == TryAgain)
            {
                Thread.Sleep(1);
            }
            else if (error != Interrupted)
            {
                Failure = Words(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// A stream that was closed when the program started has no descriptor, or one that the program itself opened since: such descriptors are closed on exec,
    /// those that were inherited cannot be.
    /// </summary>
    private void Begin()
    {
        if (OperatingSystem.IsWindows())
        {
            windows = descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
        }
        else if (Control(descriptor, GetDescriptorFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0))
        {
            Failure = "it is closed";
        }
    }

    private void WriteToConsole(Stream console, ReadOnlySpan<byte> buffer)
    {
        try
        {
            console.Write(buffer);
        }
        catch (IOException exception)
        {
            Failure = Words(exception.Message);
        }
    }

    private static string Words(string message) => char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');

    /// <summary>
    /// Ends the process without waiting for anything: threads that are still at work in a native library would otherwise meet what is torn down.
    /// </summary>
    public static void EndProcess(int exitCode)
    {
        if (!OperatingSystem.IsWindows())
        {
            EndAtOnce(exitCode);
        }
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EndAtOnce(int exitCode);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint WriteTo(int descriptor, ref readonly byte buffer, nint count);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command);
}
