#:project ../src/BayesLmm/BayesLmm.csproj
#:project ../src/BayesLmm.Plots/BayesLmm.Plots.csproj
#:property PublishAot=false
#:property NoWarn=NU1603

// The gallery: a picture and a page of every kind of figure, and a contact sheet of all. Reaction times after nights of little sleep (Belenky et al. 2003), and
// where these have no such figure, the yields of oats (Yates 1935), the diameters of zones without bacteria (Davies & Goldsmith 1972) and their presence in
// children (Venables & Ripley 2002).
//
//     dotnet run examples/gallery.cs              writes the folder examples/gallery
//     dotnet run examples/gallery.cs FOLDER       writes FOLDER

using System.Globalization;
using System.Text;
using BayesLmm;
using BayesLmm.Plots;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string examples = (string)AppContext.GetData("EntryPointFileDirectoryPath")!, models = Path.Combine(examples, "..", "models");
string folder = args.Length > 0 ? args[0] : Path.Combine(examples, "gallery");
Directory.CreateDirectory(folder);
(string Name, PosteriorPlots Plots)[] fits = [.. new[] { "sleepstudy", "oats", "penicillin", "bacteria" }.Select(name => (name, Fit(name).Plot))];

StringBuilder sheet = new("# Gallery\n\nEvery kind of figure, each with a page that says how to read it and the command that draws it. `dotnet run examples/gallery.cs` makes "
    + "this folder.\n");
foreach (IGrouping<string, PlotKind> section in PosteriorPlots.Kinds.GroupBy(kind => kind.Section))
{
    sheet.Append($"\n## {section.Key}\n\n| | | |\n| --- | --- | --- |\n");
    List<string> cells = [];
    foreach (PlotKind kind in section)
    {
        if (First(kind.Name) is not var (model, figures))
        {
            throw new InvalidOperationException($"No model of the gallery has a figure '{kind.Name}'.");
        }

        string[] files = [.. figures.Select(figure => kind.Name + (figures.Count > 1 ? "-" + figure.Part.Replace(':', '-') : "") + ".png")];
        for (int i = 0; i < files.Length; i++)
        {
            figures[i].SavePng(Path.Combine(folder, files[i]));
        }

        File.WriteAllText(Path.Combine(folder, kind.Name + ".md"), Page(kind, model, figures, files));
        cells.Add($"[![{kind.Summary}]({files[0]})]({kind.Name}.md) <br> [{kind.Name}]({kind.Name}.md): {kind.Summary}");
    }

    foreach (string[] row in cells.Chunk(3))
    {
        sheet.Append("| ").AppendJoin(" | ", row.Concat(Enumerable.Repeat("", 3 - row.Length))).Append(" |\n");
    }
}

File.WriteAllText(Path.Combine(folder, "README.md"), sheet.ToString());
Console.WriteLine($"{PosteriorPlots.Kinds.Count} kinds of figures in {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}");

Posterior Fit(string name)
{
    string path = Path.Combine(models, name + ".blmm");
    Model model = Model.Parse(File.ReadAllText(path), path);
    return model.Bind(TableReader.Read(Path.Combine(models, model.DataPath!))).Sample();
}

// The figures of the first model that has them.
(string Model, IReadOnlyList<Figure> Figures)? First(string kind)
{
    foreach ((string name, PosteriorPlots plots) in fits)
    {
        try
        {
            return (name, plots.Draw(kind));
        }
        catch (InvalidOperationException)
        {
            // This model has no such figure; the next one may.
        }
    }

    return null;
}

static string Page(PlotKind kind, string model, IReadOnlyList<Figure> figures, string[] files)
{
    StringBuilder page = new($"# {kind.Name}\n\n{kind.Summary}\n\n```sh\nblmm plot models/{model}.blmm --kind {kind.Name} --out {files[0]}\n```\n");
    for (int i = 0; i < files.Length; i++)
    {
        page.Append($"\n![{figures[i].Description}]({files[i]})\n\n{figures[i].Description}\n");
    }

    return page.Append("\n[All figures](README.md)\n").ToString();
}
