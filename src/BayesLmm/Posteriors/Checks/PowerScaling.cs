using System.Numerics.Tensors;
using BayesLmm.Densities;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Checks;

// Weights of the posterior with p(θ)^α, or p(y | θ)^α, in place of the prior, or the likelihood: p^(α − 1), Pareto-smoothed, α = 0.99 and 1.01. θ are the
// coefficients and the parameters of variances; with normal residuals group effects are integrated out,
//     log p(y | β, φ) = log p(y | φ) + log N(β; β̂, V) − log p(β | φ)                                                (Bayes' theorem, given φ)
// and otherwise they are among θ, whose likelihood is that of the rows given their effects.

/// <summary>The sensitivity of every parameter to priors and likelihood by power-scaling.</summary>
internal static class PowerScaling
{
    private const double Lower = 0.99, Upper = 1.01;

    /// <summary>Computes the sensitivities.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static EquatableArray<ParameterSensitivity> Compute(Posterior posterior, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        if (posterior.Source is not { } source)
        {
            throw new NotSupportedException($"Draws of the engine '{posterior.Engine}' have no positions from which priors and likelihood could be computed.");
        }

        (double[] prior, double[] likelihood, double[][] parameters) = source is MarginalDensity density
            ? Marginal(posterior, density, progress, cancellationToken)
            : Conditional(posterior, source, progress, cancellationToken);
        double[][] weights = [Weights(prior, Lower), Weights(prior, Upper), Weights(likelihood, Lower), Weights(likelihood, Upper)];
        ParameterSensitivity[] result = new ParameterSensitivity[parameters.Length];
        Parallel.For(0, result.Length, i => result[i] = Of(posterior.Parameters[i].Name, parameters[i], weights));
        return EquatableArray.Create<ParameterSensitivity>(result);
    }

    private static ParameterSensitivity Of(string name, double[] draws, double[][] weights)
    {
        double[] sorted = [.. draws];
        int[] order = [.. Enumerable.Range(0, draws.Length)];
        Array.Sort(sorted, order);
        double[] distances = Array.ConvertAll(
            weights,
            column => column.Length == 0 ? double.PositiveInfinity : CumulativeDistance.Of(sorted, Array.ConvertAll(order, s => column[s])));
        return new ParameterSensitivity(name, Slope(distances[0], distances[1]), Slope(distances[2], distances[3]));
    }

    private static double Slope(double below, double above) => 0.5 * ((below / -Math.Log2(Lower)) + (above / Math.Log2(Upper)));

    /// <summary>
    /// The draws' weights. A draw at which the density cannot be told, at the end of its support up to rounding, has none. Empty if it can be told at no
    /// draw.
    /// </summary>
    private static double[] Weights(double[] logDensities, double power)
    {
        double[] weights = Array.ConvertAll(
            logDensities, logDensity => double.IsFinite(logDensity) ? (power - 1) * logDensity : double.NegativeInfinity);
        if (!Array.Exists(weights, double.IsFinite))
        {
            return [];
        }

        ParetoSmoothing smoothing = ParetoSmoothing.Of(weights);
        for (int s = 0; s < weights.Length; s++)
        {
            weights[s] = smoothing.LogWeights[s];
        }

        PsisScore.Normalize(weights);
        return weights;
    }

    private static (double[] Prior, double[] Likelihood, double[][] Parameters) Marginal(
        Posterior posterior, MarginalDensity density, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        DrawSelection draws = new(posterior, 3 * density.Equations.Structure.Multiplications);
        double[][] parameters = [.. posterior.Parameters.Select(draws.Of)];
        double[] prior = new double[draws.Count], likelihood = new double[draws.Count];
        RowBlocks.ForEach(
            draws.Count, 16, posterior.Options.Threads, progress, cancellationToken, () => new MarginalWorker(density),
            (worker, s) => (prior[s], likelihood[s]) = worker.At(draws.Position(s), parameters, s));
        return (prior, likelihood, parameters);
    }

    private static (double[] Prior, double[] Likelihood, double[][] Parameters) Conditional(
        Posterior posterior, IPositionSource source, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        KeptDraws draws = new(posterior);
        double[] prior = new double[draws.Count], likelihood = new double[draws.Count], row = new double[draws.Count];
        RowPredictor predictor = RowPredictor.OfTraining(model, draws);
        for (int i = 0; i < predictor.RowCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            predictor.Compute(i, row);
            model.Family.Rows.LogDensities(model.Response[i], model.Design.WeightOf(i), row, draws.FamilyParameters, row);
            TensorPrimitives.Add(likelihood, row, likelihood);
            progress?.Report(new Progress(true, i + 1, predictor.RowCount));
        }

        LogPrior logPrior = new(model);
        IPositionReader reader = source.CreateReader();
        double[] coefficients = new double[model.FixedEffects.Count], effects = new double[model.Products.EffectCount], normals = new double[reader.DrawLength];
        int perChain = draws.Count / posterior.Chains;
        for (int s = 0; s < draws.Count; s++)
        {
            reader.Draw(posterior.Draws.Draw(s / perChain, s % perChain * posterior.GroupEffectThinning), normals, coefficients, effects);
            for (int j = 0; j < coefficients.Length; j++)
            {
                coefficients[j] = draws.Coefficients[j][s];
            }

            prior[s] = logPrior.At(coefficients, reader);
        }

        return (prior, likelihood, [.. posterior.Parameters.Select(column => draws.Of(column.Name))]);
    }

    /// <summary>Prior and likelihood of coefficients and variance parameters, with memory of its own.</summary>
    private sealed class MarginalWorker(MarginalDensity density)
    {
        private readonly MarginalDensityEvaluator evaluator = density.CreateEvaluator();
        private readonly LogPrior logPrior = new(density.Model);
        private readonly double[] coefficients = new double[density.Model.FixedEffects.Count];
        private readonly int[] places = DeletionEvaluator.FixedPlaces(density.Equations);

        public (double Prior, double Likelihood) At(ReadOnlySpan<double> position, double[][] parameters, int s)
        {
            for (int j = 0; j < coefficients.Length; j++)
            {
                coefficients[j] = parameters[j][s];
            }

            evaluator.Evaluate(position);
            double prior = logPrior.At(coefficients, evaluator);
            density.Model.Products.Fixed.Coordinates.FromWritten(coefficients);
            return (prior, evaluator.LogLikelihood + LogConditional());
        }

        /// <summary>log N(β; β̂, V) − log p(β | φ), up to a constant; of the coefficients that are integrated out.</summary>
        private double LogConditional()
        {
            evaluator.Given.ComputeInverse();
            ReadOnlySpan<int> unknown = evaluator.Given.Unknown;
            ReadOnlySpan<double> means = evaluator.Given.Beta, precision = evaluator.Given.Precision, location = evaluator.Given.Location;
            int p = unknown.Length;
            double[] V = new double[p * p], distance = new double[p];
            double sum = 0;
            for (int i = 0, place = 0; i < p; i++)
            {
                double value = coefficients[unknown[i]], fromPrior = value - location[i];
                distance[i] = value - means[i];
                sum -= precision[i] == 0 ? 0 : 0.5 * (Math.Log(precision[i]) - (precision[i] * fromPrior * fromPrior));
                for (int j = 0; j <= i; j++, place++)
                {
                    V[(i * p) + j] = evaluator.Given.System.Inverse.Values[places[place]];
                }
            }

            if (!SmallCholesky.TryFactor(V, p))
            {
                throw new InvalidOperationException("The covariance matrix of the coefficients is not positive definite to working precision.");
            }

            SmallCholesky.SolveLower(V, p, distance);
            return sum - (0.5 * (SmallCholesky.LogDeterminant(V, p) + TensorPrimitives.SumOfSquares<double>(distance)));
        }
    }
}
