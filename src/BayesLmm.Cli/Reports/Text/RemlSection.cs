using System.Text;
using BayesLmm.Cli.Reports.Estimates;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The REML fit as a part of the report of a posterior.</summary>
internal static class RemlSection
{
    /// <summary>Criterion, convergence in words, coefficients and variance components.</summary>
    public static void Append(StringBuilder text, RemlFit fit) => TextRenderer.Append(text, FitSection.Brief(fit));
}
