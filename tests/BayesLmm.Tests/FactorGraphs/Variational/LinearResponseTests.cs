using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Variational;

public sealed class LinearResponseTests(ITestOutputHelper output)
{
    /// <summary>
    /// Of a covariance, relative to the two standard deviations: the solver's central differences have an error of 1e-8 times third derivatives, the tilt's
    /// central differences the same times the tilt of 1e-3 standard deviations squared.
    /// </summary>
    private const double RelativeError = 1e-4;

    /// <summary>One tilt changes an expected precision by about this part of itself.</summary>
    private const double Tilt = 1e-3;

    [Theory]
    [InlineData("sleepstudy_intercept", "")]
    [InlineData("penicillin", "")]
    [InlineData("oats", "")]
    [InlineData("sleepstudy_uncorrelated", "prior sigma ~ constant(25)")]
    [InlineData("sleepstudy", "")]
    [InlineData("machines_slopes", "")]
    public void It_is_how_the_fixed_point_moves_when_the_log_density_is_tilted(string name, string priors)
    {
        BoundModel model = Reference.Read("reml", name).Bind(priors);
        ConjugateModel graph = ConjugateCompiler.Compile(model);
        VariationalFit fit = StructuredMessagePassing.Run(graph, model.Products, new VariationalOptions { Tolerance = 1e-10 });
        LinearResponse response = fit.Response!;
        Assert.True(response.IsPositiveDefinite);
        Assert.InRange(response.Convergence, 0.01, 0.999);
        double[] x = [.. fit.Coordinates];
        int d = x.Length;
        Matrix<double> covariance = Matrix<double>.Build.Dense(d, d, (i, j) => response.Covariance[(i * d) + j]);
        Assert.Equal(0, (covariance - covariance.Transpose()).FrobeniusNorm(), 1e-12 * covariance.FrobeniusNorm());

        // Cov(x, T) = dx / dε when ε T is added to the log density, and Cov(x, T) = Cov(x, x) ∂T/∂x; T runs through E τ and the elements of E P.
        DenseMessagePassing start = SweepTests.At(model, graph, x);
        foreach ((int term, int a, int b) in Statistics(graph, start))
        {
            double T(double[] at)
            {
                DenseMessagePassing dense = SweepTests.At(model, graph, at);
                return term < 0 ? dense.Tau : dense.P[term][a, b];
            }

            Vector<double> slope = Vector<double>.Build.Dense(d, c => Difference(x, c, T)), expected = covariance * slope;
            double scale = Math.Sqrt(slope * expected);   // sd of T
            double step = Tilt / scale;
            double[] up = Reconverge(model, graph, x, term, a, b, step), down = Reconverge(model, graph, x, term, a, b, -step);
            for (int c = 0; c < d; c++)
            {
                double moved = (up[c] - down[c]) / (2 * step), size = scale * Math.Sqrt(covariance[c, c]);
                Assert.True(
                    Math.Abs(moved - expected[c]) <= RelativeError * size,
                    $"{name}, T = {(term < 0 ? "tau" : $"P{term}[{a},{b}]")}, coordinate {c}: {moved / size:0.000000} by reconverging, "
                        + $"{expected[c] / size:0.000000} by the response");
            }
        }
    }

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("penicillin")]
    [InlineData("oats")]
    public void Its_standard_deviations_are_closer_to_the_samplers_than_those_of_the_approximation(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        SamplingOptions options = new() { Seed = 5, Draws = 1500 };
        Posterior hmc = LongRuns.Hamiltonian(name), q = model.SampleVariational(options, Refinement.None),
            response = model.SampleVariational(options, Refinement.LinearResponse);
        double plain = 0, linear = 0;
        foreach (QuantitySummary expected in hmc.ParameterSummaries)
        {
            double ofQ = Math.Abs(Math.Log(Sd(q, expected.Name) / expected.Sd)), ofResponse = Math.Abs(Math.Log(Sd(response, expected.Name) / expected.Sd));
            output.WriteLine($"{name}, {expected.Name}: |log ratio of sds| {ofQ:0.000} of q, {ofResponse:0.000} of the response");
            (plain, linear) = (plain + ofQ, linear + ofResponse);
        }

        Assert.True(linear < 0.7 * plain, $"{linear} of the response, {plain} of q");
    }

    private static double Sd(Posterior posterior, string name) => posterior.ParameterSummaries.Single(summary => summary.Name == name).Sd;

    private static IEnumerable<(int Term, int A, int B)> Statistics(ConjugateModel graph, DenseMessagePassing dense)
    {
        if (graph.Residual is not PrecisionPrior.Fixed)
        {
            yield return (-1, 0, 0);
        }

        for (int k = 0; k < dense.P.Length; k++)
        {
            for (int a = 0; a < dense.P[k].RowCount; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    if (a == b || graph.Terms[k] is not CovariancePrior.Independent)
                    {
                        yield return (k, a, b);
                    }
                }
            }
        }
    }

    private static double Difference(double[] x, int c, Func<double[], double> f)
    {
        const double Step = 1e-5;
        double at = x[c];
        x[c] = at + Step;
        double up = f(x);
        x[c] = at - Step;
        double down = f(x);
        x[c] = at;
        return (up - down) / (2 * Step);
    }

    /// <summary>The dense twin's fixed point with a tilt, as coordinates.</summary>
    private static double[] Reconverge(BoundModel model, ConjugateModel graph, double[] x, int term, int a, int b, double tilt)
    {
        DenseMessagePassing dense = SweepTests.At(model, graph, x);
        dense.SetTilt(term, a, b, tilt);
        double[] point = x, next = x;
        for (int sweep = 0; sweep < 5000; sweep++)
        {
            dense.Sweep();
            next = Coordinates(graph, dense);
            double change = next.Zip(point).Max(pair => Math.Abs(pair.First - pair.Second));
            point = next;
            if (change < 1e-11)
            {
                return next;
            }
        }

        throw new InvalidOperationException("The twin has not converged.");
    }

    private static double[] Coordinates(ConjugateModel graph, DenseMessagePassing dense)
    {
        List<double> x = graph.Residual is PrecisionPrior.Fixed ? [] : [Math.Log(dense.Tau)];
        for (int k = 0; k < dense.P.Length; k++)
        {
            Matrix<double> P = dense.P[k];
            if (graph.Terms[k] is CovariancePrior.Independent)
            {
                x.AddRange(P.Diagonal().Select(value => Math.Log(value)));
                continue;
            }

            Matrix<double> lambda = P.Inverse().Cholesky().Factor;
            for (int i = 0; i < P.RowCount; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    x.Add(lambda[i, j] / lambda[i, i]);
                }

                x.Add(Math.Log(lambda[i, i]));
            }
        }

        x.AddRange(dense.Kappa.Where((_, j) => graph.Coefficients[j] is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture)
            .Select(value => Math.Log(value)));
        return [.. x];
    }
}
