namespace BayesLmm.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Fine = 0;

    /// <summary>The user's model, data or options are wrong.</summary>
    public const int UserError = 1;

    /// <summary>It ran, but the result should not be trusted.</summary>
    public const int NotTrustworthy = 2;

    /// <summary>The engines disagree.</summary>
    public const int EnginesDisagree = 3;

    /// <summary>A defect of this software; <c>EX_SOFTWARE</c> of BSD's sysexits.</summary>
    public const int Defect = 70;
}
