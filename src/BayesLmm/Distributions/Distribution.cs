using BayesLmm.Numerics;

namespace BayesLmm.Distributions;

/// <summary>A prior distribution of one real parameter. Immutable and equal by value.</summary>
internal abstract record Distribution : PriorDistribution
{
    /// <summary>If less than this part of the probability is above zero, rejection would be slow, and a method for tails is used.</summary>
    private const double RejectionLimit = 0.1;

    /// <summary>The smallest interval outside of which the density is 0.</summary>
    public virtual (double Lower, double Upper) Support => (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Whether the density integrates to one; only <see cref="Flat"/>'s does not.</summary>
    public virtual bool IsProper => true;

    /// <summary>log p(x), normalised over the real line; −∞ outside the support.</summary>
    /// <param name="x">The value.</param>
    /// <param name="slope">∂ log p / ∂x; undefined outside the support.</param>
    public abstract double LogDensity(double x, out double slope);

    /// <summary>P(X &gt; x): what the prior of a parameter that must exceed x is divided by. 1 for an improper one.</summary>
    /// <param name="x">A number.</param>
    public abstract double ProbabilityAbove(double x);

    /// <summary>P(X &gt; 0): what a prior of a positive parameter is divided by. 1 for an improper one.</summary>
    public double ProbabilityPositive => ProbabilityAbove(0);

    /// <summary>An exact draw from the distribution.</summary>
    /// <param name="random">The source of random numbers.</param>
    /// <exception cref="InvalidOperationException">The distribution is improper.</exception>
    public abstract double Sample(RandomStream random);

    /// <summary>An exact draw from the distribution given that it is positive: what a symmetric prior means for a standard deviation.</summary>
    /// <param name="random">The source of random numbers.</param>
    /// <exception cref="InvalidOperationException">The distribution is improper, or has no positive value.</exception>
    public double SamplePositive(RandomStream random)
    {
        if (Support.Upper <= 0)
        {
            throw new InvalidOperationException($"{this} has no positive value to draw.");
        }

        if (ProbabilityPositive < RejectionLimit)
        {
            return SampleTail(random);
        }

        double x;
        do
        {
            x = Sample(random);
        }
        while (x < 0);
        return x;
    }

    /// <summary>
    /// A draw from the distribution given that it exceeds a bound: by rejection, or by inverting <see cref="ProbabilityAbove"/> if that would be slow.
    /// </summary>
    /// <param name="bound">The bound.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <exception cref="InvalidOperationException">The distribution is improper, or has no value above the bound.</exception>
    public double SampleAbove(double bound, RandomStream random)
    {
        double probability = ProbabilityAbove(bound);
        if (!(probability > 0))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{this} has no value above {bound} to draw."));
        }

        if (probability < RejectionLimit)
        {
            return QuantileAbove(bound, probability * random.NextUniform());
        }

        double x;
        do
        {
            x = Sample(random);
        }
        while (x <= bound);
        return x;
    }

    /// <summary>The median of the part above a bound.</summary>
    internal double MedianAbove(double bound) => QuantileAbove(bound, ProbabilityAbove(bound) / 2);

    /// <summary>The x above a bound with P(X &gt; x) = <paramref name="above"/>, by bisection down to neighbouring numbers.</summary>
    /// <param name="bound">A number; more probability than <paramref name="above"/> lies above it.</param>
    /// <param name="above">A probability.</param>
    internal double QuantileAbove(double bound, double above)
    {
        double low = bound, high = Math.Max(bound + 1, Math.BitIncrement(bound));   // far from 0, bound + 1 is the bound
        while (ProbabilityAbove(high) > above && double.IsFinite(high))
        {
            (low, high) = (high, bound + (2 * (high - bound)));
        }

        for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
        {
            (low, high) = ProbabilityAbove(middle) > above ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>A draw given that it is positive, where that is rare.</summary>
    protected virtual double SampleTail(RandomStream random) => throw new InvalidOperationException($"{this} has no tail above zero.");
}
