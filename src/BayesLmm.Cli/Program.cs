using System.Runtime.InteropServices;
using System.Text;
using BayesLmm.Cli;
using BayesLmm.Cli.Terminal;

using CancellationTokenSource interrupt = new();

// The first Ctrl-C ends sampling with what was drawn; the second one ends the process.
using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
});

UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
using StreamWriter output = new(Console.OpenStandardOutput(), utf8, bufferSize: 4096);
using StreamWriter error = new(Console.OpenStandardError(), utf8, bufferSize: 1024) { AutoFlush = true };
return CommandLine.Run(args, new CommandConsole(output, error, TimeProvider.System) { ShowsProgress = !Console.IsErrorRedirected }, interrupt.Token);
