using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Language.Checks;
using BayesLmm.Reports.Content.Laplace;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm ml MODEL</c>: estimates by maximum likelihood for every family.</summary>
internal static class MlCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "ml";

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        ModelOptions model = new();
        Option<double?> quadrature = SampleOptions.Create(
            new SampleSettingRule("quadrature", 1, LaplaceOptions.MostNodes, IsInteger: true),
            "Nodes of an adaptive quadrature over the effects of each level, in place of Laplace's approximation; needs one grouping factor with one effect.",
            "COUNT");
        Option<bool> expected = new("--expected-information")
        {
            Description = "Laplace's approximation with expected information, as lme4 has it for probit and cloglog links.",
        };
        Option<double?> level = InferenceOptions.Level();
        Option<bool> profile = new("--profile") { Description = "Profile-likelihood intervals of all parameters." };
        Option<bool> effects = new("--effects") { Description = "Every group effect's mode with its conditional standard deviation." };
        Option<bool> fitted = new("--fitted") { Description = "Every row's fitted value on the scales of the link and of the response." };
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new(Name, "Estimate a model of any family by maximum likelihood, with tests and intervals.");
        model.AddTo(command);
        foreach (Option option in (Option[])[quadrature, expected, level, profile, effects, fitted, quiet])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            MlRequest request = new(
                new LaplaceOptions { Quadrature = (int)(parsed.GetValue(quadrature) ?? 1), ExpectedInformation = parsed.GetValue(expected) },
                parsed.GetValue(level) ?? FixedEffectInference.DefaultLevel,
                parsed.GetValue(profile),
                parsed.GetValue(effects),
                parsed.GetValue(fitted));
            (RemlResult? normal, LaplaceResult? other) =
                MlRun.Run(model.Request(parsed), request, console.Quiet(parsed.GetValue(quiet)), cancellationToken);
            console.Output.Write(ReportFormats.Write(normal is null ? LaplaceContent.Of(other!) : RemlContent.Of(normal), model.FormatOf(parsed)));
            console.Warn(normal is null ? Verdict.Of(other!) : Verdict.Of(normal));
            return normal is null ? ExitCode.Of(other!) : ExitCode.Of(normal);
        });
        return command;
    }
}
