namespace BayesLmm.Sampling;

/// <summary>How the sampler follows Hamilton's equations.</summary>
public enum IntegratorKind
{
    /// <summary>The leapfrog integrator: alternates moves with a constant momentum and kicks by the gradient. For any target.</summary>
    Leapfrog,

    /// <summary>
    /// The split integrator: rotates exactly as a normal target with the metric's covariance would, and kicks by what the gradient is beside that. Nearly exact
    /// for a target that is nearly normal, where its steps can be several times as long (Shahbaba, Lan, Johnson &amp; Neal 2014).
    /// </summary>
    Split,
}
