using System.Reflection;
using System.Xml.Linq;

namespace BayesLmm.Cli.Tests.Structure;

/// <summary>The house as it was built: arrows, names and habits, read from the assemblies and their symbols.</summary>
public class HouseTests
{
    private const int LongestLine = 160;

    [Fact]
    public void Every_project_is_read()
    {
        Assert.Equal(Rooms.Projects.Keys.Order(), CompiledHouse.Types.Select(type => type.Project).Distinct().Order());
    }

    [Fact]
    public void Folders_use_only_folders_before_them() => None(HouseRules.AgainstTheOrder(CompiledHouse.Types, Rooms.InOrder));

    [Fact]
    public void No_folders_use_one_another() => None(HouseRules.KnotsOfFolders(CompiledHouse.Types));

    [Fact]
    public void No_files_use_one_another_but_a_type_and_its_satellites() => None(HouseRules.KnotsOfFiles(CompiledHouse.Types));

    [Fact]
    public void Namespaces_are_folders_and_the_public_ones_the_face() => None(HouseRules.StrayNamespaces(CompiledHouse.Types, Rooms.Faces));

    [Fact]
    public void Names_of_types_are_unique() => None(HouseRules.SharedNames(CompiledHouse.Types));

    [Fact]
    public void No_static_field_is_mutable() => None(HouseRules.MutableStatics(CompiledHouse.Types));

    [Fact]
    public void Every_code_is_written_once() => None(HouseRules.CodesWrittenTwice(CompiledHouse.Types));

    [Fact]
    public void Nothing_is_decided_by_the_message_of_an_exception() =>
        None(HouseRules.DecisionsByMessage(CompiledHouse.Types, step => step == "System.Exception.get_Message"));

    [Fact]
    public void Statements_are_searched_only_where_the_specification_is_made() => None(HouseRules.UsesElsewhere(
        CompiledHouse.Types, step => step.EndsWith("Syntax.get_Statements", StringComparison.Ordinal), "BayesLmm/Language", "BayesLmm/Specification"));

    [Fact]
    public void Every_engine_takes_the_data_from_what_the_model_hands_over() =>
        None(HouseRules.UsesWithin(CompiledHouse.Types, Rooms.IsOfRows, Rooms.IsOfEngines));

    [Fact]
    public void No_public_record_has_an_array() => None(
        from assembly in CompiledHouse.Assemblies
        from type in Assembly.Load(assembly).GetExportedTypes().Where(PublicApi.IsRecord)
        from property in type.GetProperties().Where(property => property.PropertyType.IsArray)
        select $"{type.FullName}.{property.Name}");

    [Fact]
    public void Lines_are_not_too_long() => None(
        from folder in (string[])["src", "tests"]
        from file in Directory.EnumerateFiles(Path.Combine(Cli.Root, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal)
        from line in File.ReadLines(file).Select((text, i) => (text.Length, Number: i + 1))
        where line.Length > LongestLine
        select $"{Path.GetRelativePath(Cli.Root, file)}:{line.Number} has {line.Length} characters");

    [Fact]
    public void Projects_refer_only_to_projects_before_them()
    {
        string[] found = [.. Directory.EnumerateDirectories(Path.Combine(Cli.Root, "src")).Select(folder => Path.GetFileName(folder)).Order()];
        Assert.Equal(Rooms.Projects.Keys.Order(), found);
        foreach (string project in found)
        {
            XDocument file = XDocument.Load(Path.Combine(Cli.Root, "src", project, project + ".csproj"));
            foreach (string reference in file.Descendants("ProjectReference").Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value)))
            {
                Assert.True(Rooms.Projects[project].Contains(reference), $"{project} refers to {reference}");
            }
        }
    }

    [Fact]
    public void The_top_level_has_exactly_the_folders_of_the_design()
    {
        string[] folders = [.. Directory.EnumerateDirectories(Cli.Root).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order()];
        Assert.Equal(["examples", "models", "src", "tests"], folders.Except(["artifacts", "TestResults"]));
    }

    private static void None(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, $"{found.Length} violations:\n{string.Join('\n', found)}");
    }
}
