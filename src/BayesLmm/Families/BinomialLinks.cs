using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

/// <summary>Logarithm of a probability with its first three derivatives by η.</summary>
/// <param name="Value">log p(η).</param>
/// <param name="First">Its first derivative.</param>
/// <param name="Second">Its second derivative.</param>
/// <param name="Third">Its third derivative.</param>
internal readonly record struct LogProbability(double Value, double First, double Second, double Third);

/// <summary>The probability of success as a function of the linear predictor.</summary>
internal abstract class BinomialLink
{
    /// <summary>log p(η), with derivatives.</summary>
    public abstract LogProbability Success(double predictor);

    /// <summary>log(1 − p(η)), with derivatives.</summary>
    public abstract LogProbability Failure(double predictor);

    /// <summary>The expected information of one trial about η, (dp/dη)²/(p (1 − p)), and its derivative by η.</summary>
    public abstract (double Information, double Slope) Information(double predictor);

    /// <summary>p(η).</summary>
    public abstract double Probability(double predictor);

    /// <summary>η where the probability is p, 0 &lt; p &lt; 1.</summary>
    public abstract double Predictor(double probability);

    /// <summary>The variance of the latent response whose sign is that of success minus ½; of the link log, which has none, that of the delta method.</summary>
    /// <param name="mean">The probability of success.</param>
    public abstract double LatentVariance(double mean);

    /// <summary>The functions of a link.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The link is none of probabilities.</exception>
    public static BinomialLink Of(Link link) => link switch
    {
        Link.Logit => new LogitLink(),
        Link.Probit => new ProbitLink(),
        Link.CLogLog => new ComplementaryLogLogLink(),
        Link.Log => new LogProbabilityLink(),
        _ => throw new ArgumentOutOfRangeException(nameof(link), link, "A probability has the link logit, probit, cloglog or log."),
    };
}

/// <summary>p = 1/(1 + e^−η).</summary>
internal sealed class LogitLink : BinomialLink
{
    /// <inheritdoc/>
    public override LogProbability Success(double predictor)
    {
        double p = LinkMath.Sigmoid(predictor), q = LinkMath.Sigmoid(-predictor);
        return new(-LinkMath.Log1PExp(-predictor), q, -p * q, -p * q * (q - p));
    }

    /// <inheritdoc/>
    public override LogProbability Failure(double predictor)
    {
        double p = LinkMath.Sigmoid(predictor), q = LinkMath.Sigmoid(-predictor);
        return new(-LinkMath.Log1PExp(predictor), -p, -p * q, -p * q * (q - p));
    }

    /// <inheritdoc/>
    public override (double Information, double Slope) Information(double predictor)
    {
        double p = LinkMath.Sigmoid(predictor), q = LinkMath.Sigmoid(-predictor);
        return (p * q, p * q * (q - p));
    }

    /// <inheritdoc/>
    public override double Probability(double predictor) => LinkMath.Sigmoid(predictor);

    /// <summary>π²/3, of the logistic distribution.</summary>
    /// <inheritdoc/>
    public override double LatentVariance(double mean) => Math.PI * Math.PI / 3;

    /// <inheritdoc/>
    public override double Predictor(double probability) => Math.Log(probability / (1 - probability));
}

/// <summary>p = Φ(η).</summary>
internal sealed class ProbitLink : BinomialLink
{
    /// <inheritdoc/>
    public override LogProbability Success(double predictor)
    {
        NormalTail tail = LinkMath.LogNormalProbability(predictor);
        return new(tail.LogProbability, tail.Hazard, -tail.Hazard * tail.Excess, tail.Hazard * tail.Bend);
    }

    /// <inheritdoc/>
    public override LogProbability Failure(double predictor)
    {
        LogProbability mirrored = Success(-predictor);
        return mirrored with { First = -mirrored.First, Third = -mirrored.Third };
    }

    /// <summary>φ²/(Φ (1 − Φ)) = λ(η) λ(−η); its logarithmic derivative is −2η − λ(η) + λ(−η).</summary>
    /// <inheritdoc/>
    public override (double Information, double Slope) Information(double predictor)
    {
        double above = LinkMath.LogNormalProbability(predictor).Hazard, below = LinkMath.LogNormalProbability(-predictor).Hazard;
        double information = above * below;
        return (information, information * ((-2 * predictor) - above + below));
    }

    /// <inheritdoc/>
    public override double Probability(double predictor) => Math.Exp(LinkMath.LogNormalProbability(predictor).LogProbability);

    /// <summary>1, of the standard normal distribution.</summary>
    /// <inheritdoc/>
    public override double LatentVariance(double mean) => 1;

    /// <inheritdoc/>
    public override double Predictor(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);
}

// μ = e^η, p = 1 − e^−μ, r = μ/(e^μ − 1), h = 1 − μ − r; dr/dη = r h, dh/dη = −μ − r h

/// <summary>p = 1 − exp(−e^η).</summary>
internal sealed class ComplementaryLogLogLink : BinomialLink
{
    /// <summary>Below this μ the logarithm of p is η to working precision, and μ itself would be rounded.</summary>
    private const double Tiny = 1e-300;

    /// <inheritdoc/>
    public override LogProbability Success(double predictor)
    {
        double mu = Math.Exp(predictor), r = LinkMath.OverExpM1(mu), h = 1 - mu - r;
        if (r == 0)
        {
            return new(0, 0, 0, 0);
        }

        return new(mu < Tiny ? predictor : LinkMath.Log1MExp(mu), r, r * h, (r * h * h) - (r * (mu + (r * h))));
    }

    /// <inheritdoc/>
    public override LogProbability Failure(double predictor)
    {
        double mu = Math.Exp(predictor);
        return new(-mu, -mu, -mu, -mu);
    }

    /// <inheritdoc/>
    public override (double Information, double Slope) Information(double predictor)
    {
        double mu = Math.Exp(predictor), r = LinkMath.OverExpM1(mu);
        return r == 0 ? (0, 0) : (mu * r, mu * r * (2 - mu - r));
    }

    /// <inheritdoc/>
    public override double Probability(double predictor) => -NearOne.ExpMinusOne(-Math.Exp(predictor));

    /// <summary>π²/6, of the Gumbel distribution.</summary>
    /// <inheritdoc/>
    public override double LatentVariance(double mean) => Math.PI * Math.PI / 6;

    /// <inheritdoc/>
    public override double Predictor(double probability) => Math.Log(-NearOne.LogOnePlus(-probability));
}

/// <summary>p = e^η, possible where η &lt; 0.</summary>
internal sealed class LogProbabilityLink : BinomialLink
{
    /// <inheritdoc/>
    public override LogProbability Success(double predictor) => predictor < 0 ? new(predictor, 1, 0, 0) : new(double.NegativeInfinity, 1, 0, 0);

    /// <inheritdoc/>
    public override LogProbability Failure(double predictor)
    {
        if (!(predictor < 0))
        {
            return new(double.NegativeInfinity, -1, 0, 0);
        }

        double odds = 1 / NearOne.ExpMinusOne(-predictor);
        return new(LinkMath.Log1MExp(-predictor), -odds, -odds * (1 + odds), -odds * (1 + odds) * (1 + (2 * odds)));
    }

    /// <inheritdoc/>
    public override (double Information, double Slope) Information(double predictor)
    {
        double odds = predictor < 0 ? 1 / NearOne.ExpMinusOne(-predictor) : double.PositiveInfinity;
        return (odds, odds * (1 + odds));
    }

    /// <inheritdoc/>
    public override double Probability(double predictor) => predictor < 0 ? Math.Exp(predictor) : double.NaN;

    /// <summary>(1 − p)/p.</summary>
    /// <inheritdoc/>
    public override double LatentVariance(double mean) => (1 - mean) / mean;

    /// <inheritdoc/>
    public override double Predictor(double probability) => Math.Log(probability);
}
