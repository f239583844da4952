namespace BayesLmm.Densities.Coordinates;

// K = R Rᵀ by panels of NestedTerms, right-looking: a level's own block is factored, the blocks with its ancestors solved, and their products taken from the
// ancestors' panels. In reverse (Murray 2016, arXiv:1602.07527; Giles 2008), levels last to first, with W = K̄ of the ancestors already known:
//     R̄_ic −= W_iρ R_ρc (i ≥ ρ),  R̄_ρc −= Σ_{i≥ρ} W_iρ R_ic    for each column ρ that column c was taken from;
//     then W_ic = R̄_ic/R_cc (i > c),  W_cc = ½(R̄_cc − Σ_{i>c} W_ic R_ic)/R_cc.

/// <summary>The Cholesky factor of a matrix with the blocks of <see cref="NestedTerms"/>, its products, solutions and reverse mode. Static; in place.</summary>
internal static class NestedFactor
{
    /// <summary>Factors a matrix.</summary>
    /// <param name="terms">The structure.</param>
    /// <param name="panels">On entry K, of whose own blocks the lower triangles count; on return R.</param>
    /// <returns>log|R|; NaN where K is not positive definite.</returns>
    public static double Factor(NestedTerms terms, Span<double> panels)
    {
        double logDeterminant = 0, product = 1;
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k);
            for (int level = 0; level < terms.Shape(k).LevelCount; level++)
            {
                Span<double> P = panels.Slice(terms.PanelStart(k, level), height * r);
                for (int c = 0; c < r; c++)
                {
                    Span<double> column = P.Slice(c * height, height);
                    double root = Math.Sqrt(column[c]), inverse = 1 / root;
                    product *= root;
                    for (int i = c + 1; i < height; i++)
                    {
                        column[i] *= inverse;
                    }

                    column[c] = root;
                    for (int other = c + 1; other < r; other++)
                    {
                        double factor = column[other];
                        Span<double> target = P.Slice(other * height, height);
                        for (int i = other; i < height; i++)
                        {
                            target[i] -= column[i] * factor;
                        }
                    }
                }

                if (product is > 1e100 or < 1e-100)
                {
                    logDeterminant += Math.Log(product);
                    product = 1;
                }

                UpdateAncestors(terms, panels, P, k, level);
            }
        }

        return logDeterminant + Math.Log(product);
    }

    /// <summary>x ← R⁻¹ x.</summary>
    public static void SolveLower(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> x, Span<double> path)
    {
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k), count = terms.Shape(k).LevelCount;
            if (height == 1)
            {
                Span<double> own = x.Slice(terms.FirstPlace(k, 0), count);
                System.Numerics.Tensors.TensorPrimitives.Divide(own, panels.Slice(terms.PanelStart(k, 0), count), own);
                continue;
            }

            for (int level = 0; level < count; level++)
            {
                ReadOnlySpan<double> P = panels.Slice(terms.PanelStart(k, level), height * r);
                Span<double> z = path[..height];
                Gather(terms, k, level, x, z);
                for (int c = 0; c < r; c++)
                {
                    ReadOnlySpan<double> column = P.Slice(c * height, height);
                    double value = z[c] /= column[c];
                    for (int i = c + 1; i < height; i++)
                    {
                        z[i] -= column[i] * value;
                    }
                }

                Scatter(terms, k, level, z, x);
            }
        }
    }

    /// <summary>x ← R⁻ᵀ x.</summary>
    public static void SolveUpper(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> x, Span<double> path)
    {
        for (int t = terms.Order.Length - 1; t >= 0; t--)
        {
            int k = terms.Order[t], r = terms.Shape(k).Width, height = terms.Height(k), count = terms.Shape(k).LevelCount;
            if (height == 1)
            {
                Span<double> own = x.Slice(terms.FirstPlace(k, 0), count);
                System.Numerics.Tensors.TensorPrimitives.Divide(own, panels.Slice(terms.PanelStart(k, 0), count), own);
                continue;
            }

            for (int level = 0; level < count; level++)
            {
                ReadOnlySpan<double> P = panels.Slice(terms.PanelStart(k, level), height * r);
                Span<double> z = path[..height];
                Gather(terms, k, level, x, z);
                for (int c = r - 1; c >= 0; c--)
                {
                    ReadOnlySpan<double> column = P.Slice(c * height, height);
                    double sum = z[c];
                    for (int i = c + 1; i < height; i++)
                    {
                        sum -= column[i] * z[i];
                    }

                    z[c] = sum / column[c];
                }

                z[..r].CopyTo(x[terms.FirstPlace(k, level)..]);
            }
        }
    }

    /// <summary>result = Rᵀ x.</summary>
    public static void MultiplyTransposed(NestedTerms terms, ReadOnlySpan<double> panels, ReadOnlySpan<double> x, Span<double> result, Span<double> path)
    {
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k), count = terms.Shape(k).LevelCount;
            if (height == 1)
            {
                int first = terms.FirstPlace(k, 0);
                System.Numerics.Tensors.TensorPrimitives.Multiply(
                    x.Slice(first, count), panels.Slice(terms.PanelStart(k, 0), count), result.Slice(first, count));
                continue;
            }

            for (int level = 0; level < count; level++)
            {
                ReadOnlySpan<double> P = panels.Slice(terms.PanelStart(k, level), height * r);
                Span<double> z = path[..height];
                Gather(terms, k, level, x, z);
                int first = terms.FirstPlace(k, level);
                for (int c = 0; c < r; c++)
                {
                    ReadOnlySpan<double> column = P.Slice(c * height, height);
                    double sum = 0;
                    for (int i = c; i < height; i++)
                    {
                        sum += column[i] * z[i];
                    }

                    result[first + c] = sum;
                }
            }
        }
    }

    /// <summary>result = R x.</summary>
    public static void Multiply(NestedTerms terms, ReadOnlySpan<double> panels, ReadOnlySpan<double> x, Span<double> result, Span<double> path)
    {
        result.Clear();
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k), count = terms.Shape(k).LevelCount;
            if (height == 1)
            {
                int first = terms.FirstPlace(k, 0);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(
                    x.Slice(first, count), panels.Slice(terms.PanelStart(k, 0), count), result.Slice(first, count), result.Slice(first, count));
                continue;
            }

            for (int level = 0; level < count; level++)
            {
                ReadOnlySpan<double> P = panels.Slice(terms.PanelStart(k, level), height * r);
                Span<double> z = path[..height];
                Gather(terms, k, level, result, z);
                int first = terms.FirstPlace(k, level);
                for (int c = 0; c < r; c++)
                {
                    ReadOnlySpan<double> column = P.Slice(c * height, height);
                    double value = x[first + c];
                    for (int i = c; i < height; i++)
                    {
                        z[i] += column[i] * value;
                    }
                }

                Scatter(terms, k, level, z, result);
            }
        }
    }

    /// <summary>From the derivative of a function by R to that by K.</summary>
    /// <param name="terms">The structure.</param>
    /// <param name="panels">R.</param>
    /// <param name="by">On entry ∂f/∂R, on return ∂f/∂K: lower entries, counted once.</param>
    public static void Reverse(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> by)
    {
        for (int t = terms.Order.Length - 1; t >= 0; t--)
        {
            int k = terms.Order[t], r = terms.Shape(k).Width, height = terms.Height(k);
            for (int level = terms.Shape(k).LevelCount - 1; level >= 0; level--)
            {
                int start = terms.PanelStart(k, level);
                ReadOnlySpan<double> P = panels.Slice(start, height * r);
                Span<double> B = by.Slice(start, height * r);
                ReverseAncestors(terms, P, B, by, k, level);
                for (int c = r - 1; c >= 0; c--)
                {
                    ReadOnlySpan<double> column = P.Slice(c * height, height);
                    Span<double> own = B.Slice(c * height, height);
                    for (int other = r - 1; other > c; other--)
                    {
                        ReverseUpdate(column[other..], own[other..], B.Slice((other * height) + other, height - other));
                    }

                    double inverse = 1 / column[c], sum = own[c];
                    for (int i = c + 1; i < height; i++)
                    {
                        own[i] *= inverse;
                        sum -= own[i] * column[i];
                    }

                    own[c] = 0.5 * sum * inverse;
                }
            }
        }
    }

    private static void UpdateAncestors(NestedTerms terms, Span<double> panels, ReadOnlySpan<double> P, int term, int level)
    {
        int width = terms.Shape(term).Width, height = terms.Height(term), row = width;
        for (int a = terms.Parent(term), at = a < 0 ? -1 : terms.ParentLevel(term, level); a >= 0;)
        {
            int r = terms.Shape(a).Width, rows = terms.Height(a);
            Span<double> target = panels.Slice(terms.PanelStart(a, at), rows * r);
            for (int own = 0; own < r; own++)
            {
                Span<double> to = target.Slice((own * rows) + own, rows - own);
                for (int c = 0; c < width; c++)
                {
                    ReadOnlySpan<double> column = P.Slice((c * height) + row + own, rows - own);
                    double factor = column[0];
                    for (int i = 0; i < to.Length; i++)
                    {
                        to[i] -= column[i] * factor;
                    }
                }
            }

            row += r;
            (a, at) = Up(terms, a, at);
        }
    }

    private static void ReverseAncestors(NestedTerms terms, ReadOnlySpan<double> P, Span<double> B, ReadOnlySpan<double> by, int term, int level)
    {
        int width = terms.Shape(term).Width, height = terms.Height(term), row = width;
        for (int a = terms.Parent(term), at = a < 0 ? -1 : terms.ParentLevel(term, level); a >= 0;)
        {
            int r = terms.Shape(a).Width, rows = terms.Height(a);
            ReadOnlySpan<double> source = by.Slice(terms.PanelStart(a, at), rows * r);
            for (int own = 0; own < r; own++)
            {
                for (int c = 0; c < width; c++)
                {
                    int first = (c * height) + row + own;
                    ReverseUpdate(P.Slice(first, rows - own), B.Slice(first, rows - own), source.Slice((own * rows) + own, rows - own));
                }
            }

            row += r;
            (a, at) = Up(terms, a, at);
        }
    }

    /// <summary>The reverse of target −= column · column[0]: the first entry of a column is the row of the target's column.</summary>
    private static void ReverseUpdate(ReadOnlySpan<double> column, Span<double> by, ReadOnlySpan<double> byTarget)
    {
        double factor = column[0], sum = 0;
        for (int i = 0; i < byTarget.Length; i++)
        {
            by[i] -= factor * byTarget[i];
            sum += byTarget[i] * column[i];
        }

        by[0] -= sum;
    }

    /// <summary>The numbers of a level and its ancestors.</summary>
    internal static void Gather(NestedTerms terms, int term, int level, ReadOnlySpan<double> x, Span<double> path)
    {
        int row = 0;
        for (int a = term, at = level; a >= 0; (a, at) = Up(terms, a, at))
        {
            int r = terms.Shape(a).Width;
            x.Slice(terms.FirstPlace(a, at), r).CopyTo(path[row..]);
            row += r;
        }
    }

    private static void Scatter(NestedTerms terms, int term, int level, ReadOnlySpan<double> path, Span<double> x)
    {
        int row = 0;
        for (int a = term, at = level; a >= 0; (a, at) = Up(terms, a, at))
        {
            int r = terms.Shape(a).Width;
            path.Slice(row, r).CopyTo(x[terms.FirstPlace(a, at)..]);
            row += r;
        }
    }

    /// <summary>The parent of a level.</summary>
    internal static (int Term, int Level) Up(NestedTerms terms, int term, int level) =>
        terms.Parent(term) is >= 0 and int parent ? (parent, terms.ParentLevel(term, level)) : (-1, -1);
}
