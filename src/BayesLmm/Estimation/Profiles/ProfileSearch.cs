namespace BayesLmm.Estimation.Profiles;

// With ζ(v) = √(d(v) − d(v̂)), nearly linear in v, and its slope d'/2ζ, Newton's method finds ζ = √cut in a few steps; a bracket guards it.

/// <summary>Finds where the profile of one parameter crosses given heights. Keeps its evaluations, so that searches begin nearby. Not thread-safe.</summary>
internal sealed class ProfileSearch
{
    /// <summary>How near to the cut-off the deviance of an end point is.</summary>
    private const double DevianceTolerance = 1e-8;

    /// <summary>A bracket narrower than this part of the distance to the estimate counts as a point.</summary>
    private const double BracketTolerance = 1e-13;

    /// <summary>A deviance lower than the maximum's by more than this belongs to another, better maximum.</summary>
    private const double NoticeableGain = 1e-6;

    /// <summary>After this many steps outwards the profile counts as staying below the cut-off: each step at least doubles the distance.</summary>
    private const int MostExpansions = 60;

    /// <summary>A slope of the deviance below this, for a change of the parameter by its step, counts as zero.</summary>
    private const double FlatSlope = 1e-6;

    private const int MostSteps = 200;

    private readonly HeldParameter held;
    private readonly double least;
    private readonly List<ProfiledPoint> points = [];
    private readonly CancellationToken cancellationToken;
    private double lowest;

    /// <summary>A search on one parameter.</summary>
    /// <param name="held">The parameter.</param>
    /// <param name="least">The deviance at the maximum of the likelihood.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public ProfileSearch(HeldParameter held, double least, CancellationToken cancellationToken)
    {
        this.held = held;
        this.least = least;
        this.cancellationToken = cancellationToken;
        points.Add(new ProfiledPoint(held.Estimate, least, 0, held.Start, true));
        lowest = least;
    }

    /// <summary>Whether some minimisation did not converge.</summary>
    public bool SomeDidNotConverge { get; private set; }

    /// <summary>
    /// The relative factors of the lowest deviance found, if it is noticeably below that of the maximum: the fit had only found a local maximum. Otherwise
    /// null.
    /// </summary>
    public (double Deviance, double[] Lambda)? Better { get; private set; }

    /// <summary>The end point on one side.</summary>
    /// <param name="side">−1 for below the estimate, 1 for above.</param>
    /// <param name="cut">The deviance above the maximum's at which to end.</param>
    public (IntervalEnd End, double V) FindEnd(int side, double cut)
    {
        double bound = side < 0 ? held.Least : held.Largest;
        double inner = held.Estimate, outer = bound;
        if (double.IsFinite(bound) && (inner == bound || Excess(AtBound(bound)) <= cut))
        {
            return (IntervalEnd.Bound, bound);
        }

        double target = Math.Sqrt(cut);
        double v = Within(inner + (side * target * held.Step), inner, outer);
        int expansions = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            ProfiledPoint point = At(v);
            double excess = Excess(point);
            bool isNarrow = Math.Abs(outer - inner) <= BracketTolerance * Math.Max(Math.Abs(v), Math.Abs(v - held.Estimate));
            bool isEnd = Math.Abs(excess - cut) < DevianceTolerance || isNarrow;
            if (isEnd || (excess > cut && !(side * point.Slope * held.Step > FlatSlope)))
            {
                // The profile is the lowest of several branches. If another is lower than the one followed, points beyond may be on it too; a branch that is
                // flat above the cut-off, as one with a variance of zero is for a correlation, is likely to be a higher one.
                ProfiledPoint outermost = isNarrow && double.IsFinite(outer) && outer != bound ? At(outer) : point;
                if (FindsBetter(outermost))
                {
                    v = outermost.V;
                    points.RemoveAll(other => side * (other.V - v) > 0);
                    outer = bound;
                    point = At(v);
                    excess = Excess(point);
                }
                else if (isEnd)
                {
                    return (IntervalEnd.Crossing, v);
                }
            }

            if (!(excess > cut))
            {
                inner = v;
            }
            else
            {
                outer = v;
            }

            double zeta = Math.Sqrt(Math.Max(excess, 0));
            double next = v + (2 * zeta * (target - zeta) / point.Slope);
            bool isUsable = double.IsFinite(next) && side * point.Slope > 0;
            if (!double.IsFinite(outer))
            {
                double distance = Math.Abs(v - held.Estimate);
                if (++expansions > MostExpansions || distance >= held.Reach)
                {
                    return (IntervalEnd.None, side * double.PositiveInfinity);
                }

                double reach = isUsable ? Math.Clamp(Math.Abs(next - held.Estimate), 1.05 * distance, 4 * distance) : 2 * distance;
                v = held.Estimate + (side * Math.Min(reach, held.Reach));
            }
            else
            {
                v = isUsable ? Within(next, inner, outer) : 0.5 * (inner + outer);
            }
        }

        return (IntervalEnd.NotFound, v);
    }

    /// <summary>The profile at v, started from the nearest known points.</summary>
    public ProfiledPoint At(double v)
    {
        if (points.FirstOrDefault(point => point.V == v) is { } known)
        {
            return known;
        }

        return Keep(held.Minimize(v, Near(v), cancellationToken));
    }

    /// <summary>Free coordinates from the two nearest points, extrapolated along the line through them if that is better.</summary>
    private double[] Near(double v)
    {
        ProfiledPoint[] nearest = [.. points.OrderBy(point => Math.Abs(point.V - v)).Take(2)];
        double[] here = nearest[0].Free;
        if (nearest.Length < 2 || here.Length == 0)
        {
            return here;
        }

        double share = (v - nearest[0].V) / (nearest[0].V - nearest[1].V);
        double[] line = [.. here.Zip(nearest[1].Free, (a, b) => a + (share * (a - b)))], ignored = new double[here.Length];
        return held.Evaluate(v, line, ignored, out _) < held.Evaluate(v, here, ignored, out _) ? line : here;
    }

    /// <summary>The profile at v, started from the nearest points and from all other starts.</summary>
    public ProfiledPoint Thoroughly(double v)
    {
        ProfiledPoint point = At(v);
        FindsBetter(point);
        return At(v);
    }

    /// <summary>d − d(v̂).</summary>
    public double Excess(ProfiledPoint point) => point.Deviance - least;

    /// <summary>The profile at a bound of the parameter.</summary>
    public ProfiledPoint AtBound(double bound)
    {
        HeldParameter atBound = held.AtBound(bound);
        ProfiledPoint best = atBound.Minimize(bound, atBound.Start, cancellationToken);
        foreach (double[] start in atBound.OtherStarts)
        {
            ProfiledPoint point = atBound.Minimize(bound, start, cancellationToken);
            best = point.Deviance < best.Deviance ? point : best;
        }

        Note(atBound, best);
        return best;
    }

    /// <summary>Whether another start leads to a noticeably lower deviance at a point; if so, it replaces the point.</summary>
    private bool FindsBetter(ProfiledPoint point)
    {
        ProfiledPoint best = point;
        foreach (double[] start in held.OtherStarts.Append(held.Start))
        {
            ProfiledPoint other = held.Minimize(point.V, start, cancellationToken);
            best = other.Deviance < best.Deviance - NoticeableGain ? other : best;
        }

        if (best == point)
        {
            return false;
        }

        points.Remove(point);
        Keep(best);
        return true;
    }

    private ProfiledPoint Keep(ProfiledPoint point)
    {
        points.Add(point);
        Note(held, point);
        return point;
    }

    private void Note(HeldParameter of, ProfiledPoint point)
    {
        SomeDidNotConverge |= !point.Converged;
        if (point.Deviance < Math.Min(lowest, least - NoticeableGain))
        {
            lowest = of.Evaluate(point.V, point.Free, new double[point.Free.Length], out _);
            Better = (lowest, [.. of.Factors.ToArray().Select(entry => entry / of.Sigma)]);
        }
    }

    /// <summary>v when it is well inside a bracket, otherwise its middle.</summary>
    private static double Within(double v, double inner, double outer)
    {
        if (!double.IsFinite(outer))
        {
            return v;
        }

        double low = Math.Min(inner, outer), high = Math.Max(inner, outer);
        return v > low && v < high ? v : 0.5 * (low + high);
    }
}
