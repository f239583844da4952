using System.Text;
using BayesLmm.Diagnostics;

namespace BayesLmm.Cli.Terminal;

/// <summary>Passes text on with every hidden character but tabs and line ends written by its code. Disposing of it leaves the other writer open.</summary>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    /// <summary>A carriage return alone would let a name write over what stands before it.</summary>
    private static readonly string Kept = OperatingSystem.IsWindows() ? "\t\r\n" : "\t\n";

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (VisibleText.IsHidden(value) && !Kept.Contains(value, StringComparison.Ordinal))
        {
            inner.Write(VisibleText.Code(value));
        }
        else
        {
            inner.Write(value);
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(VisibleText.Of(value ?? "", Kept));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
