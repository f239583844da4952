using BayesLmm.Design.Columns;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Estimation.Profiles;

// The term's effects are put into an order in which those of interest come first; there its factor is T (lower triangular, ΣP = T Tᵀ), whose first rows hold
// the parameter of interest. With the rows back in their places it is M, Σ = M Mᵀ, and M = L Qᵀ with L lower triangular and Q orthogonal. The deviance depends
// on the factor through L Lᵀ = M Mᵀ only, so that with G = ∂d/∂L over whole matrices ∂d/∂M = G Qᵀ. Where the criterion measures predictors from an origin
// that moves the effects of interest, T is of effects as written, and M becomes U M first.

/// <summary>
/// A standard deviation or correlation of a term's effects held. The free coordinates are log σ unless it is known, the entries of the other terms' factors,
/// and those that the derived type defines for the term's own factor.
/// </summary>
internal abstract class HeldGroupParameter : HeldParameter
{
    private readonly RemlCriterion criterion;
    private readonly int[] others;   // the components of θ of the other terms
    private readonly double[] units; // of all components of θ
    private readonly double[] factors;
    private readonly double[] byFactors;
    private readonly double[] rotation;
    private readonly double[] byM;
    private readonly PredictorOrigin? origin;
    private double sigma;

    /// <summary>Holds a parameter of a term.</summary>
    /// <param name="criterion">The likelihood's criterion.</param>
    /// <param name="maximum">The maximum of the likelihood.</param>
    /// <param name="term">Which term.</param>
    /// <param name="first">The effects of interest, which come first in the order.</param>
    protected HeldGroupParameter(RemlCriterion criterion, LikelihoodMaximum maximum, int term, params int[] first)
    {
        this.criterion = criterion;
        Maximum = maximum;
        Term = term;
        Width = criterion.Products.Terms[term].Width;
        IsCorrelated = criterion.Products.Terms[term].Structure.HasCorrelations;
        Order = [.. first, .. Enumerable.Range(0, Width).Except(first)];
        others = [.. Enumerable.Range(0, criterion.Layout.Dimension).Where(i => FactorPlaces.Of(criterion, i).Term != term)];
        units = FactorPlaces.Units(criterion, maximum);
        factors = new double[criterion.Factors.Length];
        byFactors = new double[factors.Length];
        rotation = new double[Width * Width];
        byM = new double[Width * Width];
        origin = maximum.Model.Products.Written.OriginOf(term) is { } found && first.Any(found.Moves) ? found : null;
        T = new double[Width * Width];
        ByT = new double[Width * Width];
        StartingT = Triangle(FactorPlaces.Factors(criterion, maximum));
    }

    /// <summary>The maximum of the likelihood.</summary>
    protected LikelihoodMaximum Maximum { get; }

    /// <summary>Which term.</summary>
    protected int Term { get; }

    /// <summary>Number of its effects, r.</summary>
    protected int Width { get; }

    /// <summary>Whether its effects are correlated; otherwise T is diagonal.</summary>
    protected bool IsCorrelated { get; }

    /// <summary>The effects in the order of T's rows.</summary>
    protected int[] Order { get; }

    /// <summary>T at the maximum.</summary>
    protected double[] StartingT { get; }

    /// <summary>T, r × r by rows.</summary>
    protected double[] T { get; }

    /// <summary>∂d/∂T.</summary>
    protected double[] ByT { get; }

    /// <summary>Number of free coordinates of σ and the other terms.</summary>
    private int SharedCount => others.Length + (criterion.SigmaIsKnown ? 0 : 1);

    /// <summary>The unit of entries in a row of T.</summary>
    protected double RowUnit(int row) => Maximum.Unit(Term, Order[row]);

    /// <summary>Writes T for the parameter of interest and the term's own free coordinates.</summary>
    protected abstract void Expand(double v, ReadOnlySpan<double> own);

    /// <summary>Turns <see cref="ByT"/> into derivatives by the own coordinates; gives that by v.</summary>
    protected abstract double Gather(double v, ReadOnlySpan<double> own, Span<double> gradient);

    /// <summary>All free coordinates at the maximum.</summary>
    /// <param name="own">The term's own.</param>
    protected double[] StartWith(IEnumerable<double> own)
    {
        IEnumerable<double> sigma = criterion.SigmaIsKnown ? [] : [0.0];
        return [.. sigma, .. others.Select(i => Maximum.Theta[i] * Maximum.Sigma / units[i]), .. own];
    }

    /// <summary>All free coordinates where the other terms' factors are the identity in units of their entries.</summary>
    /// <param name="own">The term's own.</param>
    protected double[] NeutralWith(IEnumerable<double> own)
    {
        IEnumerable<double> sigma = criterion.SigmaIsKnown ? [] : [0.0];
        return [.. sigma, .. others.Select(i => criterion.Layout.IsDiagonal(i) ? 1.0 : 0.0), .. own];
    }

    /// <inheritdoc/>
    public override double Sigma => sigma;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Factors => factors;

    /// <inheritdoc/>
    public override double Evaluate(double v, ReadOnlySpan<double> x, Span<double> gradient, out double byV)
    {
        int next = 0;
        sigma = criterion.SigmaIsKnown ? 1 : Maximum.Sigma * Math.Exp(x[next++]);
        Array.Clear(factors);
        foreach (int i in others)
        {
            factors[criterion.Layout.Place(i)] = x[next++] * units[i];
        }

        Expand(v, x[SharedCount..]);
        Span<double> L = criterion.Factors.Of(Term, factors.AsSpan());
        PermuteRows(T, L);
        origin?.MultiplyRows(L);
        Triangularization.Apply(L, Width, rotation);
        double value = criterion.EvaluateAt(sigma, factors, byFactors, out double bySigma);
        byV = double.NaN;
        if (!double.IsFinite(value))
        {
            return value;
        }

        next = 0;
        if (!criterion.SigmaIsKnown)
        {
            gradient[next++] = bySigma * sigma;
        }

        foreach (int i in others)
        {
            gradient[next++] = byFactors[criterion.Layout.Place(i)] * units[i];
        }

        Triangularization.Undo(criterion.Factors.Of(Term, byFactors.AsSpan()), rotation, Width, byM);
        origin?.MultiplyRowsTransposed(byM);
        for (int row = 0; row < Width; row++)
        {
            byM.AsSpan(Order[row] * Width, Width).CopyTo(ByT.AsSpan(row * Width, Width));
        }

        byV = Gather(v, x[SharedCount..], gradient[SharedCount..]);
        return value;
    }

    private void PermuteRows(ReadOnlySpan<double> ordered, Span<double> target)
    {
        for (int row = 0; row < Width; row++)
        {
            ordered.Slice(row * Width, Width).CopyTo(target.Slice(Order[row] * Width, Width));
        }
    }

    /// <summary>T of the factors at the maximum.</summary>
    private double[] Triangle(double[] atMaximum)
    {
        Span<double> L = criterion.Factors.Of(Term, atMaximum.AsSpan());
        origin?.SolveRows(L);
        double[] triangle = new double[Width * Width];
        for (int row = 0; row < Width; row++)
        {
            L.Slice(Order[row] * Width, Width).CopyTo(triangle.AsSpan(row * Width, Width));
        }

        if (IsCorrelated)
        {
            Triangularization.Apply(triangle, Width, rotation);
            return triangle;
        }

        // A diagonal factor stays one: the same permutation for the columns.
        double[] diagonal = new double[Width * Width];
        for (int row = 0; row < Width; row++)
        {
            diagonal[(row * Width) + row] = triangle[(row * Width) + Order[row]];
        }

        return diagonal;
    }
}
