using System.Text;
using BayesLmm.Cli;
using BayesLmm.Cli.Terminal;

UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
StandardStream results = new(1), messages = new(2);
StreamWriter output = new(results, utf8, bufferSize: 4096);
StreamWriter error = new(messages, utf8, bufferSize: 1024) { AutoFlush = true };
CommandConsole console = new(output, TextWriter.Synchronized(error), TimeProvider.System)
{
    ShowsProgress = !Console.IsErrorRedirected,
    Activity = new Activity { IsWatched = true },
};
using Supervisor supervisor = new(console);
int exitCode = supervisor.Run(cancellationToken => CommandLine.Run(args, console, cancellationToken));
if (results.Failure is { } lost)
{
    error.WriteLine($"blmm: the result could not be written to the standard output: {lost}.");
    return ExitCode.UserError;
}

if (messages.Failure is { } unsaid)
{
    output.WriteLine($"blmm: messages could not be written to the standard error: {unsaid}.");
    output.Flush();
    return ExitCode.UserError;
}

if (supervisor.GaveUp)
{
    StandardStream.EndProcess(exitCode);
}

return exitCode;
