#:project ../src/BayesLmm/BayesLmm.csproj
#:project ../src/BayesLmm.Plots/BayesLmm.Plots.csproj
#:property PublishAot=false
#:property NoWarn=NU1603

// Figures from C#: one that is there, changed before it is saved, and one of one's own, made of panels and marks. Reaction times after nights of little sleep
// (Belenky et al. 2003).
//
//     dotnet run examples/figure.cs FOLDER

using BayesLmm;
using BayesLmm.Plots;

string folder = args.Length > 0 ? args[0] : Path.GetTempPath();
string data = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data", "sleepstudy.csv");
Posterior posterior = Model.Parse("factor Subject\nReaction ~ Days + (Days | Subject)").Bind(TableReader.Read(data)).Sample();

// A figure is data: a record whose title, panels and marks can be changed.
Figure densities = posterior.Plot.Density(["Days", "sigma"]) with { Title = "What sleep deprivation does to reaction times" };
densities.SavePng(Path.Combine(folder, "densities.png"), new PictureOptions { Dpi = 192 });

// A figure of one's own: how far each subject's slope is from the average one, with the probability that it is steeper.
GroupCoefficient[] slopes = [.. posterior.Coefficients("Subject").Where(row => row.Coefficient == "Days").OrderBy(row => row.Effect.Mean)];
double[] lower = [.. slopes.Select(row => row.Effect.Lower)], upper = [.. slopes.Select(row => row.Effect.Upper)];
double[] places = [.. Enumerable.Range(0, slopes.Length).Select(i => (double)i)];
Ink blue = new(0, 114, 178), orange = new(213, 94, 0);
Panel panel = new(
    Title: "Slopes of subjects",
    X: Axis.Around("ms a day more than the average subject", lower.Concat(upper)),
    Y: new Axis(null, -0.8, slopes.Length - 0.2) { Ticks = TickKind.Names, Names = [.. slopes.Select(row => row.Level)] },
    Marks:
    [
        new VerticalMark("average subject", orange, 0, Stroke.Dashed, Width: 1.5),
        new IntervalMark("95 % interval", blue with { Opacity = 0.6 }, [.. lower], [.. upper], [.. places], Width: 2),
        new PointMark("mean", blue, [.. slopes.Select(row => row.Effect.Mean)], [.. places], Hollow: false, Size: 7),
    ]);
Figure figure = new("Reaction ~ Days + (Days | Subject)", [panel]) { PanelWidth = 560, PanelHeight = 420, Description = "Slopes of subjects, sorted." };
figure.Save(Path.Combine(folder, "slopes.svg"));
Console.WriteLine(figure.ToText(80));
