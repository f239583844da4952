namespace BayesLmm.Design.Splines;

/// <summary>
/// B-splines as regressors: R's <c>bs</c>. Beyond a boundary knot the outermost polynomial goes on, computed from its Taylor series about a place inside, a
/// quarter of the way to the next knot, as R does.
/// </summary>
internal sealed class PolynomialSpline : Spline
{
    private const double Inside = 0.25;

    private readonly int skipped;

    private PolynomialSpline(int degree, SplineKnots knots, BSplineBasis basis, bool intercept)
        : base(
            knots,
            basis,
            basis.Count - (intercept ? 0 : 1),
            new TaylorSeries(basis, ((1 - Inside) * knots.Lower) + (Inside * basis.FirstInside), degree),
            new TaylorSeries(basis, ((1 - Inside) * knots.Upper) + (Inside * basis.LastInside), degree)) => skipped = intercept ? 0 : 1;

    /// <summary>Makes the spline.</summary>
    /// <param name="degree">The degree of its polynomials.</param>
    /// <param name="knots">Its knots.</param>
    /// <param name="intercept">Whether the columns span the constant; otherwise the first B-spline is left out.</param>
    public static PolynomialSpline Create(int degree, SplineKnots knots, bool intercept) => new(degree, knots, new BSplineBasis(degree, knots), intercept);

    /// <inheritdoc/>
    protected override void Combine(ReadOnlySpan<double> splines, Span<double> row) => splines[skipped..].CopyTo(row);
}
