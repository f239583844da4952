using System.Text.RegularExpressions;
using System.Xml.Linq;
using BayesLmm.Design;

namespace BayesLmm.Tests.Structure;

/// <summary>Reads the sources and holds the order of the stages: who may know whom.</summary>
public partial class ArrowTests
{
    /// <summary>For each project the projects that it may refer to.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["BayesLmm.Numerics"] = [],
        ["BayesLmm.Sampling"] = ["BayesLmm.Numerics"],
        ["BayesLmm"] = ["BayesLmm.Numerics", "BayesLmm.Sampling"],
        ["BayesLmm.InferNet"] = ["BayesLmm"],
        ["BayesLmm.Plots"] = ["BayesLmm"],
        ["BayesLmm.Reports"] = ["BayesLmm", "BayesLmm.Plots"],
        ["BayesLmm.Cli"] = ["BayesLmm", "BayesLmm.InferNet", "BayesLmm.Plots", "BayesLmm.Reports"],
    };

    /// <summary>For each folder of the library the folders that it may use.</summary>
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Distributions"] = ["Language", "Models"],
        ["Families"] = ["Models"],
        ["Language"] = ["Families", "Models"],
        ["Specification"] = ["Families", "Language", "Design", "Models"],
        ["Data"] = ["Language"],
        ["Design"] = ["Families", "Language", "Specification", "Data", "Models"],
        ["Models"] = ["Families", "Language", "Specification", "Data", "Design"],
        ["Estimation"] = [],
        ["Reml"] = ["Language", "Data", "Design", "Models"],
        ["Inference"] = ["Language", "Data", "Design", "Models", "Reml"],
        ["Hamiltonian"] = ["Families", "Language", "Data", "Design", "Models"],
        ["FactorGraphs"] = ["Families", "Language", "Data", "Design", "Models"],
        ["Posteriors"] = ["Families", "Language", "Specification", "Data", "Design", "Models", "Reml", "Inference", "Hamiltonian", "FactorGraphs"],
        ["Engines"] = ["Families", "Language", "Specification", "Data", "Design", "Models", "Reml", "Inference", "Hamiltonian", "FactorGraphs", "Posteriors"],
        ["Agreement"] =
            ["Families", "Language", "Specification", "Data", "Design", "Models", "Reml", "Inference", "Hamiltonian", "FactorGraphs", "Posteriors", "Engines"],
    };

    [Fact]
    public void Projects_refer_only_to_projects_before_them()
    {
        string[] found = [.. Directory.EnumerateDirectories(Repository.PathOf("src")).Select(folder => Path.GetFileName(folder)).Order()];
        Assert.Equal(Projects.Keys.Order(), found);
        foreach (string project in found)
        {
            XDocument file = XDocument.Load(Repository.PathOf("src", project, project + ".csproj"));
            foreach (string reference in file.Descendants("ProjectReference").Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value)))
            {
                Assert.True(Projects[project].Contains(reference), $"{project} refers to {reference}");
            }
        }
    }

    [Fact]
    public void Folders_of_the_library_use_only_folders_before_them()
    {
        string library = Repository.PathOf("src", "BayesLmm");
        foreach (string folder in Directory.EnumerateDirectories(library).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj")))
        {
            Assert.True(Folders.ContainsKey(folder), $"the folder {folder} is not in the design");
            foreach (string file in Directory.EnumerateFiles(Path.Combine(library, folder), "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match use in UseOfFolder().Matches(File.ReadAllText(file)))
                {
                    string used = use.Groups[1].Value;
                    Assert.True(used == folder || !Folders.ContainsKey(used) || Folders[folder].Contains(used),
                        $"{folder}/{Path.GetFileName(file)} uses {used}");
                }
            }
        }
    }

    [Fact]
    public void Every_engine_takes_the_data_from_the_cross_products_or_the_rows_that_the_model_hands_over()
    {
        foreach (string engine in (string[])["Reml", "Hamiltonian", "FactorGraphs"])
        {
            string folder = Repository.PathOf("src", "BayesLmm", engine);
            foreach (string file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories) : [])
            {
                Assert.DoesNotMatch(@"\.Design\.(Response|FixedEffects|RandomTerms)|ModelDesign|ModelFrame|\bTable\b", File.ReadAllText(file));
            }
        }
    }

    [Fact]
    public void The_top_level_has_exactly_the_folders_of_the_design()
    {
        string[] folders =
            [.. Directory.EnumerateDirectories(Repository.Root).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order()];
        Assert.Equal(["examples", "models", "src", "tests"], folders.Except(["artifacts", "TestResults"]));
    }

    [GeneratedRegex(@"(?:using\s+|\b)BayesLmm\.([A-Z][A-Za-z]+)")]
    private static partial Regex UseOfFolder();
}
