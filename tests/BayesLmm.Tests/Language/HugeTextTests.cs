using System.Diagnostics;
using BayesLmm.Diagnostics;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Language;

/// <summary>Texts made to be slow: what is said about them is short, and said in time and memory that grow with the text alone.</summary>
public sealed class HugeTextTests
{
    /// <summary>Ample for machines that do other work too: what is quadratic takes minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const long MostBytes = 1_000_000_000;

    public static TheoryData<string, string> Texts => new()
    {
        { "a line of a megabyte", "y ~ " + string.Concat(Enumerable.Repeat("xxxxxxxx + ", 95_000)) },
        { "one long name", "y ~ " + new string('x', 190_000) + " )" },
        { "one word a line", string.Concat(Enumerable.Repeat("a\n", 99_000)) },
        { "one formula many times", string.Concat(Enumerable.Repeat("y~x\n", 49_000)) },
        { "one wrong prior many times", "y ~ x\n" + string.Concat(Enumerable.Repeat("prior zz ~ normal(0, -1)\n", 7_900)) },
        { "many factors", "y ~ x\nfactor " + Many(24_000, i => $"a{i}") },
        { "one factor many times", "y ~ x\n" + string.Concat(Enumerable.Repeat("factor a\n", 20_000)) },
        { "many levels", "y ~ x\nfactor a levels " + Many(24_000, i => $"a{i % 12_000}") },
        { "many settings", "y ~ x\nsample " + Many(18_000, _ => "chains 4") },
        { "many blocks", "y ~ x\n" + string.Concat(Enumerable.Repeat("across g\n  intercept ~ 1\n", 7_000)) },
        { "many equations", "y ~ x\nacross g\n" + string.Concat(Enumerable.Repeat("  intercept ~ 1\n", 11_000)) },
        { "many conditions", "y ~ x\n" + string.Concat(Enumerable.Repeat("where x >\n", 18_000)) },
        { "nested parentheses", "y ~ " + new string('(', 90_000) + "x" + new string(')', 90_000) },
        { "open parentheses", "y ~ " + new string('(', 190_000) },
        { "closing parentheses", "y ~ x" + new string(')', 190_000) },
        { "signs", "y ~ " + new string('-', 190_000) + "x" },
        { "powers", "y ~ " + string.Join('^', Enumerable.Repeat("2", 1_900)) },
        { "garbage", Garbage(180_000) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_is_said_is_short_and_said_soon(string name, string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();

        Model.TryParse(text, name, out _, out EquatableArray<Diagnostic> diagnostics);
        string printed = DiagnosticPrinter.Print(diagnostics);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.InRange(printed.Length, 0, 100_000);
    }

    private static string Many(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));

    /// <summary>Characters of the language, and of none.</summary>
    private static string Garbage(int length)
    {
        const string Characters = "abxy01~+-*/^:|()[],=<>!&%\"'`#$ \n\n\u001b\u0085\u202e";
        Random random = new(20261127);
        return string.Create(length, random, (span, r) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = Characters[r.Next(Characters.Length)];
            }
        });
    }
}
