using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Formulas;
using BayesLmm.Language;
using BayesLmm.Models.Priors;

namespace BayesLmm.Models;

/// <summary>Looks for default priors that do not fit a model's predictors: they know the scale of the response, not of what varies over groups.</summary>
internal static class PriorWarnings
{
    /// <summary>A slope's default prior whose scale moves fitted values by less than this part of the response's spread is too narrow for an ordinary effect.</summary>
    private const double NarrowPart = 0.1;

    /// <summary>A predictor whose mean is this many standard deviations from 0 has its intercepts far outside the data.</summary>
    private const double FarRatio = 10;

    /// <summary>Adds warnings about a model's random slopes.</summary>
    public static void Check(CrossProducts products, ModelDesign design, PriorResolution.ResolvedPriors priors, Formula formula, SourceText source, List<Diagnostic> diagnostics)
    {
        double spread = Math.Sqrt(products.Fixed.Yy / products.RowCount);
        for (int k = 0; k < priors.GroupTerms.Count; k++)
        {
            GroupTerm term = priors.GroupTerms[k];
            TextSpan span = formula.Random[k].Syntax.Span;
            for (int i = 0; i < term.Width; i++)
            {
                string parameter = Parameter.Sd(term.Group, term.Effects[i]).Name;
                bool isDefault = priors.Listing.Any(listing => listing.Parameter == parameter && listing.IsDefault);
                if (term.Effects[i] == TermColumns.Intercept || !isDefault || term.SdPriors[i] is not StudentT prior)
                {
                    continue;
                }

                double size = products.RootMeanSquare(products.Terms[k], i);
                if (prior.Scale * size < NarrowPart * spread)
                {
                    diagnostics.Add(PriorDiagnostics.HoldsSlopeBack(source, span, parameter, prior.ToString(), term.Effects[i]));
                }

                double mean = System.Numerics.Tensors.TensorPrimitives.Average<double>(design.RandomTerms[k].Columns[i].Values);
                double variance = (size * size) - (mean * mean);
                if (term.Structure.HasCorrelations && term.Effects.Contains(TermColumns.Intercept) && design.Weights is null && mean * mean > FarRatio * FarRatio * variance)
                {
                    diagnostics.Add(PriorDiagnostics.FarFromZero(source, span, term.Effects[i], term.Group));
                }
            }
        }
    }
}
