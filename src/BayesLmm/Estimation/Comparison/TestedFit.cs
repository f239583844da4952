namespace BayesLmm.Estimation.Comparison;

/// <summary>What a likelihood-ratio test takes from a fit.</summary>
/// <param name="Name">The model's formula.</param>
/// <param name="Criterion">−2 log likelihood.</param>
/// <param name="ParameterCount">Number of parameters.</param>
/// <param name="Restricted">Whether the likelihood is the restricted one.</param>
/// <param name="IsDetermined">Whether the likelihood determines every variance.</param>
/// <param name="IsSingular">Whether some variance is 0.</param>
/// <param name="IsAtMaximum">Whether the search ended at a maximum.</param>
internal sealed record TestedFit(
    string Name, double Criterion, int ParameterCount, bool Restricted, bool IsDetermined, bool IsSingular, bool IsAtMaximum)
{
    /// <summary>Of a fit by (restricted) maximum likelihood of a model with normal residuals.</summary>
    public static TestedFit Of(RemlFit fit) => new(
        fit.Model.Specification.FormulaText, fit.Criterion, fit.ParameterCount, fit.Restricted, fit.Undetermined is null, fit.IsSingular, fit.IsAtMaximum);
}
