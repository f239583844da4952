using BayesLmm.Design;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Checks;

// Var(y − Xβ̂ − Zb̂) = R P R with R = σ²W⁻¹, P = V⁻¹ − V⁻¹X(XᵀV⁻¹X)⁻¹XᵀV⁻¹; since the residual is R P y = (I − H) y, it is (I − H)R: row i has (1 − h_i)
// σ²/w_i.

/// <summary>Computes a fit's <see cref="ResidualTable"/> in one pass over the rows.</summary>
internal static class ResidualCalculator
{
    /// <summary>Below this, 1 − leverage is rounding: the row is fitted whatever its response.</summary>
    private const double NoFreedom = 1e-10;

    /// <summary>The table.</summary>
    public static ResidualTable Compute(RemlFit fit)
    {
        ModelDesign design = fit.Model.Design;
        FittedEquations equations = fit.Equations;
        RowErrors errors = new(equations, PredictionDesign.OfTraining(fit.Model.TableName, design));
        int n = design.RowCount;
        double[] marginalFitted = new double[n], conditionalFitted = new double[n], marginal = new double[n], conditional = new double[n];
        double[] pearson = new double[n], leverages = new double[n];
        double?[] standardized = new double?[n];
        for (int i = 0; i < n; i++)
        {
            RowErrors.Row row = errors.Compute(i);
            double w = design.Weights?[i] ?? 1;
            marginalFitted[i] = row.Fixed;
            conditionalFitted[i] = row.Fixed + row.Group;
            marginal[i] = design.Response[i] - marginalFitted[i];
            conditional[i] = design.Response[i] - conditionalFitted[i];
            pearson[i] = Math.Sqrt(w) * conditional[i] / equations.Sigma;
            leverages[i] = w * row.ErrorVariance;
            double left = 1 - leverages[i];
            standardized[i] = left > NoFreedom ? pearson[i] / Math.Sqrt(left) : null;
        }

        return new ResidualTable(
            design.TableRows.Select(row => row + 1).ToEquatableArray(),
            EquatableArray.Create<double>(marginalFitted),
            EquatableArray.Create<double>(conditionalFitted),
            EquatableArray.Create<double>(marginal),
            EquatableArray.Create<double>(conditional),
            EquatableArray.Create<double>(pearson),
            EquatableArray.Create<double>(leverages),
            EquatableArray.Create<double?>(standardized));
    }
}
