using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Tests.Estimation;
using BayesLmm.Tests.References;
using MathNet.Numerics;

namespace BayesLmm.Tests.FactorGraphs.Variational;

/// <summary>The factor q(τ, ν, λ) of student_t residuals against brute force over a grid that is wider and finer.</summary>
public sealed class StudentResidualsTests(ITestOutputHelper output)
{
    /// <summary>
    /// Of an expectation, in its standard deviations, and of log Z: the trapezoidal rule reaches 6 standard deviations of the normal approximation at the mode,
    /// and on the scale log(ν − 1) the tails are exponential, with a part of about 1e-5 outside.
    /// </summary>
    private const double QuadratureError = 2e-3;

    /// <summary>
    /// The same where the prior ends at a bound that the likelihood leans on: the exponential tail begins near the mode, and 0.2 % of it is outside.
    /// </summary>
    private const double ErrorAtABound = 6e-3;

    /// <summary>Where ν is known the density of log τ is near normal: the rule is exact to rounding.</summary>
    private const double OneDimensionalError = 1e-7;

    [Theory]
    [InlineData("", "gamma(2, 0.1)")]
    [InlineData("prior nu ~ exponential(0.2)", "exponential(0.2)")]
    [InlineData("prior nu ~ lognormal(2, 0.5)", "lognormal(2, 0.5)")]
    [InlineData("prior nu ~ uniform(3, 60)", "uniform(3, 60)")]
    [InlineData("prior nu ~ constant(4)", "")]
    [InlineData("known_se 10 + Days", "gamma(2, 0.1)")]
    [InlineData("known_se 10 + Days\nprior nu ~ constant(3)", "")]
    public void The_grid_has_the_integral_and_the_means_of_brute_force(string statements, string nuPrior)
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind("family student_t\n" + statements);
        ConjugateModel graph = ConjugateCompiler.Compile(model);
        RowProducts rows = RowProducts.Create(model);
        MixedModelEquations equations = MixedModelEquations.Analyze(model.Products, [0, 1]);
        EffectsStep step = new(model.Products, equations, [double.NaN, double.NaN], 1);
        ((double[])[25, 0, 1.5, 6]).CopyTo(step.Lambda(0));
        double? known = model.HasKnownErrors ? 1 : null;
        StudentResidualUpdate student = new(rows, graph.DegreesOfFreedom!, new RowSquares(rows, equations), known);
        double[] x = new double[rows.Count];
        student.Start(x, known is null ? Math.Log(1 / 650.0) : 0);
        step.Reweight(student.Weigh(x));
        Assert.True(step.TryRun(1));

        // τ ~ Gamma(1.5, 500) stands for E log p(τ | a).
        static double LogPrior(double tau) => (1.5 * Math.Log(500)) - SpecialFunctions.GammaLn(1.5) + (0.5 * Math.Log(tau)) - (500 * tau);
        Assert.True(student.TryUpdate(step, [.. step.Beta], LogPrior, x));

        double[] residuals = new double[rows.Count], c = new double[rows.Count];
        rows.Residuals([.. step.Beta], step.Effects, residuals);
        new RowSquares(rows, equations).Compute(step, residuals, c);
        for (int i = 0; i < c.Length; i++)
        {
            c[i] *= rows.Weights[i];
        }

        // Brute force over t = log τ and s = log(ν − 1), each by the midpoints of 250 steps, far beyond any mass that matters or from bound to bound.
        double constantNu = nuPrior.Length == 0 ? ((Constant)graph.DegreesOfFreedom!.Prior).Value : double.NaN;
        Distribution? prior = nuPrior.Length == 0 ? null : model.NuPrior;
        double center = known is null ? Math.Log(student.MeanPrecision) : 0;
        double[] ts = known is null ? Steps(center - 2, center + 2) : [0], ss = prior is not null ? prior is Uniform uniform
            ? Steps(Math.Log(uniform.Lower - 1), Math.Log(uniform.Upper - 1))
            : Steps(-9, 8) : [Math.Log(constantNu - graph.DegreesOfFreedom!.Above)];
        List<(double Log, double Tau, double Nu)> points = [];
        foreach (double s in ss)
        {
            double atNu = graph.DegreesOfFreedom!.Above + Math.Exp(s), constant = SpecialFunctions.GammaLn((atNu + 1) / 2) - SpecialFunctions.GammaLn(atNu / 2)
                - (0.5 * Math.Log(atNu * Math.PI));
            foreach (double t in ts)
            {
                double tau = Math.Exp(t), nu = graph.DegreesOfFreedom!.Above + Math.Exp(s);
                double log =
                    (known is null ? LogPrior(tau) + t : 0) + (prior is null ? 0 : prior.LogDensity(nu, out _) - Math.Log(prior.ProbabilityAbove(1)) + s);
                foreach (double square in c)
                {
                    log += constant + (0.5 * t) - (0.5 * (nu + 1) * Math.Log(1 + (tau * square / nu)));
                }

                points.Add((log, tau, nu));
            }
        }

        double cell = (ts.Length > 1 ? ts[1] - ts[0] : 1) * (ss.Length > 1 ? ss[1] - ss[0] : 1), largest = points.Max(point => point.Log),
            sum = points.Sum(point => Math.Exp(point.Log - largest));
        double error = prior is null ? OneDimensionalError : prior is Uniform ? ErrorAtABound : QuadratureError;
        double Mean(Func<double, double, double> f) => points.Sum(point => Math.Exp(point.Log - largest) * f(point.Tau, point.Nu)) / sum;
        double tauMean = Mean((tau, _) => tau), tauSd = Math.Sqrt(Mean((tau, _) => (tau - tauMean) * (tau - tauMean)));
        output.WriteLine(
            $"log Z {student.LogIntegral}, by brute force {largest + Math.Log(sum * cell)}; E tau {student.MeanPrecision}, {tauMean} (sd {tauSd})");
        Assert.Equal(largest + Math.Log(sum * cell), student.LogIntegral, error);
        Assert.Equal(tauMean, student.MeanPrecision, (error * tauSd) + (1e-12 * tauMean));
        Assert.Equal(tauSd, Math.Sqrt(student.PrecisionVariance), 5 * error * tauMean);
        StudentResidualMarginal marginal = student.Marginal;
        Assert.Equal(1, marginal.Weights.Sum(), 1e-12);
        double sigma = Mean((tau, _) => 1 / Math.Sqrt(tau)), nuMean = Mean((_, nu) => nu), nuSd = Math.Sqrt(Mean((_, nu) => (nu - nuMean) * (nu - nuMean)));
        Assert.Equal(sigma, marginal.Scale.Mean, error * sigma);
        Assert.Equal(nuMean, marginal.DegreesOfFreedom.Mean, 10 * error * Math.Max(nuSd, 1e-6 * nuMean));
        for (int i = 0; i < c.Length; i += 7)
        {
            Assert.Equal(Math.Log(Mean((tau, nu) => tau * (nu + 1) / (nu + (tau * c[i])))), x[i], error);
        }
    }

    [Fact]
    public void With_nu_constant_and_huge_the_fit_is_that_of_normal_residuals()
    {
        // At ν = 1e8 a residual of 10 standard deviations has a log density that differs by 1e-5; only the quadrature over τ stands for a gamma distribution.
        const double Error = 1e-4;
        foreach (string extra in (string[])["", "\nweights w", "\nprior sigma ~ constant(20)"])
        {
            VariationalFit normal = Fit(extra), student = Fit("\nfamily student_t\nprior nu ~ constant(1e8)" + extra);
            Assert.True(normal.Converged && student.Converged);
            ReadOnlySpan<double> expected = normal.Approximation.Effects.Means, variances = normal.Approximation.Effects.Variances;
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], student.Approximation.Effects.Means[i], Error * Math.Sqrt(variances[i]));
                Assert.Equal(variances[i], student.Approximation.Effects.Variances[i], Error * variances[i]);
            }

            Assert.Equal(normal.Approximation.Residual.Mean, student.Approximation.Residual.Mean, Error * normal.Approximation.Residual.Mean);
            Assert.Equal(normal.Approximation.LowerBound, student.Approximation.LowerBound, 1e-3);
        }
    }

    [Theory]
    [InlineData("prior nu ~ constant(1.0001)")]
    [InlineData("prior nu ~ uniform(1, 1.5)")]
    [InlineData("prior nu ~ exponential(100)")]
    public void Degrees_of_freedom_near_the_bound_give_finite_answers(string prior)
    {
        VariationalFit fit = Reference.Read("reml", "sleepstudy").Bind("family student_t\n" + prior).FitVariational();
        Assert.True(fit.Converged);
        Assert.True(double.IsFinite(fit.Approximation.LowerBound));
        Assert.All(fit.Approximation.Effects.Variances.ToArray(), value => Assert.True(value > 0));
        Assert.InRange(fit.Approximation.StudentResiduals!.DegreesOfFreedom.Mean, 1, 1.5);
        RandomStream random = new(1);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(fit.Approximation.StudentResiduals.Draw(random).DegreesOfFreedom, 1, double.MaxValue));
    }

    [Fact]
    public void A_coordinate_of_degrees_of_freedom_is_undone_and_has_the_slope_of_its_differences()
    {
        foreach (DegreesOfFreedomScale scale in (DegreesOfFreedomScale[])[new(1, double.PositiveInfinity), new(1, 1.5), new(3, 60)])
        {
            foreach (double s in (double[])[-8, -1, 0, 0.5, 3, 6])
            {
                double nu = scale.ValueAt(s);
                Assert.Equal(s, scale.CoordinateOf(nu), 1e-7);   // ν loses digits near a bound
                Assert.Equal((scale.ValueAt(s + 1e-5) - scale.ValueAt(s - 1e-5)) / 2e-5, Math.Exp(scale.LogSlopeAt(s)), 1e-6 * (1 + nu));
            }
        }
    }

    [Fact]
    public void Without_substitutions_the_bound_is_below_the_log_evidence()
    {
        // y ~ 1 with student_t residuals: the evidence is an integral over β, σ and ν, here with ν and σ given over β alone.
        double[] y = [0.3, 2.1, -1.4, 3.3, 0.9, 14];
        BoundModel model = Model.Parse("y ~ 1\nfamily student_t\nprior nu ~ constant(3)\nprior sigma ~ constant(1.5)\nprior intercept ~ normal(1, 2)")
            .Bind(Table.FromColumns("t", new NumericColumn("y", y)));
        VariationalFit fit = model.FitVariational();
        Assert.Empty(fit.Approximation.Model.Substitutions);
        double evidence = Math.Log(Integrate.GaussLegendre(
            beta => Math.Exp(y.Sum(value => MathNet.Numerics.Distributions.StudentT.PDFLn(beta, 1.5, 3, value))) * MathNet.Numerics.Distributions.Normal.PDF(1,
                2, beta), -20, 30, 1024));
        output.WriteLine($"bound {fit.Approximation.LowerBound}, evidence {evidence}");
        Assert.InRange(evidence - fit.Approximation.LowerBound, 0, 0.5);
    }

    private static double[] Steps(double from, double to) => [.. Enumerable.Range(0, 250).Select(i => from + ((to - from) * (i + 0.5) / 250))];

    private static VariationalFit Fit(string statements)
    {
        Table table = RandomMixedData.Create(new System.Random(4), 90);
        return Model.Parse("y ~ x + (x | g) + (1 | k)" + statements).Bind(table).FitVariational(new VariationalOptions { Tolerance = 1e-9 });
    }
}
