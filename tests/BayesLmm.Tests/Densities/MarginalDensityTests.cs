using System.Globalization;
using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Densities;

public class MarginalDensityTests
{
    /// <summary>Largest relative difference of a derivative from a central difference with step 1e-5: truncation is 1e-10 times the third derivative.</summary>
    private const double DifferenceError = 2e-6;

    /// <summary>Rounding of the log density, relative; in a central difference it is divided by the step.</summary>
    private const double Rounding = 2e-14;

    private const double Step = 1e-5;

    /// <summary>Largest relative difference from flat priors of priors that are flat as far as the data reach.</summary>
    private const double VaguenessError = 1e-8;

    /// <summary>What a prior of this scale still says: (β̂ / scale)² of radon's coefficients, which are below 2, for three of them.</summary>
    private static double Vagueness(double scale) => 12 / (scale * scale);

    public static TheoryData<string, string> Models => new()
    {
        { "dyestuff", "" },
        { "dyestuff2", "" },
        { "sleepstudy", "" },
        { "sleepstudy_uncorrelated", "prior Days ~ normal(0, 20)" },
        { "machines_slopes", "prior cor(Worker) ~ lkj(2)" },
        { "machines", "prior coefficients ~ laplace(0, 5)" },
        { "pastes", "prior sd(batch) ~ uniform(0, 20)\nprior sigma ~ gamma(2, 1)" },
        { "penicillin", "prior sd(plate) ~ inv_gamma(1, 1)\nprior sd(sample) ~ lognormal(0, 1)\nprior sigma ~ cauchy(0, 1)" },
        { "orthodont", "prior age ~ cauchy(0, 1)\nprior Sex[Male] ~ logistic(0, 2)\nprior age:Sex[Male] ~ uniform(-2, 2)" },
        { "radon", "prior floor ~ constant(-0.6)\nprior log_uranium ~ gamma(2, 2)\nprior sigma ~ constant(0.7)\nprior sd(county, floor) ~ constant(0.3)" },
        { "oats", "prior intercept ~ flat\nprior sd(Block) ~ normal(5, 3)\nprior sd(Block:Variety) ~ logistic(1, 4)\nprior sigma ~ exponential(0.1)" },
        { "cake", "prior sigma ~ uniform(1, 9)" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_equals_central_differences(string name, string priors)
    {
        MarginalDensity density = new(Reference.Read("reml", name).Bind(priors));
        RandomStream random = new(7);
        for (int i = 0; i < 20; i++)
        {
            CheckGradient(density, RandomPosition(density, random));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_equals_central_differences_down_to_standard_deviations_of_a_millionth_of_sigma(string name, string priors)
    {
        BoundModel model = Reference.Read("reml", name).Bind(priors);
        MarginalDensity density = new(model);
        double spread = Spread(model);
        foreach (double ratio in (double[])[1e-2, 1e-4, 1e-6])
        {
            double[] position = density.PositionOf(
                spread,
                [.. model.GroupTerms.Select(term => Enumerable.Repeat(ratio * spread, term.Width).ToArray())],
                [.. model.GroupTerms.Select(term => Enumerable.Repeat(0.3, term.Width * (term.Width - 1) / 2).ToArray())]);
            CheckGradient(density, position);
        }
    }

    [Fact]
    public void Nearly_perfect_correlations_have_the_right_gradient_too()
    {
        MarginalDensity density = new(Reference.Read("reml", "machines_slopes").Bind());
        double[] position = density.PositionOf(1, [[4.0, 8.0, 4.0]], [[4.0, -3.0, 5.0]]);
        CheckGradient(density, position);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_value_alone_is_the_value_with_the_gradient_and_the_symmetries_leave_it(string name, string priors)
    {
        MarginalDensity density = new(Reference.Read("reml", name).Bind(priors));
        MarginalDensityEvaluator evaluator = density.CreateEvaluator();
        RandomStream random = new(8);
        double[] gradient = new double[density.Dimension];
        for (int i = 0; i < 5; i++)
        {
            double[] position = RandomPosition(density, random);
            double value = evaluator.Evaluate(position, gradient), rounding = Rounding * Math.Abs(value);
            Assert.Equal(value, evaluator.Evaluate(position));
            foreach (SignSymmetry symmetry in density.Symmetries)
            {
                double[] other = [.. position.Select((x, j) => symmetry.Coordinates.Contains(j) ? -x : x)];
                Assert.Equal(value, evaluator.Evaluate(other), 10 * rounding);
            }
        }
    }

    [Theory]
    [InlineData("normal(0, {0})", -0.5)]
    [InlineData("student_t(3, 0, {0})", -0.5)]
    [InlineData("cauchy(0, {0})", -0.5)]
    [InlineData("laplace(0, {0})", 0)]
    public void Ever_vaguer_priors_of_coefficients_go_over_to_flat_ones(string prior, double slopeOfMixing)
    {
        MarginalDensity flat = new(Reference.Read("reml", "radon").Bind("prior intercept ~ flat\nprior coefficients ~ flat"));
        MarginalDensityEvaluator limit = flat.CreateEvaluator();
        double[] expected = new double[flat.Dimension];
        limit.Evaluate(flat.StartingPoint(), expected);
        for (int exponent = 3; exponent <= 30; exponent++)
        {
            string vague = string.Format(CultureInfo.InvariantCulture, prior, $"1e{exponent}");
            MarginalDensity density = new(Reference.Read("reml", "radon").Bind($"prior intercept ~ {vague}\nprior coefficients ~ {vague}"));
            MarginalDensityEvaluator evaluator = density.CreateEvaluator();
            double[] gradient = new double[density.Dimension];
            evaluator.Evaluate(density.StartingPoint(), gradient);

            // A normal density that is flat as far as the data reach is 1 / (scale √2π) there.
            double logHeight = -density.Model.FixedEffects.Count * ((exponent * Math.Log(10)) + (0.5 * Math.Log(2 * Math.PI))),
                left = Vagueness(Math.Pow(10, exponent));
            Assert.Equal(limit.LogLikelihood + logHeight, evaluator.LogLikelihood, (VaguenessError * Math.Abs(limit.LogLikelihood)) + left);
            for (int i = 0; i < gradient.Length; i++)
            {
                double slope = i < expected.Length ? expected[i] : slopeOfMixing;
                Assert.True(Math.Abs(gradient[i] - slope) < (VaguenessError * (1 + Math.Abs(slope))) + left,
                    $"scale 1e{exponent}, coordinate {i}: {gradient[i]:R}, flat {slope:R}");
            }
        }
    }

    [Fact]
    public void A_prior_a_little_tighter_and_one_a_little_vaguer_than_the_data_have_the_same_value()
    {
        Reference reference = Reference.Read("reml", "sleepstudy");
        BoundModel model = reference.Bind();
        double sigma = 25, scale = sigma / Math.Sqrt(model.Products.Fixed.Xx.Span[^1]);
        double[] values = [.. ((double[])[1 - 1e-12, 1 + 1e-12]).Select(
            ratio => ValueAt(reference.Bind(FormattableString.Invariant($"prior Days ~ normal(3, {scale * ratio:R})"))))];
        Assert.Equal(values[0], values[1], 1e-11 * Math.Abs(values[0]));

        double ValueAt(BoundModel bound)
        {
            MarginalDensity density = new(bound);
            return density.CreateEvaluator().Evaluate(density.PositionOf(sigma, [[25.0, 6]], [[0.1]]));
        }
    }

    [Fact]
    public void Every_standard_deviation_with_a_half_t_prior_has_a_symmetry_with_its_correlations()
    {
        MarginalDensity density = new(Reference.Read("reml", "machines_slopes").Bind());
        Assert.Equal(3, density.Symmetries.Count);
        Assert.All(density.Symmetries, symmetry => Assert.Equal(3, symmetry.Coordinates.Count));
        Assert.Empty(
            new MarginalDensity(Reference.Read("reml", "penicillin").Bind("prior sd(plate) ~ inv_gamma(1, 1)\nprior sd(sample) ~ lognormal(0, 1)")).Symmetries);
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        foreach (string name in (string[])["sleepstudy", "penicillin", "orthodont"])
        {
            string priors = name == "orthodont" ? "prior age ~ student_t(3, 0, 1)\nprior Sex[Male] ~ logistic(0, 2)" : "";
            MarginalDensity density = new(Reference.Read("reml", name).Bind(priors));
            MarginalDensityEvaluator evaluator = density.CreateEvaluator();
            double[] position = new double[density.Dimension], gradient = new double[density.Dimension];
            evaluator.Evaluate(position, gradient);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                evaluator.Evaluate(position, gradient);
                evaluator.Evaluate(position);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Far_out_the_density_is_zero_and_nothing_is_thrown()
    {
        MarginalDensity density = new(Reference.Read("reml", "sleepstudy").Bind());
        MarginalDensityEvaluator evaluator = density.CreateEvaluator();
        double[] gradient = new double[density.Dimension];
        foreach (double far in (double[])[-800, 800, double.NaN])
        {
            double value = evaluator.Evaluate(Enumerable.Repeat(far, density.Dimension).ToArray(), gradient);
            Assert.False(value > -1e300, $"{value} at {far}");
        }
    }

    private static double[] RandomPosition(MarginalDensity density, RandomStream random)
    {
        double[] position = density.PositionOf(
            Spread(density.Model),
            [.. density.Model.GroupTerms.Select(term => Enumerable.Repeat(Spread(density.Model), term.Width).ToArray())],
            [.. density.Model.GroupTerms.Select(term => new double[term.Width * (term.Width - 1) / 2])]);
        for (int i = 0; i < position.Length; i++)
        {
            position[i] += 0.7 * random.NextNormal();
        }

        return position;
    }

    /// <summary>The scale of the response around its mean.</summary>
    private static double Spread(BoundModel model) => Math.Sqrt(model.Products.Fixed.Yy / model.Products.RowCount);

    private static void CheckGradient(MarginalDensity density, double[] position)
    {
        MarginalDensityEvaluator evaluator = density.CreateEvaluator();
        double[] gradient = new double[position.Length], ignored = new double[position.Length];
        double value = evaluator.Evaluate(position, gradient);
        Assert.True(double.IsFinite(value), $"log density {value} at {string.Join(", ", position)}");
        for (int i = 0; i < position.Length; i++)
        {
            // A standard deviation near zero must not change its sign, where some priors have a kink.
            double x = position[i], step = x == 0 ? Step : Math.Min(Step, 0.1 * Math.Abs(x));
            position[i] = x + step;
            double above = evaluator.Evaluate(position, ignored);
            position[i] = x - step;
            double below = evaluator.Evaluate(position, ignored);
            position[i] = x;
            double difference = (above - below) / (2 * step);
            double tolerance = (DifferenceError * (1 + Math.Abs(difference))) + (Rounding * Math.Abs(value) / step);
            Assert.True(Math.Abs(gradient[i] - difference) < tolerance, $"coordinate {i}: {gradient[i]:R}, by differences {difference:R}");
        }
    }
}
