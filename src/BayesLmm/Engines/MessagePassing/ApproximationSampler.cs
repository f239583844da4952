using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Engines.MessagePassing;

/// <summary>Draws the variance parameters of an approximation, as <see cref="PlainPositions"/>.</summary>
internal static class ApproximationSampler
{
    /// <summary>Independent draws.</summary>
    public static double[] Draw(PlainPositions positions, VariationalApproximation approximation, DrawOptions options)
    {
        int d = positions.Dimension;
        double[] draws = new double[options.Chains * options.Draws * d];
        Term[] terms = [.. approximation.Terms.Select((marginal, k) => new Term(marginal, positions.Model.GroupTerms[k].Width))];
        for (int chain = 0; chain < options.Chains; chain++)
        {
            RandomStream random = new(options.Seed, (ulong)chain);
            for (int draw = 0; draw < options.Draws; draw++)
            {
                Span<double> position = draws.AsSpan(((chain * options.Draws) + draw) * d, d);
                (double precision, double nu) = approximation.StudentResiduals?.Draw(random) ?? (approximation.Residual.Draw(random), double.PositiveInfinity);
                positions.WriteResiduals(1 / Math.Sqrt(precision), nu, position);
                for (int k = 0; k < terms.Length; k++)
                {
                    positions.WriteCovariance(k, terms[k].Draw(random), position);
                }
            }
        }

        return draws;
    }

    /// <summary>Draws one term's covariance matrix; owns its memory.</summary>
    private sealed class Term
    {
        private readonly CovarianceMarginal marginal;
        private readonly int r;
        private readonly double[] factor;
        private readonly double[] work;
        private readonly double[] sigma;

        public Term(CovarianceMarginal marginal, int r)
        {
            this.marginal = marginal;
            this.r = r;
            factor = marginal is CovarianceMarginal.Correlated correlated ? [.. correlated.Rate] : [];
            work = new double[2 * r * r];
            sigma = new double[r * r];
            if (factor.Length > 0 && !SmallCholesky.TryFactor(factor, r))
            {
                throw new InvalidOperationException("The rate matrix of an approximation's precision matrix is not positive definite.");
            }
        }

        public ReadOnlySpan<double> Draw(RandomStream random)
        {
            if (marginal is CovarianceMarginal.Correlated correlated)
            {
                WishartDraw.Inverse(correlated.Shape, factor, r, random, work, sigma);
                return sigma;
            }

            CovarianceMarginal.Independent independent = (CovarianceMarginal.Independent)marginal;
            for (int i = 0; i < r; i++)
            {
                sigma[(i * r) + i] = 1 / independent.Precisions[i].Draw(random);
            }

            return sigma;
        }
    }
}
