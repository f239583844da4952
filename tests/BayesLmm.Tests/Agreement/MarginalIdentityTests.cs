using BayesLmm.Agreement;
using BayesLmm.Densities;
using BayesLmm.Distributions;
using BayesLmm.Estimation;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Agreement;

public class MarginalIdentityTests
{
    public static TheoryData<string> Models => [.. ModelFiles.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_identity_holds_on_every_model_of_the_repository(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        IdentityReport report = MarginalIdentity.Check(model, model.FitReml());
        Assert.True(report.Points >= 20);
        Assert.Equal(1e-8, report.Tolerance);
        Assert.True(report.Holds, $"{report.LargestRelativeDifference}");
    }

    /// <summary>Errors that the check must see: each changes one part of the density as a slip of the pen would.</summary>
    public static TheoryData<string> Slips => ["sign of log|Q|", "sign of the quadratic form", "n for n - p", "forgotten Jacobian"];

    [Theory]
    [MemberData(nameof(Slips))]
    public void A_planted_error_in_the_density_makes_it_fail(string slip)
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        RemlFit fit = model.FitReml();
        BoundModel flat = model with { FixedEffects = [.. model.FixedEffects.Select(effect => effect with { Prior = new Flat() })] };
        MarginalDensity density = new(flat);
        IReadOnlyList<double[]> points = MarginalIdentity.Points(density, fit, 20, seed: 1);
        Assert.True(MarginalIdentity.Check(density, points).Holds);
        Assert.True(MarginalIdentity.Check(density, points, density.CreateEvaluator()).Holds);
        Assert.False(MarginalIdentity.Check(density, points, new Slipped(density, slip)).Holds);
    }

    /// <summary>
    /// Tolerances that know the rounding of ill-conditioned equations let nothing pass where these are well conditioned, however far from 0 predictors lie.
    /// </summary>
    [Theory]
    [InlineData("y ~ x + (x | g)")]
    [InlineData("y ~ x7 + (x7 | g)")]
    [InlineData("y ~ julian + (julian | g)")]
    [InlineData("y ~ hz + (hz | g)")]
    [InlineData("y6 ~ x7 * f + (x7 + z5 | g)")]
    public void An_error_of_a_millionth_is_found(string formula)
    {
        BoundModel model = Model.Parse(formula).Bind(FarData.Create());
        BoundModel flat = model with { FixedEffects = [.. model.FixedEffects.Select(effect => effect with { Prior = new Flat() })] };
        MarginalDensity density = new(flat);
        IReadOnlyList<double[]> points = MarginalIdentity.Points(density, model.FitReml(), 20, seed: 1);
        Assert.True(MarginalIdentity.Check(density, points).Holds);
        Assert.False(MarginalIdentity.Check(density, points, new Enlarged(density)).Holds);
    }

    /// <summary>The density, larger by a millionth of its logarithm.</summary>
    private sealed class Enlarged(MarginalDensity density) : ILogDensityEvaluator
    {
        private readonly MarginalDensityEvaluator right = density.CreateEvaluator();

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient) => right.Evaluate(position, gradient) * (1 + 1e-6);
    }

    /// <summary>The density with one part changed, the parts taken from the REML criterion at the same point.</summary>
    private sealed class Slipped(MarginalDensity density, string slip) : ILogDensityEvaluator
    {
        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            MarginalDensityEvaluator right = density.CreateEvaluator();
            double value = right.Evaluate(position, gradient);
            RemlCriterion criterion = new(density.Model.Products);
            double[] factors = new double[criterion.Factors.Length];
            ReadOnlySpan<double> s = right.Sds(0), C = right.CorrelationFactor(0);
            for (int i = 0; i < factors.Length; i++)
            {
                factors[i] = s[i / s.Length] * C[i];
            }

            criterion.EvaluateAt(right.Sigma, factors);
            return slip switch
            {
                "sign of log|Q|" => value + criterion.LogDeterminant,
                "sign of the quadratic form" => value + (criterion.Given.PenalizedSquares / (right.Sigma * right.Sigma)),
                "n for n - p" => value - (density.Model.FixedEffects.Count * Math.Log(right.Sigma)),
                _ => value - position[0],
            };
        }
    }

    [Fact]
    public void The_agreement_table_has_every_parameter_with_its_shift_in_standard_errors()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        RemlFit fit = model.FitReml();
        AgreementReport report = model.Sample(model.Specification.SamplingOptions()).CompareWith(fit);
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name), report.Parameters.Select(row => row.Name));
        foreach (ParameterAgreement row in report.Parameters)
        {
            Assert.Equal((row.PosteriorMean - row.Estimate) / row.StandardError, row.Shift, 1e-12);
            Assert.Equal(Math.Abs(row.Shift) > 0.5, row.Explanation.Length > 0);
        }

        Assert.True(Math.Abs(report.Parameters[1].Shift) < 0.2, "the slope's posterior is centred at its estimate");
        Assert.All(report.GroupEffects, row => Assert.InRange(row.Correlation, 0.99, 1));
    }

    [Fact]
    public void A_shift_at_the_boundary_is_explained_by_it()
    {
        BoundModel model = ModelFiles.Bind("dyestuff2");
        AgreementReport report = model.Sample(model.Specification.SamplingOptions()).CompareWith(model.FitReml());
        ParameterAgreement sd = report.Parameters.Single(row => row.Name == "sd(Batch, intercept)");
        Assert.Equal(0, sd.Estimate);
        Assert.True(double.IsNaN(sd.StandardError));
        Assert.Contains("boundary", sd.Explanation, StringComparison.Ordinal);
    }
}
