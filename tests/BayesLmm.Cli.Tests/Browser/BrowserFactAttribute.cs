using System.Runtime.CompilerServices;

namespace BayesLmm.Cli.Tests.Browser;

/// <summary>A test in a browser; skipped with the reason where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Skips without a browser.</summary>
    public BrowserFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        : base(file, line) => Skip = Chromium.Program is null ? "There is no Chromium: 'apt-get install chromium' installs one." : null;
}
