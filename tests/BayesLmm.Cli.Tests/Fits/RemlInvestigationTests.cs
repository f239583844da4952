using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Tests.Fits;

public sealed class RemlInvestigationTests
{
    [Fact]
    public void An_interruption_behind_the_fit_leaves_what_takes_no_time_and_names_the_rest()
    {
        RemlFit fit = Model.Parse("Reaction ~ Days + (Days | Subject)").Bind(TableReader.Read(Cli.Data("sleepstudy.csv"))).FitReml();
        using CancellationTokenSource interrupt = new();
        interrupt.Cancel();
        CommandConsole console = new(TextWriter.Null, TextWriter.Null, TimeProvider.System);
        RemlOptions options = new() { Profile = true, Bootstrap = 10, Deletions = true };

        RemlFindings findings = new RemlInvestigation(fit, options, console, interrupt.Token).Run();

        Assert.Equal(["degrees of freedom", "tests of random effects", "profile intervals", "bootstrap"], findings.Interrupted);
        Assert.Equal(DegreesOfFreedomMethod.None, findings.Options.Method);
        Assert.Equal(fit["Days"] / fit.StandardError("Days"), findings.Coefficients[1].Statistic, 1e-12);
        Assert.Null(findings.Bootstrap);
    }

    [Fact]
    public void Progress_of_counted_work_goes_forward_only()
    {
        ProgressDisplay.Furthest furthest = new("bootstrap");
        Assert.Equal(("bootstrap", 0.0), furthest.Describe(0));
        furthest.Report(new Progress(isSampling: true, 30, 40));
        furthest.Report(new Progress(isSampling: true, 20, 40));

        Assert.Equal(("bootstrap", 0.75), furthest.Describe(0));
    }
}
