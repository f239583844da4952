using BayesLmm.Design;
using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Comparison;

/// <summary>Compares two fits: determines which model is nested in which, refits if restricted likelihoods are not comparable, and tests.</summary>
internal static class ModelComparer
{
    /// <summary>A larger model whose criterion exceeds the smaller's by more than this has not reached its maximum.</summary>
    private const double NoticeableLoss = 1e-6;

    /// <summary>Compares.</summary>
    public static ModelComparison Compare(RemlFit first, RemlFit second, CancellationToken cancellationToken) =>
        Resolve(first, second, cancellationToken).Comparison;

    /// <summary>Compares, and returns the two fits of the test, the smaller model's and the larger's; null without a test.</summary>
    internal static (ModelComparison Comparison, RemlFit? Small, RemlFit? Large) Resolve(RemlFit first, RemlFit second, CancellationToken cancellationToken)
    {
        ModelDesign one = first.Model.Design, other = second.Model.Design;
        string names = $"'{Name(first)}' and '{Name(second)}'";
        if (one.RowCount != other.RowCount)
        {
            return NotTested(new ModelComparison(
                first, second, first.Restricted && second.Restricted, false, null,
                $"The models {names} cannot be compared: the first was fitted to {one.RowCount} rows, the second to {other.RowCount}. "
                + "Rows may have been dropped because of missing values in a column that only one model uses.")
            {
                Relation = ModelRelation.DifferentRows,
            });
        }

        if (!one.Response.AsSpan().SequenceEqual(other.Response))
        {
            int row = Enumerable.Range(0, one.RowCount).First(i => !one.Response[i].Equals(other.Response[i]));
            return NotTested(new ModelComparison(
                first, second, first.Restricted && second.Restricted, false, null,
                $"The models {names} cannot be compared: the response is not the same; in row {row + 1} of those used it is "
                + FormattableString.Invariant($"{one.Response[row]:G6} in the first and {other.Response[row]:G6} in the second."))
            {
                Relation = ModelRelation.DifferentResponses,
            });
        }

        bool keepsRestriction = first.Restricted && second.Restricted && MeanNesting.AreIdentical(one, other) && ProductsOfWeightsAgree(one, other);
        bool refits = !keepsRestriction && (first.Restricted || second.Restricted);
        if (refits)
        {
            first = RemlEstimator.ByMaximumLikelihood(first, cancellationToken);
            second = RemlEstimator.ByMaximumLikelihood(second, cancellationToken);
        }

        bool firstWithin = IsWithin(one, other, out CovarianceNesting fromFirst), secondWithin = IsWithin(other, one, out CovarianceNesting fromSecond);
        ModelComparison Result(ModelRelation relation, LikelihoodRatioTest? test, string explanation) =>
            new(first, second, keepsRestriction, refits, test, explanation) { Relation = relation };
        if ((firstWithin && (secondWithin || first.ParameterCount >= second.ParameterCount)) || (secondWithin && second.ParameterCount >= first.ParameterCount))
        {
            // A special case with as many parameters is not smaller: what it seems to lack is redundant.
            return NotTested(Result(ModelRelation.Same, null, $"The models {names} say the same: there is nothing to test."));
        }

        if (!firstWithin && !secondWithin)
        {
            return NotTested(Result(
                ModelRelation.NotNested,
                null,
                $"Neither of the models {names} is a special case of the other ({WhyNot(one, other)}): there is no likelihood-ratio test. AIC and BIC compare "
                    + "them all the same."));
        }

        (RemlFit small, RemlFit large, CovarianceNesting nesting) = firstWithin ? (first, second, fromFirst) : (second, first, fromSecond);
        return (Result(ModelRelation.Nested, Test(small, large, nesting), SpecialCase(Name(small), Name(large))), small, large);
    }

    private static (ModelComparison Comparison, RemlFit? Small, RemlFit? Large) NotTested(ModelComparison comparison) => (comparison, null, null);

    /// <summary>Compares the fit of a model without a part of its random effects with the fit that has it.</summary>
    internal static ModelComparison CompareWithout(string part, RemlFit small, RemlFit large, CovarianceNesting nesting)
    {
        string name = $"{Name(large)} without {part}";
        LikelihoodRatioTest test = Test(small, large, nesting) with { Small = name };
        return new ModelComparison(small, large, large.Restricted, false, test, SpecialCase(name, Name(large))) { Dropped = part };
    }

    /// <summary>The test of one model within another.</summary>
    private static LikelihoodRatioTest Test(RemlFit small, RemlFit large, CovarianceNesting nesting) =>
        Test(TestedFit.Of(small), TestedFit.Of(large), nesting.Boundaries, nesting.IsKnownShape);

    /// <summary>The test of one model within another.</summary>
    /// <param name="small">The smaller model's fit.</param>
    /// <param name="large">The larger one's.</param>
    /// <param name="boundaries">How many parameters of the larger model are at their boundary in the smaller.</param>
    /// <param name="isKnownShape">Whether these are half-lines.</param>
    internal static LikelihoodRatioTest Test(TestedFit small, TestedFit large, int boundaries, bool isKnownShape)
    {
        double statistic = Math.Max(0, small.Criterion - large.Criterion);
        int df = large.ParameterCount - small.ParameterCount;
        bool isDetermined = small.IsDetermined && large.IsDetermined;
        ChiSquareMixture? mixture = isDetermined && isKnownShape && boundaries <= df ? ChiSquareMixture.Binomial(df, boundaries) : null;
        return new LikelihoodRatioTest(
            small.Name,
            large.Name,
            statistic,
            df,
            boundaries,
            df > 0 ? ChiSquareMixture.Single(df).PValue(statistic) : double.NaN,
            mixture?.PValue(statistic))
        {
            Restricted = small.Restricted,
            Distribution = mixture,
            Reservations = Reservations(small, large, boundaries, mixture is not null).ToEquatableArray(),
        };
    }

    private static IEnumerable<TestReservation> Reservations(TestedFit small, TestedFit large, int boundaries, bool hasMixture)
    {
        if (!small.IsDetermined || !large.IsDetermined)
        {
            yield return new TestReservation.Undetermined();
        }
        else if (!hasMixture)
        {
            yield return new TestReservation.UnknownMixture(boundaries);
        }
        else if (boundaries > 0)
        {
            yield return boundaries == 1 ? new TestReservation.OneAtBoundary() : new TestReservation.SeveralAtBoundary(boundaries);
        }

        if (small.IsSingular)
        {
            yield return new TestReservation.SingularSmaller();
        }

        foreach (TestedFit fit in (TestedFit[])[small, large])
        {
            if (!fit.IsAtMaximum)
            {
                yield return new TestReservation.NotConverged(fit.Name);
            }
        }

        if (large.Criterion > small.Criterion + NoticeableLoss)
        {
            yield return new TestReservation.LargerIsWorse(large.Criterion - small.Criterion);
        }
    }

    /// <summary>Whether the small model is a special case of the large one.</summary>
    internal static bool IsWithin(ModelDesign small, ModelDesign large, out CovarianceNesting nesting)
    {
        nesting = CovarianceNesting.Examine(small, large);
        return nesting.IsWithin && MeanNesting.IsWithin(small, large);
    }

    private static string SpecialCase(string small, string large) => $"'{small}' is a special case of '{large}'.";

    private static string Name(RemlFit fit) => fit.Model.Specification.FormulaText;

    /// <summary>Restricted likelihoods integrate β out with the rows' weights in the design: with other weights they belong to other contrasts.</summary>
    private static bool ProductsOfWeightsAgree(ModelDesign one, ModelDesign other) =>
        (one.Weights is null && other.Weights is null) || (one.Weights is { } w && other.Weights is { } v && w.AsSpan().SequenceEqual(v));

    private static string WhyNot(ModelDesign one, ModelDesign other)
    {
        if (!MeanNesting.IsWithin(one, other) && !MeanNesting.IsWithin(other, one))
        {
            return "neither's fixed effects are combinations of the other's";
        }

        CovarianceNesting forward = CovarianceNesting.Examine(one, other), backward = CovarianceNesting.Examine(other, one);
        return forward.IsWithin || backward.IsWithin
            ? "one has more fixed effects, the other more random effects or free residuals"
            : SameWeights(one, other) ? "neither's random effects are a special case of the other's" : "their weights differ";
    }

    private static bool SameWeights(ModelDesign one, ModelDesign other) =>
        Enumerable.Range(0, one.RowCount).Select(row => (one.Weights?[row] ?? 1) / (other.Weights?[row] ?? 1)).ToArray() is var ratios
        && ratios.Max() - ratios.Min() <= 1e-12 * ratios.Max();
}
