using System.Text;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Plots;
using BayesLmm.Plots.Kinds;
using BayesLmm.Plots.Rendering;
using BayesLmm.Plots.Sources;
using BayesLmm.Posteriors.Files;
using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Cli.Fits;

/// <summary>What is to be drawn.</summary>
/// <param name="Kinds">The names of kinds, also several joined by commas.</param>
/// <param name="Out">The file or folder; null to draw in characters.</param>
/// <param name="Type">The type of pictures in a folder.</param>
/// <param name="Select">Parameters, group effects and grouping factors; empty for all.</param>
/// <param name="Picture">Size and colours.</param>
internal sealed record PlotRequest(IReadOnlyList<string> Kinds, string? Out, string Type, IReadOnlyList<string> Select, PictureOptions Picture)
{
    /// <summary>What is drawn if nothing is asked for.</summary>
    public const string DefaultKind = "density";

    /// <summary>The word for all kinds.</summary>
    public const string AllKinds = "all";
}

/// <summary>The work of <c>blmm plot</c>.</summary>
/// <param name="request">What is to be drawn.</param>
/// <param name="console">Receives messages, progress, and figures in characters.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class PlotRun(PlotRequest request, CommandConsole console, CancellationToken cancellationToken)
{
    private const int TextWidth = 100;
    private const string What = "pictures";

    /// <summary>The kinds of figures, section by section.</summary>
    public static string List()
    {
        StringBuilder text = new();
        int widest = FigureKinds.All.Max(kind => kind.Name.Length);
        foreach (IGrouping<FigureSection, FigureKind> section in FigureKinds.All.GroupBy(kind => kind.Section))
        {
            text.Append(FigureKinds.TitleOf(section.Key)).Append('\n');
            foreach (FigureKind kind in section)
            {
                text.Append("  ").Append(kind.Name.PadRight(widest)).Append("  ").Append(kind.Summary).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Checks that what is wanted exists, before any data are read.</summary>
    /// <exception cref="ModelException">There is no such kind.</exception>
    public void CheckKinds() => _ = Kinds();

    /// <summary>Checks what is wanted against the model, before anything is sampled.</summary>
    /// <exception cref="ModelException">A name does not exist, or the pictures cannot be written.</exception>
    public void Check(BoundModel model)
    {
        if (FigureSelection.FirstUnknown(model, request.Select) is { } unknown)
        {
            throw InputDiagnostics.NoSuchQuantity(unknown, [.. FigureSelection.NamesOf(model)]);
        }

        if (request.Out is { } name && NotAFolder(name) is { } mistake)
        {
            throw InputDiagnostics.CannotWritePictures(mistake);
        }

        if (request.Out is { } path && WritableFiles.Problem(What, IsFolder ? Path.Combine(path, "figure." + request.Type) : path) is { } problem
            && !(IsFolder && CanBeMade(path)))
        {
            throw InputDiagnostics.CannotWritePictures(problem);
        }
    }

    /// <summary>Draws; false if pictures could not be written, which is said.</summary>
    /// <param name="fit">The fit.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public bool Draw(FitResult fit)
    {
        Posterior posterior = fit.Posterior;
        List<Drawn> figures = [];
        IReadOnlyList<FigureKind> kinds = Kinds();
        console.Activity.Begin("drawing");
        FigureSelection selection = request.Select.Count == 0 ? FigureSelection.All(posterior) : FigureSelection.Of(posterior, request.Select);
        ProgressDisplay.Watch(console, "analyses", progress =>
        {
            FigureSource source = new(new FitAnalyses(posterior, fit.Reml, progress, cancellationToken), selection);
            foreach (FigureKind kind in kinds)
            {
                cancellationToken.ThrowIfCancellationRequested();
                FigureAnswer answer = kind.Draw(source);
                if (answer.Reason is { } reason)
                {
                    console.Error.WriteLine($"blmm: no '{kind.Name}': {reason}.");
                }

                figures.AddRange(answer.Figures.Select(figure => new Drawn(NameOf(kind, figure, answer.Figures.Count), figure, Start(figure))));
            }

            return 0;
        });
        if (figures.Count == 0)
        {
            return false;
        }

        if (request.Out is { } path)
        {
            return Write(path, figures);
        }

        foreach (Drawn drawn in figures)
        {
            console.Output.Write(VisibleText.Of(drawn.Figure.ToText(TextWidth), "\n"));
            console.Output.Write('\n');
        }

        return true;
    }

    private bool IsFolder => request.Out is { } path && (Directory.Exists(path) || PictureFormats.TryOf(path) is null);

    /// <summary>Begins to draw the picture of a file of its own, while the next figure is made; nothing for figures that share a file.</summary>
    private Task<byte[]>? Start(Figure figure) => IsFolder ? Task.Run(() => Picture(request.Type, [figure]), cancellationToken) : null;

    private bool Write(string path, List<Drawn> figures)
    {
        try
        {
            using PendingFiles files = new();
            if (IsFolder)
            {
                Directory.CreateDirectory(path);
                foreach (Drawn drawn in figures)
                {
                    string file = Path.Combine(path, $"{drawn.Name}.{request.Type}");
                    File.WriteAllBytes(files.Add(file), drawn.Picture!.GetAwaiter().GetResult());
                }
            }
            else
            {
                File.WriteAllBytes(files.Add(path), Picture(PictureFormats.Of(path), [.. figures.Select(figure => figure.Figure)]));
            }

            files.Commit(() => []);
            console.Error.WriteLine(IsFolder ? $"Drawn: {figures.Count} {(figures.Count == 1 ? "picture" : What)} in {path}" : $"Drawn: {path}");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            console.Warn([$"{What} could not be written to '{path}': {WritableFiles.Cause(exception)}."]);
            return false;
        }
    }

    /// <exception cref="ModelException">The picture would be too large.</exception>
    private byte[] Picture(string format, IReadOnlyList<Figure> figures) => FigureRenderer.IsTooLarge(figures, request.Picture)
        ? throw InputDiagnostics.PictureTooLarge()
        : PictureFormats.Write(format, figures, request.Picture);

    /// <summary>The kinds that are wanted, each once.</summary>
    /// <exception cref="ModelException">There is no such kind.</exception>
    private List<FigureKind> Kinds()
    {
        List<FigureKind> kinds = [];
        foreach (string name in request.Kinds.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            kinds.AddRange(name == PlotRequest.AllKinds
                ? FigureKinds.All
                : [FigureKinds.Find(name) ?? throw InputDiagnostics.NoSuchFigure(name, [.. FigureKinds.All.Select(kind => kind.Name)])]);
        }

        return [.. kinds.Distinct()];
    }

    /// <summary>What a figure's file is called: its kind, and what tells it from others of that kind in characters that every file system takes.</summary>
    private static string NameOf(FigureKind kind, Figure figure, int count) => count == 1
        ? kind.Name
        : $"{kind.Name}-{string.Concat(figure.Part.Select(c => char.IsLetterOrDigit(c) || c is '_' ? c : '-'))}";

    /// <summary>Why a name without the ending of a picture is not that of a folder either; null if it is.</summary>
    private static string? NotAFolder(string path) => PictureFormats.TryOf(path) is not null || Directory.Exists(path) ? null
        : File.Exists(path) ? $"'{path}' is a file whose name does not end in .png, .svg or .pdf; name such a file, or a folder."
        : Path.HasExtension(path)
            ? $"the name '{path}' does not end in .png, .svg or .pdf. If it is to be a folder, end it with '{Path.DirectorySeparatorChar}'."
            : null;

    private static bool CanBeMade(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return !File.Exists(full) && Path.GetDirectoryName(full) is { } parent && Directory.Exists(parent)
            && WritableFiles.Problem(What, Path.Combine(parent, "figure")) is null;
    }

    /// <summary>A figure that is made.</summary>
    /// <param name="Name">The name of its file, without the ending.</param>
    /// <param name="Figure">The figure.</param>
    /// <param name="Picture">Its picture, being drawn; null for figures that share a file.</param>
    private sealed record Drawn(string Name, Figure Figure, Task<byte[]>? Picture);
}
