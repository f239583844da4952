using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;

namespace BayesLmm.FactorGraphs.Programs;

/// <summary>
/// The text of a C# program, line by line: lines end with \n, and lists and comments are broken so that they can be read. No line has a character that ends it
/// for a compiler (C# standard, section 6.3.2) or turns it round for a reader, so that no name leaves its string or its comment.
/// </summary>
internal sealed class ProgramText
{
    /// <summary>Where lines are broken.</summary>
    private const int Width = 120;

    private readonly StringBuilder text = new();

    /// <summary>A number that reads back as the same.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number in arithmetic: of type double, whatever its value, because 1 / (3 * 50) is 0 in C#.</summary>
    public static string Real(double value) => Number(value) is var number && number.AsSpan().IndexOfAny(".EN∞") < 0 ? number + ".0" : number;

    /// <summary>An index in theta: a coefficient's.</summary>
    public static string At(string start, int offset) => offset == 0 ? start : FormattableString.Invariant($"{start} + {offset}");

    /// <summary>An index in theta: that of an effect of a level.</summary>
    public static string At(string start, string level, int width, int effect) =>
        At(width == 1 ? $"{start} + {level}" : FormattableString.Invariant($"{start} + ({width} * {level})"), effect);

    /// <summary>A string as C# writes it.</summary>
    public static string Quoted(string value)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                _ when char.IsSurrogate(c) || VisibleText.IsHidden(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A name of the model in a comment: on one line, whatever characters it has.</summary>
    public static string Plain(string name) => VisibleText.Of(name);

    /// <summary>Adds a line.</summary>
    public ProgramText Line(string line = "")
    {
        text.Append(Plain(line)).Append('\n');
        return this;
    }

    /// <summary>Adds the heading of a part.</summary>
    public ProgramText Heading(string heading) => Line("// " + new string('-', Width - 3)).Comment("// ", heading).Line();

    /// <summary>Adds a comment, broken between words.</summary>
    public ProgramText Comment(string indent, string sentence)
    {
        Wrap(indent, indent, Plain(sentence).Split(' '), " ");
        return this;
    }

    /// <summary>Adds a list: <c>type name = [ … ];</c>, on one line or on several.</summary>
    public ProgramText List(string declaration, IEnumerable<string> items)
    {
        string[] all = [.. items];
        string line = $"{declaration} = [{string.Join(", ", all)}];";
        if (line.Length <= Width)
        {
            return Line(line);
        }

        Line(declaration + " =").Line("[");
        Wrap("    ", "    ", [.. all.Select(item => item + ",")], " ");
        return Line("];");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Wrap(string first, string others, string[] words, string separator)
    {
        StringBuilder line = new(first);
        bool isEmpty = true;
        foreach (string word in words)
        {
            if (!isEmpty && line.Length + separator.Length + word.Length > Width)
            {
                Line(line.ToString());
                line.Clear().Append(others);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : separator).Append(word);
            isEmpty = false;
        }

        Line(line.ToString());
    }
}
