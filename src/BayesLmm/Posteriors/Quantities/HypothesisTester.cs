using BayesLmm.Language.Syntax;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>Tests hypotheses on draws.</summary>
/// <param name="posterior">The posterior.</param>
/// <param name="evaluator">Computes expressions; knows the quantities.</param>
/// <param name="definitions">The quantities that hypotheses may name.</param>
internal sealed class HypothesisTester(Posterior posterior, QuantityEvaluator evaluator, IEnumerable<QuantityDefinition> definitions)
{
    private readonly Dictionary<string, Expression> definitions = definitions.ToDictionary(one => one.Name, one => one.Expression, StringComparer.Ordinal);

    /// <summary>Tests one.</summary>
    /// <exception cref="InvalidOperationException">A side of the condition is undefined at some draws.</exception>
    public HypothesisTest Test(HypothesisDefinition hypothesis)
    {
        if (hypothesis.Sides is { } sides)
        {
            return TestPoint(hypothesis.Text, sides.Left, sides.Right);
        }

        double[] holds = QuantityEvaluator.Require(hypothesis.Text, evaluator.Compute(hypothesis.Expression));
        QuantitySummary summary = QuantitySummary.Of(new DrawColumn(hypothesis.Text, holds), posterior.Draws);
        return new HypothesisTest(hypothesis.Text, summary.Mean, summary.MeanError);
    }

    private HypothesisTest TestPoint(string text, Expression left, Expression right)
    {
        HypothesisTest none = new(text, double.NaN, double.NaN);
        if (LinearForm.Of(left, DefinitionOf) is not { } first || LinearForm.Of(right, DefinitionOf) is not { } second)
        {
            return none with { Problem = PointProblem.NotLinear };
        }

        LinearForm difference = first.Minus(second);
        if (PriorOfForm.Of(posterior.Model, difference, out PointProblem problem) is not { } prior)
        {
            return none with { Problem = problem };
        }

        double logPrior = 0 < prior.Lower || 0 >= prior.Upper ? double.NegativeInfinity : prior.LogDensity(0);
        if (!double.IsFinite(logPrior) || Math.Exp(logPrior) == 0)
        {
            return none with { Problem = PointProblem.NoPriorDensity };
        }

        double[] values = evaluator.Compute(left);
        double[] others = evaluator.Compute(right);
        for (int draw = 0; draw < values.Length; draw++)
        {
            values[draw] -= others[draw];
        }

        if (QuantityEvaluator.Undefined(values) > 0)
        {
            return none with { Problem = PointProblem.Undefined };
        }

        return DensityRatio.Estimate(values, prior, 0) is { } ratio
            ? none with
            {
                Point = new HypothesisTest.PointEvidence(ratio.LogRatio, ratio.Error, Math.Exp(logPrior), Math.Exp(logPrior + ratio.LogRatio)),
            }
            : none with { Problem = PointProblem.TooFewDraws };
    }

    private Expression? DefinitionOf(string name) => definitions.GetValueOrDefault(name);
}
