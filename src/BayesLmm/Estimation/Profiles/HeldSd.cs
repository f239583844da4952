using BayesLmm.Specification.Formulas;

namespace BayesLmm.Estimation.Profiles;

/// <summary>
/// The standard deviation s of a group effect held: v = s is T's first entry, T's other entries are free. At s = 0 the rest of T's first column adds nothing
/// that the other columns cannot.
/// </summary>
internal sealed class HeldSd : HeldGroupParameter
{
    private readonly RemlCriterion criterion;
    private readonly int effect;
    private readonly (int Row, int Column)[] free;

    /// <summary>Holds a standard deviation.</summary>
    /// <param name="criterion">The likelihood's criterion.</param>
    /// <param name="maximum">The maximum of the likelihood.</param>
    /// <param name="term">Which term.</param>
    /// <param name="effect">Which of its effects.</param>
    /// <param name="step">A guess of the standard error, or NaN.</param>
    /// <param name="atZero">Whether v is 0 and stays so.</param>
    public HeldSd(RemlCriterion criterion, LikelihoodMaximum maximum, int term, int effect, double step, bool atZero = false)
        : base(criterion, maximum, term, effect)
    {
        this.criterion = criterion;
        this.effect = effect;
        Step = double.IsFinite(step) ? step : 0.5 * RowUnit(0);
        Estimate = StartingT[0];
        if (atZero && IsCorrelated)
        {
            TrailingTriangle.Compress(StartingT, Width, 0);
        }

        free =
        [
            .. from row in Enumerable.Range(1, Width - 1)
               from column in Enumerable.Range(0, row + 1)
               where IsCorrelated ? !(atZero && column == 0) : column == row
               select (row, column),
        ];
        Start = StartWith(free.Select(place => StartingT[(place.Row * Width) + place.Column] / RowUnit(place.Row)));
    }

    /// <inheritdoc/>
    public override double[] Start { get; }

    /// <inheritdoc/>
    public override IEnumerable<double[]> OtherStarts => [NeutralWith(free.Select(place => place.Row == place.Column ? 1.0 : 0.0))];

    /// <inheritdoc/>
    public override double Estimate { get; }

    /// <inheritdoc/>
    public override double Least => 0;

    /// <inheritdoc/>
    public override double Step { get; }

    /// <inheritdoc/>
    public override HeldParameter AtBound(double bound) => new HeldSd(criterion, Maximum, Term, effect, Step, atZero: true);

    /// <inheritdoc/>
    protected override void Expand(double v, ReadOnlySpan<double> own)
    {
        T[0] = v;
        for (int i = 0; i < free.Length; i++)
        {
            (int row, int column) = free[i];
            T[(row * Width) + column] = own[i] * RowUnit(row);
        }
    }

    /// <inheritdoc/>
    protected override double Gather(double v, ReadOnlySpan<double> own, Span<double> gradient)
    {
        for (int i = 0; i < free.Length; i++)
        {
            (int row, int column) = free[i];
            gradient[i] = ByT[(row * Width) + column] * RowUnit(row);
        }

        return ByT[0];
    }
}
