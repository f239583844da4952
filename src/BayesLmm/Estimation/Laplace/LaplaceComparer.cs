using BayesLmm.Design;
using BayesLmm.Estimation.Comparison;
using BayesLmm.Families;

namespace BayesLmm.Estimation.Laplace;

/// <summary>
/// Compares two fits of models of the same family, or of poisson and negative binomial ones, where the first is the second with an infinite shape.
/// </summary>
internal static class LaplaceComparer
{
    /// <summary>Compares.</summary>
    public static LaplaceComparison Compare(LaplaceFit first, LaplaceFit second)
    {
        ModelDesign one = first.Model.Design, other = second.Model.Design;
        string names = $"'{Name(first)}' and '{Name(second)}'";
        LaplaceComparison Untested(ModelRelation relation, string explanation) => new(first, second, null, explanation) { Relation = relation };
        if (one.RowCount != other.RowCount)
        {
            return Untested(
                ModelRelation.DifferentRows,
                $"The models {names} cannot be compared: the first was fitted to {one.RowCount} rows, the second to {other.RowCount}.");
        }

        if (!one.Response.AsSpan().SequenceEqual(other.Response) || !first.Model.Weights.SequenceEqual(second.Model.Weights))
        {
            return Untested(ModelRelation.DifferentResponses, $"The models {names} cannot be compared: the response is not the same.");
        }

        if (first.Options.Quadrature != second.Options.Quadrature || first.Options.ExpectedInformation != second.Options.ExpectedInformation)
        {
            return Untested(
                ModelRelation.DifferentResponses, $"The models {names} cannot be compared: their likelihoods are approximated in different ways.");
        }

        int forward = ShapesAdded(first.Model.Family, second.Model.Family), backward = ShapesAdded(second.Model.Family, first.Model.Family);
        CovarianceNesting? fromFirst = null, fromSecond = null;
        bool firstWithin = forward >= 0 && ModelComparer.IsWithin(one, other, out fromFirst);
        bool secondWithin = backward >= 0 && ModelComparer.IsWithin(other, one, out fromSecond);
        if ((firstWithin && (secondWithin || first.ParameterCount >= second.ParameterCount)) || (secondWithin && second.ParameterCount >= first.ParameterCount))
        {
            return Untested(ModelRelation.Same, $"The models {names} say the same: there is nothing to test.");
        }

        if (!firstWithin && !secondWithin)
        {
            return Untested(
                ModelRelation.NotNested,
                $"Neither of the models {names} is a special case of the other: there is no likelihood-ratio test. AIC and BIC compare them all the same.");
        }

        (LaplaceFit small, LaplaceFit large, CovarianceNesting nesting, int shapes) =
            firstWithin ? (first, second, fromFirst!, forward) : (second, first, fromSecond!, backward);
        LikelihoodRatioTest test = ModelComparer.Test(Tested(small), Tested(large), nesting.Boundaries + shapes, nesting.IsKnownShape);
        return new LaplaceComparison(first, second, test, $"'{Name(small)}' is a special case of '{Name(large)}'.") { Relation = ModelRelation.Nested };
    }

    /// <summary>How many shapes of the larger family are at infinity in the smaller; −1 where it is no special case.</summary>
    private static int ShapesAdded(Family small, Family large) =>
        small == large || (small.Name == large.Name && small.Link == large.Link) ? 0
        : small is PoissonFamily && large is NegativeBinomialFamily && small.Link == large.Link ? 1
        : -1;

    private static TestedFit Tested(LaplaceFit fit) => new(
        Name(fit), fit.Deviance, fit.ParameterCount, Restricted: false, IsDetermined: true, fit.IsSingular, fit.Optimum.Converged);

    private static string Name(LaplaceFit fit) => fit.Model.Specification.FormulaText;
}
