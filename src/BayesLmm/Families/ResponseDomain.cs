namespace BayesLmm.Families;

/// <summary>The values that a response of a family can have.</summary>
internal enum ResponseDomain
{
    /// <summary>Any real number.</summary>
    Real,

    /// <summary>0 or 1.</summary>
    Binary,

    /// <summary>A whole number from 0 to the number of trials.</summary>
    Successes,

    /// <summary>A whole number from 0.</summary>
    Counts,
}
