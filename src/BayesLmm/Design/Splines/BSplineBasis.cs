namespace BayesLmm.Design.Splines;

// B_{j,1}(x) = 1 on [t_j, t_{j+1}),  B_{j,k}(x) = (x − t_j)/(t_{j+k−1} − t_j) B_{j,k−1}(x) + (t_{j+k} − x)/(t_{j+k} − t_{j+1}) B_{j+1,k−1}(x),
// B'_{j,k+1}(x) = k (B_{j,k}(x)/(t_{j+k} − t_j) − B_{j+1,k}(x)/(t_{j+k+1} − t_{j+1}))   (de Boor 1978, chapter X).

/// <summary>The B-splines of a degree over some knots, and their derivatives, between the boundary knots.</summary>
internal sealed class BSplineBasis
{
    private readonly double[] t;
    private readonly int order;

    /// <summary>Makes the basis.</summary>
    /// <param name="degree">The degree of the polynomials between knots.</param>
    /// <param name="knots">The knots.</param>
    public BSplineBasis(int degree, SplineKnots knots)
    {
        order = degree + 1;
        t = [.. Enumerable.Repeat(knots.Lower, order), .. knots.Interior, .. Enumerable.Repeat(knots.Upper, order)];
    }

    /// <summary>Number of B-splines: interior knots and degree + 1.</summary>
    public int Count => t.Length - order;

    /// <summary>The knot right of the lower boundary: the first interior one, or the upper boundary.</summary>
    public double FirstInside => t[order];

    /// <summary>The knot left of the upper boundary: the last interior one, or the lower boundary.</summary>
    public double LastInside => t[Count - 1];

    /// <summary>A derivative of every B-spline at one place.</summary>
    /// <param name="x">The place, from the lower to the upper boundary knot; at a knot the derivatives are those to its right, at the last one to its
    /// left.</param>
    /// <param name="derivative">Which derivative; 0 for the value.</param>
    /// <param name="values">Receives <see cref="Count"/> numbers.</param>
    public void Evaluate(double x, int derivative, Span<double> values)
    {
        int span = Span(x), lowOrder = order - derivative;
        Span<double> local = stackalloc double[order];
        local.Clear();
        local[0] = 1;
        for (int k = 1; k < lowOrder; k++)
        {
            double saved = 0;
            for (int r = 0; r < k; r++)
            {
                double right = t[span + r + 1] - x, left = x - t[span + r + 1 - k], part = local[r] / (right + left);
                local[r] = saved + (right * part);
                saved = left * part;
            }

            local[k] = saved;
        }

        for (int k = lowOrder; k < order; k++)
        {
            Differentiate(span, k, local);
        }

        values.Clear();
        local.CopyTo(values[(span - order + 1)..]);
    }

    /// <summary>From the B-splines of order k that do not vanish, or a derivative of them, to the next derivative of those of order k + 1.</summary>
    private void Differentiate(int span, int k, Span<double> local)
    {
        double before = 0;
        for (int i = 0; i <= k; i++)
        {
            int j = span - k + i;
            double own = i < k ? local[i] / (t[j + k + 1] - t[j + 1]) : 0;
            local[i] = k * (before - own);
            before = own;
        }
    }

    /// <summary>The last index i with t_i ≤ x whose interval to the next knot is not empty.</summary>
    private int Span(double x)
    {
        int span = Count - 1;
        while (span > order - 1 && (t[span] > x || t[span] == t[span + 1]))
        {
            span--;
        }

        return span;
    }
}
