using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>
/// One chain: (β, b) as one block from its joint normal distribution, then everything else given that block, then the covariance matrices again given the
/// scaled effects. Owns its memory.
/// </summary>
internal sealed class GibbsChain
{
    private readonly BoundModel model;
    private readonly ConjugateModel conjugate;
    private readonly RandomStream random;
    private readonly EffectsStep step;
    private readonly RowProducts? rows;
    private readonly PrecisionDraw residual;
    private readonly CovarianceDraw[] terms;
    private readonly DegreesOfFreedomDraw? degreesOfFreedom;
    private readonly MixingDraw?[] mixing;
    private readonly Distribution?[] ownCoefficients;
    private readonly Interweaving interweaving;
    private readonly bool isInterweaving;
    private readonly double[] score;
    private readonly double[] normals;
    private readonly double[] beta;
    private readonly double[] coefficients;
    private readonly double[] effects;
    private readonly double[] proposedEffects;
    private readonly double[] proposedBeta;
    private readonly double[] moments;
    private readonly double[] residuals;
    private readonly double[] lambda;
    private readonly double[] rowWeights;
    private double squares;
    private bool hasStarted;

    /// <summary>Allocates the memory and starts the chain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="conjugate">Its conjugate form.</param>
    /// <param name="equations">The mixed model equations of the unknown coefficients.</param>
    /// <param name="start">Distributions of message passing to start from.</param>
    /// <param name="options">Which priors to use.</param>
    /// <param name="rows">The rows, where residuals are student_t.</param>
    /// <param name="random">The source of random numbers.</param>
    public GibbsChain(BoundModel model, ConjugateModel conjugate, MixedModelEquations equations, VariationalApproximation start, GibbsOptions options,
        RowProducts? rows, RandomStream random)
    {
        this.model = model;
        this.conjugate = conjugate;
        this.random = random;
        this.rows = rows;
        CrossProducts products = model.Products;
        double[] constants = [.. conjugate.Coefficients.Select(prior => prior is CoefficientPrior.Fixed known ? known.Value : double.NaN)];
        step = new EffectsStep(products, equations, constants, threads: 1);
        bool isOwn = options.Priors == GibbsPriors.Model;
        isInterweaving = options.Interweave;
        residual = new PrecisionDraw(conjugate.Residual, isOwn ? model.SigmaPrior : null);
        residual.Start(start.Residual.Draw(random));
        terms = [.. conjugate.Terms.Select((prior, k) => DrawOf(prior, isOwn ? model.GroupTerms[k] : null))];
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k].Start(start.Terms[k], random);
        }

        int p = step.Unknown.Length, q = products.EffectCount;
        mixing = new MixingDraw?[p];
        ownCoefficients = new Distribution?[p];
        (beta, coefficients, proposedBeta, effects, proposedEffects, normals) =
            (new double[p], [.. step.Constants], new double[p], new double[q], new double[q], new double[p + q]);
        for (int j = 0; j < p; j++)
        {
            Prepare(j, isOwn, start);
        }

        interweaving = new Interweaving(products);
        score = new double[q];
        moments = new double[step.System.Layout.Length];
        int n = rows?.Count ?? 0;
        (residuals, rowWeights, lambda) = (new double[n], new double[n], [.. Enumerable.Repeat(1.0, n)]);
        if (rows is not null)
        {
            degreesOfFreedom = new DegreesOfFreedomDraw(conjugate.DegreesOfFreedom!, n);
            (double precision, double nu) = start.StudentResiduals!.Draw(random);
            residual.Start(precision);
            degreesOfFreedom.Start(nu);
        }
    }

    /// <summary>σ.</summary>
    public double Sigma => 1 / Math.Sqrt(residual.Value);

    /// <summary>ν; ∞ where residuals are normal.</summary>
    public double Nu => degreesOfFreedom?.Value ?? double.PositiveInfinity;

    /// <summary>Σ_k, r × r by rows.</summary>
    public ReadOnlySpan<double> Covariance(int term) => terms[term].Covariance;

    /// <summary>b.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>β, all of them, in the coordinates of the cross-products.</summary>
    public ReadOnlySpan<double> Coefficients => coefficients;

    /// <summary>One sweep.</summary>
    /// <exception cref="InvalidOperationException">The system of coefficients and effects is not positive definite.</exception>
    public void Sweep()
    {
        DrawEffects();
        for (int j = 0; j < beta.Length; j++)
        {
            DrawCoefficient(j);
        }

        Array.Clear(moments);
        step.System.AddOuterProducts(effects, effects, 1, moments);
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k].Draw(step.System.Layout.Of(k, moments.AsSpan()), model.Products.Terms[k].LevelCount, random);
        }

        for (int j = 0; j < mixing.Length; j++)
        {
            mixing[j]?.Draw(Square(beta[j] - step.Location[j]), random);
        }

        // The system has the current weights of the rows: λ is drawn after this, not before.
        for (int k = 0; k < terms.Length && isInterweaving; k++)
        {
            step.Score(coefficients, effects, score);
            squares = Math.Max(0, squares + interweaving.Run(step.System, k, terms[k], residual.Value, score, effects, random));
        }

        if (rows is not null)
        {
            // τ | λ, then (ν, λ) with λ integrated out of ν's distribution.
            rows.Residuals(coefficients, effects, residuals);
            squares = 0;
            for (int i = 0; i < residuals.Length; i++)
            {
                squares += rowWeights[i] * residuals[i] * residuals[i];
            }
        }

        residual.Draw(squares, model.Products.RowCount, random);
        degreesOfFreedom?.Draw(residuals, rows!.Weights, residual.Value, random, lambda);
    }

    private static CovarianceDraw DrawOf(CovariancePrior prior, GroupTerm? own) => prior switch
    {
        CovariancePrior.Independent independent => new IndependentDraw(independent, own),
        CovariancePrior.HuangWand hw => new HuangWandDraw(hw, own),
        _ => throw new NotSupportedException($"Gibbs sampling has no draws of the prior {prior.GetType().Name}; compile the graph with Huang and Wand's."),
    };

    private void Prepare(int j, bool isOwn, VariationalApproximation start)
    {
        int column = step.Unknown[j];
        double reference = model.Products.Fixed.Reference[column];
        switch (conjugate.Coefficients[column])
        {
            case CoefficientPrior.Normal normal:
                step.Location[j] = normal.Mean - reference;
                step.Precision[j] = 1 / (normal.Sd * normal.Sd);
                ownCoefficients[j] = isOwn && model.FixedEffects[column].Prior is not Normal ? model.FixedEffects[column].Prior : null;
                break;
            case CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture:
                mixing[j] = new MixingDraw(conjugate.Coefficients[column], start.Mixing[column]);
                step.Location[j] = mixing[j]!.Location - reference;
                break;
        }
    }

    private void DrawEffects()
    {
        double tau = residual.Value;
        if (rows is not null)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(rows.Weights, lambda, rowWeights);
            step.Reweight(rows.Weigh(rowWeights));
        }

        for (int k = 0; k < terms.Length; k++)
        {
            if (!terms[k].TryFactor(step.Lambda(k), model.Products.Terms[k].Width))
            {
                throw Broken();
            }
        }

        for (int j = 0; j < mixing.Length; j++)
        {
            if (mixing[j] is { } mixture)
            {
                step.Precision[j] = mixture.Precision;
            }
        }

        if (!step.TrySolve(tau))
        {
            throw Broken();
        }

        random.FillNormal(normals);
        double proposedSquares = step.Draw(tau, normals, proposedEffects, proposedBeta);
        if (hasStarted && !(random.NextExponential() > CoefficientRatio(beta) - CoefficientRatio(proposedBeta)))
        {
            // The block is unchanged, and so are its squares; where rows have new weights, the squares are computed from the residuals.
            return;
        }

        squares = proposedSquares;
        proposedEffects.CopyTo(effects, 0);
        proposedBeta.CopyTo(beta, 0);
        for (int j = 0; j < beta.Length; j++)
        {
            coefficients[step.Unknown[j]] = beta[j];
            if (!hasStarted && ownCoefficients[j] is { } own && double.IsNegativeInfinity(LogPrior(own, j, beta[j])))
            {
                // The prior's density is 0 here: the chain starts at its median. Priors whose density can be 0 have a lower bound.
                double product = step.ColumnScore(j, beta, effects, out double xx);
                Move(j, model.Products.Fixed.Coordinates.Relative(step.Unknown[j], own.QuantileAbove(own.Support.Lower, 0.5)), product, xx);
            }
        }

        hasStarted = true;
    }

    /// <summary>
    /// Draws a coefficient again, given all the rest, by a step of the slice sampler: the block's proposals may never reach the region that a prior in conflict
    /// with the data allows.
    /// </summary>
    private void DrawCoefficient(int j)
    {
        if (ownCoefficients[j] is not { } own)
        {
            return;
        }

        double tau = residual.Value, at = beta[j], product = step.ColumnScore(j, beta, effects, out double xx);
        double drawn = SliceSampler.Draw(
            at, 3 / Math.Sqrt(Math.Max(tau * xx, 1e-300)),
            value => LogPrior(own, j, value) - (0.5 * tau * (value - at) * (((value - at) * xx) - (2 * product))), random);
        Move(j, drawn, product, xx);
    }

    /// <summary>Gives a coefficient another value.</summary>
    /// <param name="j">Which.</param>
    /// <param name="value">The value.</param>
    /// <param name="product">xᵀ times the residuals before that.</param>
    /// <param name="xx">xᵀx.</param>
    private void Move(int j, double value, double product, double xx)
    {
        double delta = value - beta[j];
        squares = Math.Max(0, squares + (delta * ((delta * xx) - (2 * product))));
        beta[j] = value;
        coefficients[step.Unknown[j]] = value;
    }

    private double LogPrior(Distribution own, int j, double value) => own.LogDensity(model.Products.Fixed.Coordinates.Absolute(step.Unknown[j], value), out _);

    /// <summary>The log density of the model's priors of coefficients less that of the normal priors that replace them.</summary>
    private double CoefficientRatio(double[] values)
    {
        double ratio = 0;
        for (int j = 0; j < ownCoefficients.Length; j++)
        {
            if (ownCoefficients[j] is { } own)
            {
                double distance = values[j] - step.Location[j];
                ratio += LogPrior(own, j, values[j]) + (0.5 * step.Precision[j] * distance * distance);
            }
        }

        return ratio;
    }

    private static double Square(double x) => x * x;

    private static InvalidOperationException Broken() => new(
        "Gibbs sampling broke down: the system of coefficients and group effects is not positive definite. A flat prior on a coefficient or a standard "
            + "deviation that the data do not determine does that.");

    /// <summary>The draws of the mixing precision of a coefficient's prior, see <see cref="MixingUpdate"/>.</summary>
    private sealed class MixingDraw(CoefficientPrior prior, double start)
    {
        private readonly MixingUpdate constants = new(prior);
        private double value = start;

        public double Location => constants.Location;

        public double Precision => value / (constants.Scale * constants.Scale);

        public void Draw(double square, RandomStream random)
        {
            double e = square / (constants.Scale * constants.Scale);
            if (prior is CoefficientPrior.GammaMixture gamma)
            {
                value = random.NextGamma(gamma.Shape + 0.5) / (gamma.Rate + (e / 2));
                return;
            }

            // Inverse Gaussian with mean √(shape/e) and shape 2ρ (Michael, Schucany & Haas 1976); the smaller root is computed without cancellation.
            double shape = 2 * ((CoefficientPrior.ExponentialMixture)prior).Rate, mean = Math.Sqrt(shape / Math.Max(e, 1e-300));
            double z = random.NextNormal(), y = mean * z * z / (2 * shape), root = mean / (1 + y + Math.Sqrt(y * (2 + y)));
            value = random.NextUniform() * (mean + root) <= mean ? root : mean * mean / root;
        }
    }
}
