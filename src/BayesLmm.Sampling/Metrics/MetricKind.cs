namespace BayesLmm.Sampling;

/// <summary>Which metric the sampler adapts to the target during warm-up.</summary>
public enum MetricKind
{
    /// <summary>Dense up to 50 coordinates, diagonal above.</summary>
    Auto,

    /// <summary>A full covariance matrix: follows correlations; O(d²) a step.</summary>
    Dense,

    /// <summary>Variances alone; O(d) a step.</summary>
    Diagonal,

    /// <summary>The identity matrix, not adapted: for a density whose coordinates are scaled already.</summary>
    Unit,
}
