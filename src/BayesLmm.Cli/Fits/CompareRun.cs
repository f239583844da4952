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
        if (inputs.Any(input => !input.Model.HasReml))
        {
            return RunOtherFamilies(inputs);
        }

        string[] coefficients = Coefficients(inputs[0]);

        // Only a first guess, to spare fits: the comparisons decide whether restricted likelihoods are comparable.
        bool restricted = !ml && inputs.All(input => Coefficients(input).SequenceEqual(coefficients));
        (ModelInput Input, RemlFit Fit)[] models = Fit(inputs, restricted);
        ComparedData.RequireSame([.. models.Select(model => (model.Input.File ?? model.Input.Formula, model.Input.Model))]);
        if (restricted && models.Skip(1).Any(model => !Compare(models[0].Fit, model.Fit).Restricted))
        {
            restricted = false;
            models = Fit(inputs, restricted);
        }

        console.Activity.Begin("comparing the models");
        RemlFit[] fits = [.. models.Select(model => model.Fit)];
        List<ComparedPair> pairs = [.. Enumerable.Range(1, models.Length - 1).Select(i => PairOf(i, (small, large) =>
        {
            ModelComparison comparison = Compare(fits[small], fits[large]);
            BootstrapTest? test = comparison.Relation is ModelRelation.Nested ? Bootstrap(fits[small], fits[large]) : null;
            return new ComparedPair(small, large, comparison, test);
        }))];
        return new CompareResult([.. models.Select(model => new ComparedModel(model.Input, model.Fit))], restricted, !ml && !restricted, pairs, wasInterrupted);
    }

    /// <summary>Compares models by the likelihood of responses that are not normal.</summary>
    private CompareResult RunOtherFamilies(ModelInput[] inputs)
    {
        if (inputs.FirstOrDefault(input => input.Model.HasReml) is { } normal)
        {
            throw InputDiagnostics.CannotRun(
                $"The likelihood of the family {normal.Model.Family.Name} is a density, and that of others a probability: they cannot be compared.");
        }

        if (bootstrap is not null)
        {
            throw InputDiagnostics.CannotRun("The bootstrap of a likelihood ratio is of models with normal residuals: leave out --bootstrap.");
        }

        ComparedData.RequireSame([.. inputs.Select(input => (input.File ?? input.Formula, input.Model))]);
        console.Activity.Begin("estimating the models");
        (ModelInput Input, LaplaceFit Fit)[] models = [.. inputs.Select(input => (input, MlRun.Fit(input.Model, new LaplaceOptions(), cancellationToken)))
            .OrderBy(model => model.Item2.ParameterCount)];
        List<ComparedPair> pairs = [.. Enumerable.Range(1, models.Length - 1).Select(i => PairOf(i, (small, large) =>
        {
            LaplaceComparison comparison = models[small].Fit.CompareLikelihood(models[large].Fit);
            return new ComparedPair(small, large, comparison.Relation, comparison.Test, comparison.Explanation, null);
        }))];
        return new CompareResult(
            [.. models.Select(model => new ComparedModel(model.Input, ComparedFit.Of(model.Fit)))], false, false, pairs, WasInterrupted: false);
    }

    private static string[] Coefficients(ModelInput input) => [.. input.Model.FixedEffects.Select(effect => effect.Name)];

    private ModelInput Read(ModelRequest request)
    {
        ModelInput input = InputReader.Read(request, new Stopwatch(console.Time), console.Activity);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        return input;
    }

    private (ModelInput Input, RemlFit Fit)[] Fit(ModelInput[] inputs, bool restricted)
    {
        console.Activity.Begin("estimating the models");
        return [.. inputs.Select(input => (Input: input, RemlRun.Fit(input.Model, restricted, console.Time, cancellationToken).Fit))
            .OrderBy(model => model.Fit.ParameterCount)];
    }

    private ModelComparison Compare(RemlFit first, RemlFit second) => first.CompareLikelihood(second, cancellationToken);

    /// <summary>Pairs a model with the largest earlier model that is a special case of it, or else with the model just before it.</summary>
    private static ComparedPair PairOf(int large, Func<int, int, ComparedPair> compare)
    {
        ComparedPair? nearest = null;
        for (int small = large - 1; small >= 0; small--)
        {
            ComparedPair pair = compare(small, large);
            if (pair.Relation is ModelRelation.Nested or ModelRelation.Same)
            {
                return pair;
            }

            nearest ??= pair;
        }

        return nearest!;
    }

    private BootstrapTest? Bootstrap(RemlFit small, RemlFit large)
    {
        if (bootstrap is null)
        {
            return null;
        }

        console.Activity.Begin("simulating the likelihood ratio", keeps: true);
        try
        {
            BootstrapTest test =
                ProgressDisplay.Watch(console, "bootstrap", progress => small.BootstrapTest(large, bootstrap, progress, cancellationToken));
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
