using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.MeanField;

/// <summary>Gives a compiled mean-field program its rows, times √w and in the coordinates of the cross-products, its priors and starting values.</summary>
internal sealed class MeanFieldObservations
{
    private readonly PriorObservations observations;
    private readonly RunPlan plan;
    private readonly ModelDesign design;
    private readonly CrossProducts products;
    private readonly double[] roots;
    private readonly int[] free;
    private readonly IReadOnlyList<DesignColumn> fixedColumns;

    private MeanFieldObservations(IGeneratedAlgorithm algorithm, RunPlan plan)
    {
        observations = new PriorObservations(algorithm, plan.Algorithm);
        this.plan = plan;
        design = plan.Model.Design;
        products = plan.Model.Products;
        fixedColumns = design.FixedEffects.CenteredColumns;
        roots = [.. Enumerable.Range(0, design.RowCount).Select(row => Math.Sqrt(design.Weights?[row] ?? 1))];
        free = [.. Enumerable.Range(0, products.FixedCount).Where(j => plan.Conjugate.Coefficients[j] is not CoefficientPrior.Fixed)];
    }

    /// <summary>Sets all observed values of an algorithm.</summary>
    /// <returns>What must be added to the program's evidence to make it the model's.</returns>
    public static double Set(IGeneratedAlgorithm algorithm, RunPlan plan, MeanFieldStructure structure)
    {
        MeanFieldObservations mean = new(algorithm, plan);
        mean.observations.Set("rowCount", mean.design.RowCount);
        mean.observations.Set("responses", mean.Responses());
        mean.observations.SetPrecision(ProgramParts.Residual, plan.Conjugate.Residual, PriorObservations.Start(mean.Scale(mean.products.RowCount)));
        double correction = structure.HasCoefficients ? mean.SetCoefficients() : 0;
        if (structure.HasMixtures)
        {
            mean.observations.SetMixtures(plan.Conjugate.Coefficients, mean.products.Fixed, j => Array.IndexOf(mean.free, j));
        }

        mean.SetParts();
        return correction + (0.5 * mean.products.LogWeights);
    }

    /// <summary>√w (y − offset − Σ x_j r_j): r the reference, or the value of a known coefficient.</summary>
    private double[] Responses() =>
        [.. Enumerable.Range(0, design.RowCount).Select(row =>
        {
            double y = design.Response[row] - (design.Offset?[row] ?? 0);
            for (int j = 0; j < products.FixedCount; j++)
            {
                y -= Centered(j, row) * (plan.Conjugate.Coefficients[j] is CoefficientPrior.Fixed known ? known.Value : products.Fixed.Reference[j]);
            }

            return roots[row] * y;
        })];

    private double SetCoefficients()
    {
        observations.Set("rows", Enumerable.Range(0, design.RowCount).Select(row => Vector.FromArray([.. free.Select(j => roots[row] * Centered(j, row))]))
            .ToArray());
        (double Precision, double Mean)[] priors =
            [.. free.Select(j => PriorObservations.OfCoefficient(plan.Conjugate.Coefficients[j], products.Fixed.Reference[j]))];
        return observations.SetVector(
            ProgramParts.Theta,
            [.. priors.Select(prior => prior.Precision)],
            [.. priors.Select(prior => prior.Mean)],
            [.. free.Select(j => Scale(products.Fixed.Xx[(j * products.FixedCount) + j]))]);
    }

    private void SetParts()
    {
        int part = 0;
        for (int k = 0; k < plan.Conjugate.Terms.Count; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            TermShape shape = products.Terms[k];
            double[] scales = [.. Enumerable.Range(0, shape.Width).Select(i => Scale(products.SumOfSquares(shape, i)))];
            if (plan.Conjugate.Terms[k] is CovariancePrior.Independent independent)
            {
                for (int i = 0; i < shape.Width; i++, part++)
                {
                    SetLevels(part, term);
                    observations.SetPrecision(MeanFieldProgram.Precision(part), independent.Precisions[i], PriorObservations.Start(scales[i]));
                    double[] values = term.Columns[i].Values;
                    if (plan.Model.HasWeights || values.Any(value => value != 1))
                    {
                        observations.Set(MeanFieldProgram.Effects(part) + "Column", roots.Zip(values, (root, value) => root * value).ToArray());
                    }
                }

                continue;
            }

            SetLevels(part, term);
            IReadOnlyList<DesignColumn> columns = term.CenteredColumns;
            CovariancePrior.MatrixF prior = (CovariancePrior.MatrixF)plan.Conjugate.Terms[k];
            observations.SetPrecisionMatrix(MeanFieldProgram.Precision(part), prior, PriorObservations.Start(prior, scales));
            observations.Set(
                MeanFieldProgram.Effects(part) + "Columns",
                Enumerable.Range(0, design.RowCount).Select(row => Vector.FromArray([.. columns.Select(column => roots[row] * column.Values[row])]))
                    .ToArray());
            part++;
        }
    }

    private void SetLevels(int part, RandomTermDesign term)
    {
        observations.Set(MeanFieldProgram.Effects(part) + "LevelCount", term.Levels.Count);
        observations.Set(MeanFieldProgram.Effects(part) + "Levels", term.Codes);
    }

    private double Centered(int column, int row) => fixedColumns[column].Values[row] - products.Fixed.Centers[column];

    private double Scale(double squares) => squares > 0 && products.Fixed.Yy > 0 ? Math.Sqrt(products.Fixed.Yy / squares) : 1;
}
