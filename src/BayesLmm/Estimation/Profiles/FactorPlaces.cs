namespace BayesLmm.Estimation.Profiles;

/// <summary>The entry and the term's factor that a component of θ stands for, and its unit.</summary>
internal static class FactorPlaces
{
    /// <summary>The term and the row of its factor that a component of θ stands for.</summary>
    public static (int Term, int Row) Of(RemlCriterion criterion, int component)
    {
        ReadOnlySpan<int> starts = criterion.Factors.Starts;
        int place = criterion.Layout.Place(component), term = 0;
        while (starts[term + 1] <= place)
        {
            term++;
        }

        return (term, (place - starts[term]) / criterion.Products.Terms[term].Width);
    }

    /// <summary>For each component of θ the unit of the factor's entry (not relative to σ), see <see cref="LikelihoodMaximum.Unit"/>.</summary>
    public static double[] Units(RemlCriterion criterion, LikelihoodMaximum maximum)
    {
        double[] units = new double[criterion.Layout.Dimension];
        for (int i = 0; i < units.Length; i++)
        {
            (int term, int row) = Of(criterion, i);
            units[i] = maximum.Unit(term, row);
        }

        return units;
    }

    /// <summary>In units of each entry, factors that are the identity: the uninformed start of a fit.</summary>
    public static double[] Neutral(RemlCriterion criterion) =>
        [.. Enumerable.Range(0, criterion.Layout.Dimension).Select(i => criterion.Layout.IsDiagonal(i) ? 1.0 : 0.0)];

    /// <summary>The factors at the maximum, not relative to σ.</summary>
    public static double[] Factors(RemlCriterion criterion, LikelihoodMaximum maximum)
    {
        double[] factors = new double[criterion.Factors.Length];
        criterion.Layout.Expand(maximum.Theta.Span, factors);
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] *= maximum.Sigma;
        }

        return factors;
    }
}
