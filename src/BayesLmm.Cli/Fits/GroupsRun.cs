using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Posteriors.Groups;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Groups;

namespace BayesLmm.Cli.Fits;

/// <summary>What <c>blmm groups</c> is asked for.</summary>
/// <param name="Groups">The grouping factors; none for all.</param>
/// <param name="Coefficients">Whether coefficients are wanted.</param>
/// <param name="Ranks">Whether ranks are wanted.</param>
/// <param name="Differences">Differences, each as two levels with a minus between them.</param>
/// <param name="Pooling">Whether pooling is wanted.</param>
/// <param name="Summary">How quantities are summarised.</param>
internal sealed record GroupsRequest(
    IReadOnlyList<string> Groups, bool Coefficients, bool Ranks, IReadOnlyList<string> Differences, bool Pooling, SummaryOptions Summary);

/// <summary>The work of <c>blmm groups</c>.</summary>
internal static class GroupsRun
{
    private const string Minus = " - ";

    /// <summary>Refuses what cannot be asked of a model, before it is fitted.</summary>
    /// <exception cref="ModelException">The model lacks a grouping factor or level.</exception>
    public static void Check(BoundModel model, GroupsRequest request)
    {
        if (request.Pooling && !model.HasReml)
        {
            throw InputDiagnostics.NoGroups(
                $"No pooling and complete pooling are by least squares, for normal residuals; the model's family is {model.Family}. Leave out --pooling.");
        }

        VaryingCoefficients[] groups = [.. GroupsOf(model, request).Select(group => Varying(model, group))];
        foreach (string difference in request.Differences)
        {
            if (!groups.Any(group => LevelsOf(group, difference) is not null))
            {
                string[] levels = [.. groups.SelectMany(group => group.Levels)];
                string? wrong = difference.Split(Minus).FirstOrDefault(side => !levels.Contains(side.Trim()));
                string nearest = wrong is not null && NameSuggestion.Nearest(wrong.Trim(), levels) is { } name ? $" Did you mean '{name}'?" : "";
                throw InputDiagnostics.NoGroups($"'{difference}' is no difference of two levels of {string.Join(" or ", groups.Select(group => group.Group))}, "
                    + $"such as '{string.Join(Minus, groups[0].Levels.Take(2))}'.{nearest}");
            }
        }
    }

    /// <summary>What a posterior says.</summary>
    public static IReadOnlyList<GroupResult> Posterior(FitResult fit, GroupsRequest request, CommandConsole console, CancellationToken cancellationToken)
    {
        console.Activity.Begin("computing coefficients of groups");
        Posterior posterior = fit.Posterior;
        return [.. GroupsOf(fit.Input.Model, request).Select(group =>
        {
            VaryingCoefficients varying = Varying(fit.Input.Model, group);
            string[] coefficients = [.. varying.Effects.Select(effect => effect.Name)];
            return new GroupResult(group)
            {
                Coefficients = request.Coefficients ? posterior.Coefficients(group, request.Summary, cancellationToken) : null,
                Ranks = request.Ranks ? [.. coefficients.Select(name => (name, posterior.Ranks(group, name, cancellationToken)))] : null,
                Differences = request.Differences.Count == 0
                    ? null
                    :
                    [
                        .. request.Differences.Select(difference => LevelsOf(varying, difference)).OfType<(string First, string Second)>()
                            .SelectMany(levels => coefficients.Select(name =>
                                (name, posterior.Difference(group, name, levels.First, levels.Second, request.Summary)))),
                    ],
                Pooling = request.Pooling ? posterior.Pooling(group, cancellationToken) : null,
            };
        })];
    }

    /// <summary>What a REML fit says.</summary>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    public static (RemlFit Fit, IReadOnlyList<GroupResult> Groups) Reml(
        ModelRequest model, GroupsRequest request, CommandConsole console, CancellationToken cancellationToken)
    {
        ModelInput input = InputReader.Read(model, new Stopwatch(console.Time), console.Activity);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        Check(input.Model, request);
        console.Activity.Begin("estimating by REML");
        RemlFit fit = RemlRun.Fit(input.Model, restricted: true, console.Time, cancellationToken).Fit;
        return (fit,
        [
            .. GroupsOf(input.Model, request).Select(group => (Group: group, Pooling: fit.Pooling(group))).Select(one => new GroupResult(one.Group)
            {
                Estimates = request.Coefficients ? one.Pooling : null,
                Pooling = request.Pooling ? one.Pooling : null,
            }),
        ]);
    }

    private static IEnumerable<string> GroupsOf(BoundModel model, GroupsRequest request)
    {
        string[] all = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
        return all.Length == 0 ? throw InputDiagnostics.NoGroups("The model has no random effects, and so no groups.")
            : request.Groups.Count == 0 ? all
            : request.Groups.Distinct();
    }

    private static VaryingCoefficients Varying(BoundModel model, string group)
    {
        try
        {
            return VaryingCoefficients.Of(model, group);
        }
        catch (ArgumentException exception)
        {
            throw InputDiagnostics.NoGroups(exception.Message);
        }
    }

    /// <summary>The two levels of a difference; a level's own name may hold a minus. Null if they are not of this factor.</summary>
    private static (string First, string Second)? LevelsOf(VaryingCoefficients group, string difference)
    {
        for (int place = 0; (place = difference.IndexOf(Minus, place, StringComparison.Ordinal)) >= 0; place++)
        {
            string first = difference[..place].Trim(), second = difference[(place + Minus.Length)..].Trim();
            if (group.Levels.Contains(first) && group.Levels.Contains(second))
            {
                return (first, second);
            }
        }

        return null;
    }
}
