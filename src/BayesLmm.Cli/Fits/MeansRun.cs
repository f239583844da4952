using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Estimation.Means;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm means</c>.</summary>
internal static class MeansRun
{
    /// <summary>Refuses what cannot be asked of a model, before it is fitted.</summary>
    /// <exception cref="ModelException">The request does not fit the model.</exception>
    public static void Check(BoundModel model, MeansOptions options) => Guard(() => new MeansPlan(model, WithTable(options, new Table("data", []))));

    /// <summary>Means from a posterior.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="options">The grid.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelException">The request does not fit the model.</exception>
    public static MarginalGrid<DrawnEstimate> Posterior(FitResult fit, MeansOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        MeansOptions complete = Complete(options, fit.Input.Model);
        console.Activity.Begin("computing means");
        return Guard(() => ProgressDisplay.Watch(console, "means", progress => fit.Posterior.Means(complete, progress, cancellationToken)));
    }

    /// <summary>Means from a REML fit.</summary>
    /// <param name="request">Model and data.</param>
    /// <param name="options">The grid.</param>
    /// <param name="method">How degrees of freedom are found.</param>
    /// <param name="console">Receives warnings.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelException">The request does not fit the model, or something else that the user wrote is wrong.</exception>
    public static (RemlFit Fit, MarginalGrid<ContrastTest> Means) Reml(
        ModelRequest request, MeansOptions options, DegreesOfFreedomMethod method, CommandConsole console, CancellationToken cancellationToken)
    {
        ModelInput input = InputReader.Read(request, new Stopwatch(console.Time), console.Activity);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        Check(input.Model, options);
        MeansOptions complete = Complete(options, input.Model);
        console.Activity.Begin("estimating by REML");
        RemlFit fit = RemlRun.Fit(input.Model, restricted: true, console.Time, cancellationToken).Fit;
        console.Activity.Begin("computing means");
        return (fit, Guard(() => fit.InferFixedEffects(method, cancellationToken: cancellationToken).Means(complete)));
    }

    private static MeansOptions Complete(MeansOptions options, BoundModel model) =>
        options.Average == MeansAverage.Data ? WithTable(options, model.Columns) : options;

    private static MeansOptions WithTable(MeansOptions options, Table? table) => options with { Data = table };

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw InputDiagnostics.NoMeans(null, exception.Message);
        }
    }
}
