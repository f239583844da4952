using BayesLmm.Distributions;

namespace BayesLmm.Densities;

/// <summary>Normal distributions that stand in for priors where coordinates are made, which affects speed alone. Static.</summary>
internal static class NormalStandIn
{
    /// <summary>A normal distribution with the location and scale of a prior; precision 0 for a flat one.</summary>
    public static (double Location, double Precision) Of(Distribution prior) => prior switch
    {
        Normal normal => (normal.Mean, 1 / (normal.Sd * normal.Sd)),
        StudentT t => (t.Location, 1 / (t.Scale * t.Scale)),
        Cauchy cauchy => (cauchy.Location, 1 / (cauchy.Scale * cauchy.Scale)),
        Laplace laplace => (laplace.Location, 1 / (laplace.Scale * laplace.Scale)),
        Logistic logistic => (logistic.Location, 1 / (logistic.Scale * logistic.Scale)),
        _ => (0, 0),
    };
}
