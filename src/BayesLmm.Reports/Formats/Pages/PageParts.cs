using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace BayesLmm.Reports.Formats.Pages;

/// <summary>Style and script of all pages, which are files of this project.</summary>
internal static class PageParts
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("page.css");

    /// <summary>The script, which a page can do without. Comments hide the marks that make the page XML as well.</summary>
    public static string Script { get; } = $"//<![CDATA[\n{Read("page.js")}//]]>\n";

    /// <summary>
    /// What a page is allowed to do: run this script, use this style and nothing else. It reaches no network, and no name in it can become a script.
    /// </summary>
    public static string Policy { get; } = $"default-src 'none'; img-src data:; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'";

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not part of this build.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
