using BayesLmm.Design;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Laplace;

// Response scale: with η_i = o_i + x_iβ̂ + u, u ~ N(0, z_iᵀΣz_i), m_i = E μ(η_i), b_i = Var μ(η_i), w_i = E Var(Y | η_i):
// fixed = Var_i m_i,  random = mean b_i,  residual = mean w_i.

/// <summary>What follows from a fit at no cost: tests, dispersion, shares of variance.</summary>
internal static class LaplaceSummary
{
    /// <summary>Nodes of the mean over a row's group effects: exact for polynomials of degree 49 in them.</summary>
    private const int Nodes = 25;

    /// <summary>Tests of the coefficients.</summary>
    public static EquatableArray<WaldTest> Coefficients(LaplaceFit fit, double level) =>
        fit.FixedEffects.Select(effect => WaldTest.OfCoefficient(effect, level)).ToEquatableArray();

    /// <summary>Intervals of the other parameters.</summary>
    public static EquatableArray<WaldTest> Components(LaplaceFit fit, double level)
    {
        HashSet<Parameter> correlations = [.. fit.Model.GroupTerms.SelectMany(term => term.Parameters.Skip(term.Width))];
        return fit.VarianceComponents.Select(component => correlations.Contains(component.Parameter)
            ? WaldTest.OfCorrelation(component, level)
            : WaldTest.OfPositive(component, level)).ToEquatableArray();
    }

    /// <summary>Pearson's χ²; null for responses of 0 and 1, whose variance is determined by their mean, and without degrees of freedom.</summary>
    public static Overdispersion? Overdispersion(LaplaceFit fit)
    {
        BoundModel model = fit.Model;
        int df = fit.RowCount - fit.ParameterCount;
        if (model.Family.Domain is not (ResponseDomain.Counts or ResponseDomain.Successes) || df < 1)
        {
            return null;
        }

        double sum = 0;
        double[][] parameters = Parameters(fit);
        double[] mean = new double[1], variance = new double[1];
        for (int row = 0; row < fit.RowCount; row++)
        {
            double weight = model.Weights.IsEmpty ? 1 : model.Weights[row];
            mean[0] = fit.Predictor[row];
            model.Family.Rows.Variances(weight, mean, parameters, variance);
            model.Family.Rows.Means(weight, mean, parameters);
            double distance = model.Response[row] - mean[0];
            sum += variance[0] > 0 ? distance * distance / variance[0] : 0;
        }

        return new Overdispersion(sum, df, 1 - ChiSquared.CDF(df, sum));
    }

    /// <summary>Shares of variance on both scales.</summary>
    public static LaplaceVariance Variance(LaplaceFit fit)
    {
        BoundModel model = fit.Model;
        LinearPredictor written = model.CreateWrittenPredictor();
        int n = written.Count;
        double[] fixedPart = new double[n], withOffset = new double[n];
        double[] beta = [.. fit.FixedEffects.Select(effect => effect.Estimate)];
        written.WithoutOffset().ComputeFixed(beta, fixedPart);
        written.ComputeFixed(beta, withOffset);
        double[] spread = new double[n];
        List<TermVariance> terms = [];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            Matrix<double> Sigma = Covariance(fit, term);
            double[] own = new double[n];
            for (int row = 0; row < n; row++)
            {
                Vector<double> z = Vector<double>.Build.Dense([.. written.RandomRow(k, row)]);
                own[row] = z * (Sigma * z);
                spread[row] += own[row];
            }

            terms.Add(new TermVariance(term.Group, term.Effects, own.Average()));
        }

        HermiteRule rule = new(Nodes);
        double[][] parameters = [.. Parameters(fit).Select(values => Enumerable.Repeat(values[0], Nodes).ToArray())];
        double[] means = new double[n], eta = new double[Nodes], variances = new double[Nodes];
        double between = 0, within = 0;
        for (int row = 0; row < n; row++)
        {
            double scale = Math.Sqrt(2 * spread[row]), mean = 0, square = 0, total = 0;
            for (int k = 0; k < Nodes; k++)
            {
                eta[k] = withOffset[row] + (scale * rule.Nodes[k]);
            }

            model.Family.Rows.Variances(1, eta, parameters, variances);
            model.Family.Rows.Means(1, eta, parameters);
            for (int k = 0; k < Nodes; k++)
            {
                double share = Math.Exp(rule.LogWeights[k]) / Math.Sqrt(Math.PI);
                mean += share * eta[k];
                square += share * eta[k] * eta[k];
                total += share * variances[k];
            }

            means[row] = mean;
            between += Math.Max(0, square - (mean * mean)) / n;
            within += total / n;
        }

        double[] latent = new double[1];
        model.Family.Rows.LatentVariances([means.Average()], Parameters(fit), latent);
        return new LaplaceVariance(
            new ScaleVariances(Variance(fixedPart), terms.Sum(term => term.Variance), latent[0]),
            new ScaleVariances(Variance(means), between, within)) { Terms = [.. terms] };
    }

    /// <summary>What the fit expects of every row.</summary>
    public static EquatableArray<ExpectedRow> Fitted(LaplaceFit fit)
    {
        BoundModel model = fit.Model;
        LinearPredictor written = model.CreateWrittenPredictor();
        int p = fit.FixedEffects.Count;
        double[] population = new double[written.Count];
        written.ComputeFixed([.. fit.FixedEffects.Select(effect => effect.Estimate)], population);
        double[][] parameters = Parameters(fit);
        ExpectedRow[] rows = new ExpectedRow[written.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            double weight = model.Weights.IsEmpty ? 1 : model.Weights[row], variance = 0;
            ReadOnlySpan<double> x = written.FixedRow(row);
            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j < p; j++)
                {
                    variance += x[i] * x[j] * fit.Covariance[(i * p) + j];
                }
            }

            rows[row] = new ExpectedRow(
                model.Design.TableRows[row] + 1, model.Response[row], fit.Predictor[row], Mean(fit.Predictor[row]), population[row],
                Math.Sqrt(Math.Max(0, variance)), Mean(population[row]));

            double Mean(double predictor)
            {
                double[] mean = [predictor];
                model.Family.Rows.Means(weight, mean, parameters);
                return mean[0];
            }
        }

        return EquatableArray.Create<ExpectedRow>(rows);
    }

    /// <summary>The family's parameters, as rows of one draw.</summary>
    public static double[][] Parameters(LaplaceFit fit) => [.. fit.Model.Family.Parameters.Select(parameter => new[] { fit[parameter.Name] })];

    private static Matrix<double> Covariance(LaplaceFit fit, GroupTerm term)
    {
        double[] values = [.. term.Parameters.Select(parameter => fit[parameter.Name])];
        double[] correlations = term.Structure.Correlations([.. values.Select(value => double.IsNaN(value) ? 0 : value)], term.Width);
        return Matrix<double>.Build.Dense(term.Width, term.Width, (i, j) => values[i] * values[j] * correlations[(i * term.Width) + j]);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
