using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using BayesLmm.Cli.Commands;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Posteriors.Files;
using MathNet.Numerics;

namespace BayesLmm.Cli;

/// <summary>The <c>blmm</c> command line: arguments in, text and an exit code out.</summary>
internal static class CommandLine
{
    private const string ExitCodes =
        "Exit codes: 0 fine; 1 the model, the data or the options are wrong; 2 the result should not be trusted; 3 the engines disagree.";

    /// <summary>Examples of each command.</summary>
    private static readonly (string Command, string Arguments)[] Examples =
    [
        (FitCommand.Name, "models/sleepstudy.blmm"),
        (FitCommand.Name, "\"Reaction ~ Days + (Days | Subject)\" --data sleepstudy.csv --format json"),
        (FitCommand.Name, "models/sleepstudy.blmm --against vmp,gibbs"),
        (FitCommand.Name, "models/sleepstudy.blmm --save sleepstudy.blmmfit --update"),
        (FitCommand.Name, "models/sleepstudy.blmm --hdi --quantity \"ratio = Days / intercept\" --hypothesis \"Days > 8\""),
        ("reml", "models/oats.blmm --means Variety --format markdown"),
        ("reml", "\"Reaction ~ Days + (Days | Subject)\" --data sleepstudy.csv --profile"),
        (MlCommand.Name, "models/cbpp.blmm --quadrature 25 --profile"),
        ("compare", "\"y ~ x + (1 | g)\" \"y ~ x + (x | g)\" --data table.csv"),
        ("predict", "models/sleepstudy.blmm --new nights.csv > predictions.csv"),
        ("groups", "models/sleepstudy.blmm --ranks --pooling"),
        ("means", "models/orthodont.blmm --of Sex --slopes age"),
        ("compare", "models/sleepstudy.blmm models/sleepstudy_student.blmm --by loo"),
        ("check", "models/sleepstudy.blmm --statistic \"mean(Reaction > 400)\""),
        ("plot", "models/sleepstudy.blmm --kind trace,density --out sleepstudy.png"),
        ("plot", "models/sleepstudy.blmm --kind all --out figures"),
        ("plot", "--list"),
        ("loo", "models/sleepstudy.blmm --influence"),
        ("loo", "models/sleepstudy.blmm --group Subject --where \"Days > 7\" --sign Days"),
        (ReportCommand.Name, "models/sleepstudy.blmm --out sleepstudy.html"),
        ("explain", "\"Reaction ~ Days + (Days | Subject)\""),
        ("prior", "models/sleepstudy_priors.blmm"),
        ("graph", "models/sleepstudy.blmm --format svg > sleepstudy.svg"),
        ("new", "sleepstudy.csv > sleepstudy.blmm"),
    ];

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">What the user wrote after <c>blmm</c>.</param>
    /// <param name="console">Where results and messages go.</param>
    /// <param name="cancellationToken">Ends the work early; what is worth something by then is reported.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, CommandConsole console, CancellationToken cancellationToken)
    {
        Control.UseSingleThread();   // its matrices here are small: threads would wait for each other for longer than they work
        Option<bool> debug = new("--debug") { Description = "Print the stack trace of an unexpected error.", Recursive = true };
        RootCommand root = new("BayesLmm: Bayesian multilevel models from a model file, with REML beside the posterior.") { debug };
        root.Subcommands.Add(FitCommand.Create(console, cancellationToken));
        root.Subcommands.Add(RemlCommand.Create(console, cancellationToken));
        root.Subcommands.Add(MlCommand.Create(console, cancellationToken));
        root.Subcommands.Add(CompareCommand.Create(console, cancellationToken));
        root.Subcommands.Add(PredictCommand.Create(console, cancellationToken));
        root.Subcommands.Add(MeansCommand.Create(console, cancellationToken));
        root.Subcommands.Add(GroupsCommand.Create(console, cancellationToken));
        root.Subcommands.Add(LooCommand.Create(console, cancellationToken));
        root.Subcommands.Add(CheckCommand.Create(console, cancellationToken));
        root.Subcommands.Add(PlotCommand.Create(console, cancellationToken));
        root.Subcommands.Add(ReportCommand.Create(console, cancellationToken));
        root.Subcommands.Add(ExplainCommand.Create(console));
        root.Subcommands.Add(PriorCommand.Create(console));
        root.Subcommands.Add(GraphCommand.Create(console));
        root.Subcommands.Add(NewCommand.Create(console));
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return ReportParseErrors(parsed, console.Error);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = console.Output, Error = console.Error, EnableDefaultExceptionHandler = false });
        }
        catch (ModelException exception)
        {
            console.Error.Write(DiagnosticPrinter.Print(exception.Diagnostics));
            return ExitCode.UserError;
        }
        catch (OperationCanceledException)
        {
            string kept = parsed.CommandResult.Command.Name == FitCommand.Name ? "any draw was kept" : "the fit was done";
            console.Error.WriteLine($"blmm: interrupted before {kept}; there is nothing to report.");
            return ExitCode.NotTrustworthy;
        }
        catch (OutOfMemoryException)
        {
            console.Error.WriteLine($"blmm: there was not enough memory, while {console.Activity.Now}.");
            return ExitCode.UserError;
        }
        catch (IOException) when (!WritableFiles.HasWorkingFolder())
        {
            console.Error.WriteLine("blmm: the working directory no longer exists; change to another one.");
            return ExitCode.UserError;
        }
        catch (Exception exception) when (exception is NonConvergenceException or ArithmeticException)
        {
            console.Error.WriteLine($"blmm: the computation broke down ({exception.Message.TrimEnd('.')}): numbers of the data or of the priors are too "
                + "extreme for double precision; rescale them.");
            return ExitCode.NotTrustworthy;
        }
        catch (Exception exception)
        {
            console.Error.WriteLine($"blmm: a defect of this software, please report it: {exception.GetType().Name}: {exception.Message}");
            console.Error.WriteLine(parsed.GetValue(debug) ? exception.ToString() : "Run again with --debug for the stack trace.");
            return ExitCode.Defect;
        }
        finally
        {
            console.Output.Flush();
        }
    }

    private static int ReportParseErrors(ParseResult parsed, TextWriter error)
    {
        foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
        {
            error.WriteLine("blmm: " + message);
        }

        IEnumerable<string> known = parsed.CommandResult.Command.Options.Select(option => option.Name)
            .Concat(parsed.CommandResult.Command.Subcommands.Select(command => command.Name));
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (NameSuggestion.Nearest(token, known) is { } nearest)
            {
                error.WriteLine($"Did you mean '{nearest}'?");
            }
        }

        string command = parsed.CommandResult.Command is RootCommand ? "blmm" : "blmm " + parsed.CommandResult.Command.Name;
        error.WriteLine($"Run '{command} --help' for what can be written.");
        return ExitCode.UserError;
    }

    /// <summary>The usual help with examples below: of a command its own, otherwise all.</summary>
    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            Command command = parseResult.CommandResult.Command;
            output.WriteLine("Examples:");
            foreach ((string name, string arguments) in Examples.Where(example => command is RootCommand || example.Command == command.Name))
            {
                output.WriteLine($"  blmm {name} {arguments}");
            }

            output.WriteLine();
            output.WriteLine(ExitCodes);
            return ExitCode.Fine;
        }
    }
}
