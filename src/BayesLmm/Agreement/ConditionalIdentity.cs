using System.Numerics.Tensors;
using BayesLmm.Densities;
using BayesLmm.Design;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Agreement;

// v(x): the family's parameters, standard deviations, correlations, coefficients and group effects at a position x. Then
//     log π(x) = Σ_i log p(y_i | η_i, θ) + log p(θ, s, ρ, β) + Σ_j log N(b_j; 0, Σ) + log|∂v/∂x|   (+ a constant)
// The left side is the sampler's: merged rows, vectors, maps by levels, adjoints. The right side is written down from the model: rows of the table one by one,
// densities of priors as the user reads them, and a Jacobian by differences.

/// <summary>
/// Where nothing can be integrated out, the density that the sampler draws from against the posterior density written down from the model, pointwise. A failure
/// is a defect of this software.
/// </summary>
internal static class ConditionalIdentity
{
    /// <summary>Number of points.</summary>
    public const int DefaultPoints = 6;

    /// <summary>
    /// Largest relative difference: the Jacobian is one of central differences, good to about 1e-9 an entry. Where linear predictors or coefficients are large
    /// numbers of which little changes, rounding may explain more, and is estimated.
    /// </summary>
    public const double Tolerance = 1e-6;

    /// <summary>With more coordinates the determinant of the Jacobian takes longer than it is worth.</summary>
    public const int MostCoordinates = 200;

    private const double Step = 1e-4;

    /// <summary>The double's unit times what sums of a row, and determinants, lose beyond it.</summary>
    private const double Unit = 16 * 2.220446049250313e-16;

    /// <summary>Whether the check can be made: terms of at most two effects, whose correlation is one number, and not too many coordinates.</summary>
    /// <param name="model">The model.</param>
    public static bool IsPossible(BoundModel model) =>
        model.GroupTerms.All(term => term.Width <= 2)
        && model.Parameters.Count() + model.GroupTerms.Sum(term => term.Width * term.Levels.Count) <= MostCoordinates
        && model.Design.FixedEffects.Origin is null && model.Design.RandomTerms.All(term => term.Origin is null);

    /// <summary>Checks the identity at points around where the sampler begins.</summary>
    /// <param name="model">The model.</param>
    /// <param name="points">How many points.</param>
    /// <param name="seed">Seed of the points.</param>
    public static IdentityReport Check(BoundModel model, int points = DefaultPoints, ulong seed = 1) => Check(new ConditionalDensity(model), points, seed);

    /// <summary>Checks a density.</summary>
    /// <param name="density">The density.</param>
    /// <param name="points">How many points.</param>
    /// <param name="seed">Seed of the points.</param>
    /// <param name="value">Replaces the density's own value: the seam through which the check itself is tested.</param>
    internal static IdentityReport Check(IModelDensity density, int points, ulong seed, Func<double[], double>? value = null)
    {
        IModelDensityEvaluator evaluator = density.CreateEvaluator();
        Written written = new(density.Model, evaluator);
        RandomStream random = new(seed);
        double[] center = density.StartingPoint(), gradient = new double[density.Dimension];
        List<double> differences = [];
        List<double[]> positions = [];
        double size = 1;
        for (int point = 0; point < points; point++)
        {
            double[] position = [.. center.Select(coordinate => coordinate + random.NextNormal())];
            double sampled = value?.Invoke(position) ?? evaluator.Evaluate(position, gradient);
            double target = written.LogDensity(position) + written.LogJacobian(position);
            if (double.IsFinite(sampled) && double.IsFinite(target))
            {
                differences.Add(sampled - target);
                positions.Add(position);
                size = Math.Max(size, Math.Abs(target));
            }
        }

        double largest = differences.Count < 2 ? 0 : (differences.Max() - differences.Min()) / size;
        double tolerance = largest <= Tolerance ? Tolerance : Math.Max(Tolerance, 2 * positions.Max(written.Rounding) / size);
        return new IdentityReport(differences.Count, largest, tolerance);
    }

    /// <summary>The posterior density as the model says it.</summary>
    private sealed class Written
    {
        private readonly BoundModel model;
        private readonly IPositionReader reader;
        private readonly LinearPredictor predictor;
        private readonly double[] beta;
        private readonly double[] effects;
        private readonly double[] eta;
        private readonly bool[] varies;

        public Written(BoundModel model, IPositionReader reader)
        {
            this.model = model;
            this.reader = reader;
            predictor = model.CreateWrittenPredictor();
            beta = new double[model.FixedEffects.Count];
            effects = new double[model.GroupTerms.Sum(term => term.Width * term.Levels.Count)];
            eta = new double[model.Design.RowCount];
            varies =
            [
                .. model.FamilyPriors.Select(prior => prior.Prior is not Constant),
                .. model.GroupTerms.SelectMany(term => term.SdPriors.Select(prior => prior is not Constant)
                    .Concat(Enumerable.Repeat(true, term.CorrelationPrior is null ? 0 : 1))),
                .. model.FixedEffects.Select(effect => effect.Prior is not Constant),
                .. effects.Select(_ => true),
            ];
        }

        public double LogDensity(ReadOnlySpan<double> position)
        {
            reader.Draw(position, [], beta, effects);
            predictor.Compute(beta, effects, eta);
            double[][] parameters = [.. reader.FamilyParameters.ToArray().Select(value => new[] { value })];
            double sum = 0;
            for (int row = 0; row < eta.Length; row++)
            {
                Span<double> one = eta.AsSpan(row, 1);
                model.Family.Rows.LogDensities(model.Response[row], model.Design.WeightOf(row), one, parameters, one);
                sum += one[0];
            }

            for (int i = 0; i < model.FamilyPriors.Count; i++)
            {
                sum += LogPrior(model.FamilyPriors[i].Prior, reader.FamilyParameters[i]);
            }

            for (int j = 0; j < beta.Length; j++)
            {
                sum += LogPrior(model.FixedEffects[j].Prior, j == 0 && model.Design.FixedEffects.HasIntercept ? AtMeans() : beta[j]);
            }

            for (int k = 0; k < model.GroupTerms.Count; k++)
            {
                sum += LogTerm(k);
            }

            return sum;
        }

        public double LogJacobian(double[] position) => Determinant.LogAbsolute(Jacobian(position), position.Length);

        /// <summary>
        /// What rounding may change, to first order: log densities of rows, whose linear predictor is a sum that may cancel; and the Jacobian, whose entries
        /// are differences of values that may be large.
        /// </summary>
        public double Rounding(double[] position)
        {
            reader.Draw(position, [], beta, effects);
            predictor.Compute(beta, effects, eta);
            double[][] parameters = [.. reader.FamilyParameters.ToArray().Select(value => new[] { value })];
            double sum = 0;
            for (int row = 0; row < eta.Length; row++)
            {
                double terms = Math.Abs(eta[row]) + (predictor.Offset.IsEmpty ? 0 : Math.Abs(predictor.Offset.Span[row]));
                for (int j = 0; j < beta.Length; j++)
                {
                    terms += Math.Abs(beta[j] * predictor.FixedColumn(j).Span[row]);
                }

                sum += Math.Abs(At(eta[row] + (Unit * terms)) - At(eta[row] - (Unit * terms)));
                double At(double value)
                {
                    double[] one = [value];
                    model.Family.Rows.LogDensities(model.Response[row], model.Design.WeightOf(row), one, parameters, one);
                    return one[0];
                }
            }

            int d = position.Length;
            double[] values = Values(position), jacobian = Jacobian(position);
            for (int j = 0; j < d; j++)
            {
                double largest = TensorPrimitives.MaxMagnitude<double>(jacobian.AsSpan(j * d, d));
                sum += Unit * Math.Abs(values[j] / (2 * Step * largest));
            }

            return sum;
        }

        private double[] Jacobian(double[] position)
        {
            int d = position.Length;
            double[] at = [.. position], jacobian = new double[d * d];
            for (int i = 0; i < d; i++)
            {
                at[i] = position[i] + Step;
                double[] above = Values(at);
                at[i] = position[i] - Step;
                double[] below = Values(at);
                at[i] = position[i];
                for (int j = 0; j < d; j++)
                {
                    jacobian[(j * d) + i] = (above[j] - below[j]) / (2 * Step);
                }
            }

            return jacobian;
        }

        /// <summary>v, without constants.</summary>
        private double[] Values(ReadOnlySpan<double> position)
        {
            reader.Draw(position, [], beta, effects);
            List<double> all = [.. reader.FamilyParameters];
            for (int k = 0; k < model.GroupTerms.Count; k++)
            {
                int r = model.GroupTerms[k].Width;
                foreach (double sd in reader.Sds(k))
                {
                    all.Add(Math.Abs(sd));
                }

                if (model.GroupTerms[k].CorrelationPrior is not null)
                {
                    all.Add(reader.CorrelationFactor(k)[r]);
                }
            }

            return [.. all.Concat(beta).Concat(effects).Where((_, i) => varies[i])];
        }

        /// <summary>The intercept at the predictors' means, where its prior stands.</summary>
        private double AtMeans()
        {
            double sum = beta[0];
            for (int j = 1; j < beta.Length; j++)
            {
                sum += beta[j] * model.Products.Fixed.Centers[j];
            }

            return sum;
        }

        private double LogTerm(int k)
        {
            GroupTerm term = model.GroupTerms[k];
            int r = term.Width;
            ReadOnlySpan<double> sds = reader.Sds(k);
            double sum = 0, a = Math.Abs(sds[0]), b = r > 1 ? Math.Abs(sds[1]) : 1, rho = term.CorrelationPrior is null ? 0 : reader.CorrelationFactor(k)[r];
            for (int i = 0; i < r; i++)
            {
                sum += LogPrior(term.SdPriors[i], Math.Abs(sds[i]));
            }

            // LKJ of one correlation: (1 − ρ²)^(η − 1).
            double rest = 1 - (rho * rho);
            sum += term.CorrelationPrior is { } lkj ? (lkj.Eta - 1) * Math.Log(rest) : 0;
            for (int level = 0; level < term.Levels.Count; level++)
            {
                int place = model.Products.Terms[k].FirstEffectOf(level);
                double x = effects[place] / a, y = r > 1 ? effects[place + 1] / b : 0;
                double squares = r > 1 ? ((x * x) - (2 * rho * x * y) + (y * y)) / rest : x * x;
                sum -= (0.5 * squares) + Math.Log(a) + (r > 1 ? Math.Log(b) + (0.5 * Math.Log(rest)) : 0) + (r * NormalConstants.HalfLog2Pi);
            }

            return sum;
        }

        private static double LogPrior(Distribution prior, double value) => prior is Constant ? 0 : prior.LogDensity(value, out _);
    }
}
