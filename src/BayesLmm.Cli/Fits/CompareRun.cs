using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Comparisons;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm compare</c>.</summary>
internal sealed class CompareRun(bool ml, BootstrapOptions? bootstrap, CommandConsole console, CancellationToken cancellationToken)
{
    private bool wasInterrupted;

    /// <summary>Fits the models and compares each with a smaller one.</summary>
    /// <param name="requests">The models.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong, or the models are of different data.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before the models were fitted and compared.</exception>
    public CompareResult Run(IReadOnlyList<ModelRequest> requests)
    {
        ModelInput[] inputs = [.. requests.Select(Read)];
        string[] coefficients = Coefficients(inputs[0]);

        // Only a first guess, to spare fits: the comparisons decide whether restricted likelihoods are comparable.
        bool restricted = !ml && inputs.All(input => Coefficients(input).SequenceEqual(coefficients));
        ComparedModel[] models = Fit(inputs, restricted);
        ComparedData.RequireSame([.. models.Select(model => (model.Name, model.Input.Model))]);
        if (restricted && models.Skip(1).Any(model => !Compare(models[0], model).Restricted))
        {
            restricted = false;
            models = Fit(inputs, restricted);
        }

        console.Activity.Begin("comparing the models");
        List<ComparedPair> pairs = [.. Enumerable.Range(1, models.Length - 1).Select(i => PairOf(models, i))];
        return new CompareResult(models, restricted, !ml && !restricted, pairs, wasInterrupted);
    }

    private static string[] Coefficients(ModelInput input) => [.. input.Model.FixedEffects.Select(effect => effect.Name)];

    private ModelInput Read(ModelRequest request)
    {
        ModelInput input = InputReader.Read(request, new Stopwatch(console.Time), console.Activity);
        if (!input.Model.HasReml)
        {
            throw InputDiagnostics.NoReml(input.Model.Family, isComparison: true);
        }

        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        return input;
    }

    private ComparedModel[] Fit(ModelInput[] inputs, bool restricted)
    {
        console.Activity.Begin("estimating the models");
        return [.. inputs.Select(input => new ComparedModel(input, RemlRun.Fit(input.Model, restricted, console.Time, cancellationToken).Fit))
            .OrderBy(model => model.Fit.ParameterCount)];
    }

    private ModelComparison Compare(ComparedModel first, ComparedModel second) => first.Fit.CompareLikelihood(second.Fit, cancellationToken);

    /// <summary>Pairs a model with the largest earlier model that is a special case of it, or else with the model just before it.</summary>
    private ComparedPair PairOf(ComparedModel[] models, int large)
    {
        ModelComparison? nearest = null;
        for (int small = large - 1; small >= 0; small--)
        {
            ModelComparison comparison = Compare(models[small], models[large]);
            if (comparison.Relation is ModelRelation.Nested)
            {
                return new ComparedPair(small, large, comparison, Bootstrap(models[small], models[large]));
            }

            nearest ??= comparison;
            if (comparison.Relation is ModelRelation.Same)
            {
                return new ComparedPair(small, large, comparison, null);
            }
        }

        return new ComparedPair(large - 1, large, nearest!, null);
    }

    private BootstrapTest? Bootstrap(ComparedModel small, ComparedModel large)
    {
        if (bootstrap is null)
        {
            return null;
        }

        console.Activity.Begin("simulating the likelihood ratio", keeps: true);
        try
        {
            BootstrapTest test =
                ProgressDisplay.Watch(console, "bootstrap", progress => small.Fit.BootstrapTest(large.Fit, bootstrap, progress, cancellationToken));
            wasInterrupted |= test.IsCancelled;
            return test;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            wasInterrupted = true;
            return null;
        }
    }
}
