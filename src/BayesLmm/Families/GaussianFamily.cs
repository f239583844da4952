using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Normal residuals: y ~ N(μ, σ²/w).</summary>
public sealed record GaussianFamily : Family
{
    private static readonly GaussianDensity RowDensity = new();

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override string Residuals => "normal";

    /// <inheritdoc/>
    public override EquatableArray<FamilyParameter> Parameters { get; } = [FamilyParameter.Sigma];

    /// <inheritdoc/>
    public override NormalForm NormalForm => NormalForm.Exact;

    /// <inheritdoc/>
    internal override RowDensity Density => RowDensity;

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"\mathrm{{N}}({predictor},\ {variance})";
}
