using System.Reflection;

namespace BayesLmm.Cli.Tests.Structure;

/// <summary>
/// The public face of each project is written down in its <c>PublicApi.txt</c> and changes on purpose only. After such a change, write the files anew and read
/// what is different:
/// <c>BAYESLMM_WRITE_API=1 tests/BayesLmm.Cli.Tests/bin/Release/net10.0/BayesLmm.Cli.Tests -class BayesLmm.Cli.Tests.Structure.PublicApiTests</c>.
/// </summary>
public class PublicApiTests
{
    private const int MostPublicTypes = 185;
    private static readonly bool Writes = Environment.GetEnvironmentVariable("BAYESLMM_WRITE_API") == "1";

    public static TheoryData<string> Projects =>
        ["BayesLmm.Numerics", "BayesLmm.Sampling", "BayesLmm", "BayesLmm.InferNet", "BayesLmm.Plots", "BayesLmm.Reports"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_public_face_is_the_one_that_is_written_down(string project)
    {
        string path = Path.Combine(Cli.Root, "src", project, "PublicApi.txt");
        string text = string.Concat(PublicApi.Of(Assembly.Load(project)).Select(line => line + "\n"));
        if (Writes)
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void The_public_face_is_small()
    {
        int count = Projects.Sum(project => Assembly.Load(project.Data).GetExportedTypes().Count(type => !type.IsNested));
        Assert.True(count <= MostPublicTypes, $"{count} types are public");
    }
}
