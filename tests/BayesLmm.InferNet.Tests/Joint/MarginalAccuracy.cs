using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Models;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

// accuracy = 100 (1 − ½ ∫ |q − p|)  (Faes, Ormerod & Wand 2011, §6): 100 where the marginals coincide, 0 where they have nothing in common; the same for s, s²
// and log s. p is known from draws, q by its distribution function. The integral is a sum over intervals that have equally many draws, which can only lower it;
// that N draws are not p raises it, to about 0.4 √(intervals / N) where q = p.

/// <summary>How much of the exact marginal distributions an approximation's have.</summary>
internal static class MarginalAccuracy
{
    private const int Intervals = 50;

    private const int CorrelationDraws = 20_000;

    /// <summary>The mean accuracy over a model's parameters.</summary>
    /// <param name="result">The approximation.</param>
    /// <param name="draws">Exact draws of a quantity.</param>
    public static double OfParameters(InferNetResult result, Func<string, double[]> draws) => Distributions(result).Average(q => Of(draws(q.Name), q.Below));

    /// <summary>The mean accuracy over its group effects, whose marginals are normal.</summary>
    public static double OfGroupEffects(InferNetResult result, Func<string, double[]> draws) =>
        result.GroupEffects.Average(effect => Of(draws(effect.Name), x => MathNet.Numerics.Distributions.Normal.CDF(effect.Mean, effect.Sd, x)));

    /// <summary>The accuracy of a distribution.</summary>
    /// <param name="draws">Draws of the exact one.</param>
    /// <param name="below">The distribution function of the other.</param>
    public static double Of(double[] draws, Func<double, double> below)
    {
        double[] sorted = [.. draws.Order()];
        double distance = 0, start = 0;
        for (int i = 1; i <= Intervals; i++)
        {
            int last = (int)((long)sorted.Length * i / Intervals);
            double end = i == Intervals ? 1 : below(0.5 * (sorted[last - 1] + sorted[last]));
            distance += 0.5 * Math.Abs(end - start - (1.0 / Intervals));
            start = end;
        }

        return 100 * (1 - distance);
    }

    private static IEnumerable<(string Name, Func<double, double> Below)> Distributions(InferNetResult result)
    {
        BoundModel model = result.Model;
        foreach (FixedEffect coefficient in model.FixedEffects)
        {
            QuantityMoments moments = result[coefficient.Name];
            yield return (coefficient.Name, x => MathNet.Numerics.Distributions.Normal.CDF(moments.Mean, moments.Sd, x));
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            string Sd(int i) => Parameter.Sd(term.Group, term.Effects[i]).Name;
            if (result.Approximation.Terms[k] is CovarianceMarginal.Independent independent)
            {
                for (int i = 0; i < term.Width; i++)
                {
                    yield return (Sd(i), SdBelow(independent.Precisions[i].Shape, independent.Precisions[i].Rate));
                }

                continue;
            }

            CovarianceMarginal.Correlated wishart = (CovarianceMarginal.Correlated)result.Approximation.Terms[k];
            int r = term.Width;
            Matrix<double>[] covariances = Covariances(wishart, r);
            for (int i = 0; i < r; i++)
            {
                yield return (Sd(i), SdBelow(wishart.Shape - (0.5 * (r - 1)), wishart.Rate[(i * r) + i]));
                for (int j = i + 1; j < r; j++)
                {
                    double[] sorted = [.. covariances.Select(S => S[i, j] / Math.Sqrt(S[i, i] * S[j, j])).Order()];
                    yield return (Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]).Name, x => ShareBelow(sorted, x));
                }
            }
        }

        yield return (Parameter.Sigma.Name, SdBelow(result.Approximation.Residual.Shape, result.Approximation.Residual.Rate));
    }

    /// <summary>P(s &lt; x) = P(τ &gt; x⁻²), s = τ^(−½), τ ~ Gamma(shape, rate).</summary>
    private static Func<double, double> SdBelow(double shape, double rate) => x => SpecialFunctions.GammaUpperRegularized(shape, rate / (x * x));

    /// <summary>Draws of P⁻¹; MathNet's Wishart has 2 · shape degrees of freedom and scale rate⁻¹/2.</summary>
    private static Matrix<double>[] Covariances(CovarianceMarginal.Correlated wishart, int r)
    {
        Random random = new(6);
        Matrix<double> scale = Matrix<double>.Build.DenseOfRowMajor(r, r, wishart.Rate).Inverse() / 2;
        scale = (scale + scale.Transpose()) / 2;
        return [.. Enumerable.Range(0, CorrelationDraws).Select(_ => Wishart.Sample(random, 2 * wishart.Shape, scale).Inverse())];
    }

    private static double ShareBelow(double[] sorted, double x)
    {
        int index = Array.BinarySearch(sorted, x);
        return (double)(index < 0 ? ~index : index) / sorted.Length;
    }
}
