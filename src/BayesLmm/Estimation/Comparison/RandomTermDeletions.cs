using BayesLmm.Covariances;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Comparison;

/// <summary>A likelihood-ratio test of one part of a model's random effects.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effects">The effects that were dropped.</param>
/// <param name="DropsTerm">Whether they are the whole term.</param>
/// <param name="Comparison">The fit of the model without them compared with the fit.</param>
internal sealed record RandomTermDeletion(string Group, EquatableArray<string> Effects, bool DropsTerm, ModelComparison Comparison)
{
    /// <summary>As <c>(1 | batch)</c>, or <c>Days in (1 + Days | Subject)</c>.</summary>
    public string Name => Comparison.Dropped!;

    /// <summary>The test of the model without the effects within the model.</summary>
    public LikelihoodRatioTest Test => Comparison.Test!;

    /// <summary>The fit of the model without the effects.</summary>
    public RemlFit Reduced => Comparison.First;
}

/// <summary>Drops random effects one at a time.</summary>
internal static class RandomTermDeleter
{
    /// <summary>Every single deletion, in the order of the terms.</summary>
    public static EquatableArray<RandomTermDeletion> DropEach(RemlFit fit, CancellationToken cancellationToken)
    {
        List<RandomTermDeletion> found = [];
        for (int k = 0; k < fit.Model.GroupTerms.Count; k++)
        {
            GroupTerm term = fit.Model.GroupTerms[k];
            foreach (int[] dropped in Deletions(term, fit.Model.Design.RandomTerms[k]))
            {
                BoundModel reduced = Without(fit.Model, k, dropped);
                RemlFit small = new RemlEstimator(reduced, fit.Restricted).Fit(cancellationToken);
                CovarianceNesting nesting = CovarianceNesting.Examine(reduced.Design, fit.Model.Design);
                EquatableArray<string> effects = dropped.Select(i => term.Effects[i]).ToEquatableArray();
                string name = dropped.Length == term.Width ? Describe(term) : $"{string.Join(", ", effects)} in {Describe(term)}";
                found.Add(new RandomTermDeletion(term.Group, effects, dropped.Length == term.Width, ModelComparer.CompareWithout(name, small, fit, nesting)));
            }
        }

        return found.ToEquatableArray();
    }

    /// <summary>
    /// Which effects to drop together: a correlated term's slopes, the columns of one factor together, but its intercept only with the whole term; independent
    /// effects each by itself.
    /// </summary>
    private static IEnumerable<int[]> Deletions(GroupTerm term, RandomTermDesign design)
    {
        int[][] variables = [.. Enumerable.Range(0, term.Width).GroupBy(i => design.Columns[i].Term).Select(group => group.ToArray())];
        if (variables.Length == 1)
        {
            return variables;
        }

        return term.Structure.HasCorrelations ? variables.Where(group => term.Effects[group[0]] != TermColumns.Intercept) : variables;
    }

    private static string Describe(GroupTerm term)
    {
        string effects = string.Join(" + ", term.Effects.Select(effect => effect == TermColumns.Intercept ? "1" : effect));
        return $"({(term.Effects.Contains(TermColumns.Intercept) ? "" : "0 + ")}{effects} {(term.Width == 1 ? "|" : term.Structure.Bar)} {term.Group})";
    }

    /// <summary>The model without some effects of a term.</summary>
    private static BoundModel Without(BoundModel model, int k, int[] dropped)
    {
        int[] kept = [.. Enumerable.Range(0, model.GroupTerms[k].Width).Except(dropped)];
        List<GroupTerm> terms = [.. model.GroupTerms];
        List<RandomTermDesign> designs = [.. model.Design.RandomTerms];
        if (kept.Length == 0)
        {
            terms.RemoveAt(k);
            designs.RemoveAt(k);
        }
        else
        {
            CovarianceStructure structure = terms[k].Structure.WithWidth(kept.Length);
            terms[k] = terms[k] with
            {
                Effects = kept.Select(i => model.GroupTerms[k].Effects[i]).ToEquatableArray(),
                SdPriors = kept.Select(i => model.GroupTerms[k].SdPriors[i]).ToEquatableArray(),
                Structure = structure,
                CorrelationPrior = structure.HasCorrelations ? terms[k].CorrelationPrior : null,
            };
            designs[k] = designs[k] with
            {
                Columns = kept.Select(i => model.Design.RandomTerms[k].Columns[i]).ToEquatableArray(),
                FromOrigin = kept.Select(i => model.Design.RandomTerms[k].CenteredColumns[i]).ToEquatableArray(),
                Structure = structure,
                Origin = structure.HasCorrelations ? designs[k].Origin?.Select(kept) : null,
            };
        }

        return model.WithTerms(designs.ToEquatableArray(), terms.ToEquatableArray());
    }
}
