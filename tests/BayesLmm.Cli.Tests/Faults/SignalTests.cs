using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BayesLmm.Cli.Tests.Faults;

/// <summary>Signals at any moment: the process ends, says so in a sentence, and leaves no half-written file.</summary>
public sealed class SignalTests : IDisposable
{
    private const int Moments = 3;

    /// <summary>Of a process that a signal ended before the program could listen.</summary>
    private static readonly int[] Killed = [128 + 2, 128 + 15];

    private readonly ScratchFolder folder = new();
    private readonly Random random = new(20261127);

    [Theory]
    [InlineData("INT", "fit")]
    [InlineData("TERM", "fit")]
    [InlineData("INT", "reml")]
    [InlineData("TERM", "predict")]
    [InlineData("INT", "compare")]
    public async Task A_request_to_end_is_met_at_any_moment(string signal, string command)
    {
        string table = LargeTable(), formula = "y ~ x + (1 | g)";
        string[] arguments = command switch
        {
            "fit" => ["fit", formula, "--data", table, "--draws", "100000"],
            "compare" => ["compare", formula, "y ~ 1 + (1 | g)", "--data", table, "--bootstrap", "10000"],
            "predict" => ["predict", formula, "--data", table],
            _ => [command, formula, "--data", table, "--bootstrap", "10000"],
        };
        for (int moment = 0; moment < Moments; moment++)
        {
            using Process process = BlmmProcess.Start(arguments);
            Task<CliResult> ending = BlmmProcess.Finish(process);
            await Task.Delay(random.Next(50, 1500));
            BlmmProcess.Signal(process, signal);
            CliResult result = await ending;

            BlmmProcess.AssertCivil(result);
            Assert.True(result.ExitCode is 0 or 2 || Killed.Contains(result.ExitCode), $"exit code {result.ExitCode}: {result.Error}");
            Assert.True(result.ExitCode != 2 || result.Error.Contains("interrupted", StringComparison.Ordinal) || result.Output.Length > 0, result.Error);
        }
    }

    [Fact]
    public async Task A_kill_leaves_no_file_that_is_not_complete()
    {
        string draws = folder.PathOf("draws.csv");
        string[] arguments = ["fit", Cli.Model("dyestuff"), "--chains", "3", "--draws", "2000", "--draws-file", draws, "--seed"];
        for (int moment = 0; moment < Moments; moment++)
        {
            string seed = (moment + 1).ToString(CultureInfo.InvariantCulture);
            using Process process = BlmmProcess.Start([.. arguments, seed]);
            Task<CliResult> ending = BlmmProcess.Finish(process);

            // Half of the time when the first of its files is there: while they are written.
            using (FileSystemWatcher watcher = new(Path.GetDirectoryName(draws)!))
            {
                Task appears = Task.Run(() => watcher.WaitForChanged(WatcherChangeTypes.Created, 5000));
                await Task.WhenAny(appears, Task.Delay(moment % 2 == 0 ? 5000 : random.Next(100, 1500)));
                await Task.Delay(random.Next(0, 60));
                BlmmProcess.Signal(process, "KILL");
            }

            await ending;
            DrawFiles.AssertOfOneRun(draws, draws: 2000);
        }
    }

    public void Dispose() => folder.Dispose();

    private string LargeTable()
    {
        StringBuilder text = new("y,x,g\n");
        Random values = new(1);
        for (int row = 0; row < 60_000; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{values.NextDouble():F6},{values.NextDouble():F6},{values.Next(3000)}\n");
        }

        return folder.Write("large.csv", text.ToString());
    }
}
