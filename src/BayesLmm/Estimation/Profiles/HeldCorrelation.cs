namespace BayesLmm.Estimation.Profiles;

/// <summary>
/// A correlation ρ of two group effects held: v = arcsin ρ, T's first rows are s₁ (1, 0, …) and s₂ (sin v, cos v, 0, …). Their signs would change that of ρ, so
/// the free coordinates are t with s = t², smooth at 0 too. At |ρ| = 1 the rest of T's second column adds nothing that the later columns cannot.
/// </summary>
internal sealed class HeldCorrelation : HeldGroupParameter
{
    /// <summary>A coordinate t of a small standard deviation: not 0, where the slope by t always vanishes.</summary>
    private const double NearZero = 0.1;

    private readonly RemlCriterion criterion;
    private readonly int first;
    private readonly int second;
    private readonly (int Row, int Column)[] free;
    private readonly double[] lengths; // the two standard deviations at the maximum, in their units

    /// <summary>Holds a correlation.</summary>
    /// <param name="criterion">The likelihood's criterion.</param>
    /// <param name="maximum">The maximum of the likelihood, at which neither effect's standard deviation is 0.</param>
    /// <param name="term">Which term.</param>
    /// <param name="first">One of its effects.</param>
    /// <param name="second">Another.</param>
    /// <param name="step">A guess of the standard error, or NaN.</param>
    /// <param name="atBound">Whether ρ is −1 or 1 and stays so.</param>
    public HeldCorrelation(RemlCriterion criterion, LikelihoodMaximum maximum, int term, int first, int second, double step, bool atBound = false)
        : base(criterion, maximum, term, first, second)
    {
        this.criterion = criterion;
        this.first = first;
        this.second = second;
        Step = double.IsFinite(step) ? step : 0.3;
        Estimate = Math.Atan2(StartingT[Width], StartingT[Width + 1]);
        lengths = [StartingT[0] / RowUnit(0), double.Hypot(StartingT[Width], StartingT[Width + 1]) / RowUnit(1)];
        if (atBound)
        {
            TrailingTriangle.Compress(StartingT, Width, 1);
        }

        free =
        [
            .. from row in Enumerable.Range(2, Width - 2)
               from column in Enumerable.Range(0, row + 1)
               where !(atBound && column == 1)
               select (row, column),
        ];
        Start = StartWith(lengths.Select(Math.Sqrt).Concat(free.Select(place => StartingT[(place.Row * Width) + place.Column] / RowUnit(place.Row))));
    }

    /// <inheritdoc/>
    public override double[] Start { get; }

    /// <inheritdoc/>
    public override IEnumerable<double[]> OtherStarts
    {
        get
        {
            IEnumerable<double> rest = free.Select(place => place.Row == place.Column ? 1.0 : 0.0);
            yield return NeutralWith(rest.Prepend(1).Prepend(1));

            // A correlation far from its estimate often fits best with one of the two variances small.
            IEnumerable<double> kept = free.Select(place => StartingT[(place.Row * Width) + place.Column] / RowUnit(place.Row));
            yield return StartWith(kept.Prepend(Math.Sqrt(lengths[1])).Prepend(NearZero));
            yield return StartWith(kept.Prepend(NearZero).Prepend(Math.Sqrt(lengths[0])));
        }
    }

    /// <inheritdoc/>
    public override double Estimate { get; }

    /// <inheritdoc/>
    public override double Least => -Math.PI / 2;

    /// <inheritdoc/>
    public override double Largest => Math.PI / 2;

    /// <inheritdoc/>
    public override double Step { get; }

    /// <inheritdoc/>
    public override double Report(double v) => Math.Sin(v);

    /// <inheritdoc/>
    public override HeldParameter AtBound(double bound) => new HeldCorrelation(criterion, Maximum, Term, first, second, Step, atBound: true);

    /// <inheritdoc/>
    protected override void Expand(double v, ReadOnlySpan<double> own)
    {
        double s1 = own[0] * own[0] * RowUnit(0), s2 = own[1] * own[1] * RowUnit(1);
        T[0] = s1;
        T[Width] = s2 * Math.Sin(v);
        T[Width + 1] = s2 * Math.Cos(v);
        for (int i = 0; i < free.Length; i++)
        {
            (int row, int column) = free[i];
            T[(row * Width) + column] = own[i + 2] * RowUnit(row);
        }
    }

    /// <inheritdoc/>
    protected override double Gather(double v, ReadOnlySpan<double> own, Span<double> gradient)
    {
        double sine = Math.Sin(v), cosine = Math.Cos(v);
        gradient[0] = 2 * own[0] * RowUnit(0) * ByT[0];
        gradient[1] = 2 * own[1] * RowUnit(1) * ((ByT[Width] * sine) + (ByT[Width + 1] * cosine));
        for (int i = 0; i < free.Length; i++)
        {
            (int row, int column) = free[i];
            gradient[i + 2] = ByT[(row * Width) + column] * RowUnit(row);
        }

        return own[1] * own[1] * RowUnit(1) * ((ByT[Width] * cosine) - (ByT[Width + 1] * sine));
    }
}
