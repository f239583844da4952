using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Engines.MessagePassing;

/// <summary>The start of methods for the estimated density of a model with student_t residuals.</summary>
internal static class StudentProposal
{
    /// <summary>From the answer of message passing, with the covariance of its own distributions, and of τ and ν jointly.</summary>
    public static ImportanceStart From(StudentMarginal density, VariationalFit fit)
    {
        ImportanceStart gaussian = ResponseProposal.Of(density.Gaussian, fit, fit.OwnCovariance.Span);
        int dimension = density.Dimension, d = density.Gaussian.HasNothingToSample ? 0 : density.Gaussian.Dimension;
        double[] center = [.. gaussian.Center.Take(d), .. new double[dimension - d]], covariance = new double[dimension * dimension];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                covariance[(i * dimension) + j] = gaussian.Covariance[(i * d) + j];
            }
        }

        if (density.Nu.Index >= 0)
        {
            (double mean, double sd) = fit.Approximation.StudentResiduals!.DegreesOfFreedom;
            density.Nu.Place(mean, center);
            double slope = density.Nu.Slope(center);
            covariance[(density.Nu.Index * dimension) + density.Nu.Index] = Math.Min(1, sd * sd / (slope * slope));
        }

        if (density.HasNothingToSample)
        {
            covariance[0] = 1;
        }

        return new ImportanceStart(EquatableArray.Create<double>(center), EquatableArray.Create<double>(covariance),
            "The proposal begins at the distributions of message passing.");
    }
}
