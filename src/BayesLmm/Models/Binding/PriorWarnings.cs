using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Models.Binding;

/// <summary>Finds default priors that do not fit a model's predictors: they follow the scale of the response, not that of what varies over groups.</summary>
internal static class PriorWarnings
{
    /// <summary>
    /// A slope's default prior whose scale moves fitted values by less than this part of the response's spread is too narrow for an ordinary effect.
    /// </summary>
    private const double NarrowPart = 0.1;

    /// <summary>Adds warnings about a model's random slopes.</summary>
    public static void Check(BoundModel bound, IReadOnlyDictionary<Parameter, ParameterPrior> priors, List<Diagnostic> diagnostics)
    {
        Model model = bound.Specification;
        ModelDesign design = bound.Design;
        CheckCoefficients(bound, diagnostics);
        for (int k = 0; k < bound.GroupTerms.Count; k++)
        {
            GroupTerm term = bound.GroupTerms[k];
            TextSpan span = model.Formula.Random[k].Syntax.Span;
            if (!term.Structure.HasCorrelations)
            {
                CheckUncorrelated(model, design.RandomTerms[k], span, diagnostics);
            }

            for (int i = 0; i < term.Width; i++)
            {
                Parameter parameter = Parameter.Sd(term.Group, term.Effects[i]);
                if (term.Effects[i] == TermColumns.Intercept || !priors[parameter].IsDefault || term.SdPriors[i] is not StudentT prior)
                {
                    continue;
                }

                CrossProducts products = bound.Products;
                double spread = Math.Sqrt(products.Fixed.Yy / products.RowCount);
                double size = products.RootMeanSquare(products.Terms[k], i);
                if (prior.Scale * size < NarrowPart * spread)
                {
                    diagnostics.Add(PriorDiagnostics.HoldsSlopeBack(model.Source, span, parameter.Name, prior.ToString(), term.Effects[i]));
                }

                double mean = System.Numerics.Tensors.TensorPrimitives.Average<double>(design.RandomTerms[k].Columns[i].Values);
                double variance = (size * size) - (mean * mean);
                if (term.Structure.HasCorrelations && term.Effects.Contains(TermColumns.Intercept) && design.Weights is null
                    && design.RandomTerms[k].Origin is null && mean * mean > PredictorOrigin.FarRatio * PredictorOrigin.FarRatio * variance)
                {
                    diagnostics.Add(PriorDiagnostics.FarFromZero(model.Source, span, term.Effects[i], term.Group));
                }
            }
        }
    }

    /// <summary>A prior of its own keeps a coefficient where it is written, however far from the data that is.</summary>
    private static void CheckCoefficients(BoundModel bound, List<Diagnostic> diagnostics)
    {
        if (bound.Design.FixedEffects.Origin is null && bound.Recentered?.FixedEffects.Origin is { } origin)
        {
            int moved = Enumerable.Range(1, origin.Width - 1).First(origin.Moves);
            diagnostics.Add(PriorDiagnostics.FarWithPrior(
                bound.Specification.Source, bound.Specification.FormulaSpan, bound.FixedEffects[moved].Name, origin.Variables.First()));
        }
    }

    /// <summary>Effects without correlations are another model when their predictor is shifted; columns of 0 and 1 are not shifted.</summary>
    private static void CheckUncorrelated(Model model, RandomTermDesign term, TextSpan span, List<Diagnostic> diagnostics)
    {
        foreach (DesignColumn column in term.Columns)
        {
            if (PredictorOrigin.IsFar(column.Values) && column.Values.AsSpan().ContainsAnyExcept(0.0, 1.0))
            {
                diagnostics.Add(PriorDiagnostics.FarAndUncorrelated(model.Source, span, column.Name, term.Group));
            }
        }
    }
}
