using BayesLmm.Densities;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Densities;

public class ConditionalDensityTests
{
    /// <summary>Largest relative difference of a derivative from a central difference with step 1e-5: truncation is 1e-10 times the third derivative.</summary>
    private const double DifferenceError = 2e-6;

    /// <summary>Rounding of the log density, relative; in a central difference it is divided by the step.</summary>
    private const double Rounding = 2e-14;

    private const double Step = 1e-5;

    public static TheoryData<string, string> Models => new()
    {
        { "dyestuff", "" },
        { "sleepstudy", "" },
        { "sleepstudy", "prior nu ~ constant(4)\nweights Days + 1\noffset 3 * Days" },
        { "sleepstudy", "known_se Days + 20\nprior nu ~ uniform(2, 9)" },
        { "sleepstudy_uncorrelated", "prior Days ~ normal(0, 20)\nprior nu ~ exponential(0.1)" },
        { "machines_slopes", "prior cor(Worker) ~ lkj(2)\nprior nu ~ normal(5, 3)" },
        { "machines", "prior coefficients ~ laplace(0, 5)" },
        { "pastes", "prior sd(batch) ~ uniform(0, 20)\nprior sigma ~ gamma(2, 1)" },
        { "penicillin", "prior sd(plate) ~ inv_gamma(1, 1)\nprior sd(sample) ~ lognormal(0, 1)\nprior sigma ~ cauchy(0, 1)" },
        { "orthodont", "prior age ~ cauchy(0, 1)\nprior Sex[Male] ~ logistic(0, 2)\nprior age:Sex[Male] ~ uniform(-2, 2)" },
        { "radon", "prior floor ~ constant(-0.6)\nprior log_uranium ~ gamma(2, 2)\nprior sigma ~ constant(0.7)\nprior sd(county, floor) ~ constant(0.3)" },
        { "oats", "prior intercept ~ flat\nprior sd(Block) ~ constant(3)\nprior sigma ~ exponential(0.1)" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_equals_central_differences(string name, string statements)
    {
        ConditionalDensity density = Student(name, statements);
        RandomStream random = new(11);
        for (int i = 0; i < 4; i++)
        {
            CheckGradient(density, RandomPosition(density, random, 1.5), random);
        }
    }

    public static TheoryData<string, string, string> OtherFamilies => new()
    {
        { "cbpp", "incidence ~ period + (1 | herd)", "family binomial trials size" },
        { "cbpp", "incidence ~ period + (period | herd)", "family binomial trials size, link probit\nprior coefficients ~ normal(0, 2)" },
        { "bacteria", "present ~ trt + week + (1 | ID)", "family bernoulli, link cloglog\nprior week ~ uniform(-1, 1)" },
        { "bacteria", "present ~ trt + (week | ID)", "family bernoulli\nprior intercept ~ cauchy(0, 3)\nprior trt[placebo] ~ constant(1)" },
        { "epilepsy", "count ~ zAge + zBase * Trt + (1 | patient) + (1 | obs)", "family poisson" },
        { "epilepsy", "count ~ zAge + (visit | patient)", "family negative_binomial\nprior sd(patient, visit) ~ gamma(2, 3)" },
        { "salamanders", "count ~ mined + (1 | site / sample) + (DOP | spp)", "family negative_binomial" },
        { "salamanders", "count ~ mined + (DOP || spp)", "family poisson\nprior coefficients ~ laplace(0, 1)" },
        { "salamanders", "count ~ mined + spp", "family negative_binomial" },
    };

    /// <summary>In the coordinates of a guess, of the mode of Laplace's approximation, and of a pilot.</summary>
    [Theory]
    [MemberData(nameof(OtherFamilies))]
    public void The_gradient_equals_central_differences_for_other_families(string data, string formula, string family)
    {
        BoundModel model = Model.Parse($"{formula}\n{family}").Bind(TableReader.Read(Repository.PathOf("examples", "data", data + ".csv")));
        ConditionalRows rows = ConditionalRows.Of(model);
        ConditionalReference? reference = ReferenceSearch.TryFind(model, rows, null, CancellationToken.None);
        Assert.NotNull(reference);
        ConditionalDensity density = new(model, rows, reference);
        Draws pilot = NoUTurnSampler.Sample(
            density, new SamplingOptions { Chains = 2, Draws = 30, Warmup = 30, Start = StartKind.Random, Metric = MetricKind.Unit, Seed = 3 });
        RandomStream random = new(11);
        foreach (ConditionalDensity other in (ConditionalDensity[])[density, new(model), PilotMoments.Refine(density, pilot)])
        {
            for (int i = 0; i < 2; i++)
            {
                CheckGradient(other, RandomPosition(other, random, 0.7), random);
            }
        }
    }

    /// <summary>Near a normal density: values fall as ½|q|², so that gradients are −q but for a part.</summary>
    [Theory]
    [MemberData(nameof(OtherFamilies))]
    public void At_the_mode_the_coordinates_are_standard_normal(string data, string formula, string family)
    {
        BoundModel model = Model.Parse($"{formula}\n{family}").Bind(TableReader.Read(Repository.PathOf("examples", "data", data + ".csv")));
        ConditionalRows rows = ConditionalRows.Of(model);
        ConditionalDensity density = new(model, rows, ReferenceSearch.TryFind(model, rows, null, CancellationToken.None));
        int m = density.Layout.OuterCount;
        double[] position = new double[density.Dimension], gradient = new double[position.Length];
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        evaluator.Evaluate(position, gradient);
        Assert.All(gradient.Skip(m), slope => Assert.Equal(0, slope, 0.15));   // a normal prior stands in for laplace's
        RandomStream random = new(4);
        for (int i = 0; i < 20; i++)
        {
            int place = m + random.NextInteger(position.Length - m);
            position[place] = 1e-3;
            evaluator.Evaluate(position, gradient);
            position[place] = 0;
            Assert.Equal(-1, gradient[place] / 1e-3, 0.2);
        }
    }

    [Fact]
    public void Many_rows_are_passed_in_blocks_and_the_gradient_is_right()
    {
        RandomStream random = new(6);
        const int Rows = 5000;
        double[] x = new double[Rows], y = [.. Enumerable.Range(0, Rows).Select(i => (double)random.NextInteger(2))];
        random.FillNormal(x);
        double[] group = [.. Enumerable.Range(0, Rows).Select(i => (double)(i * 7 % 30))];
        Table table = Table.FromColumns("rows", new NumericColumn("y", y), new NumericColumn("x", x), new NumericColumn("g", group));
        BoundModel model = Model.Parse("y ~ x + (x | g)\nfamily bernoulli").Bind(table);
        ConditionalDensity density = new(model);
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        double[] position = RandomPosition(density, random, 1), beta = new double[2], b = new double[60];
        evaluator.Evaluate(position, new double[position.Length]);
        evaluator.Draw(position, [], beta, b);
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            int level = Array.IndexOf([.. model.GroupTerms[0].Levels], group[i].ToString(System.Globalization.CultureInfo.InvariantCulture));
            double eta = beta[0] + (beta[1] * x[i]) + EffectAtOrigin(model, b, level, x[i]);
            sum += y[i] == 1 ? -Math.Log(1 + Math.Exp(-eta)) : -Math.Log(1 + Math.Exp(eta));
        }

        Assert.Equal(sum, evaluator.LogLikelihood, 1e-9 * Math.Abs(sum));
        CheckGradient(density, position, random);

        static double EffectAtOrigin(BoundModel model, double[] b, int level, double x)
        {
            int first = model.Products.Terms[0].FirstEffectOf(level);
            return b[first] + (b[first + 1] * x);
        }
    }

    [Fact]
    public void The_gradient_is_right_near_zero_standard_deviations_and_perfect_correlations_and_on_the_other_side_of_the_fold()
    {
        ConditionalDensity density = Student("machines_slopes", "");
        RandomStream random = new(3);
        foreach (double sd in (double[])[1e-2, 1, -2])
        {
            foreach (double correlation in (double[])[0.1, 3])
            {
                double[] position = RandomPosition(density, random, 1);
                foreach (TermCoordinates term in density.Layout.Terms)
                {
                    foreach (ScalarCoordinate coordinate in term.Sds)
                    {
                        SetOwn(density, coordinate.Index, coordinate.Position(sd), position);
                    }

                    for (int t = 0; t < term.CorrelationCount; t++)
                    {
                        SetOwn(density, term.FirstCorrelation + t, correlation, position);
                    }
                }

                CheckGradient(density, position, random);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_likelihood_equals_the_sum_of_MathNets_log_densities(string name, string statements)
    {
        ConditionalDensity density = Student(name, statements);
        BoundModel model = density.Model;
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        RandomStream random = new(5);
        double[] beta = new double[model.FixedEffects.Count], b = new double[model.Products.EffectCount], gradient = new double[density.Dimension];
        for (int i = 0; i < 3; i++)
        {
            double[] position = RandomPosition(density, random, 1);
            evaluator.Evaluate(position, gradient);
            double sum = 0, found = evaluator.LogLikelihood, sigma = evaluator.FamilyParameters[0], nu = evaluator.FamilyParameters[1];
            evaluator.Draw(position, [], beta, b);
            for (int row = 0; row < model.Design.RowCount; row++)
            {
                double mean = model.Design.Offset?[row] ?? 0, scale = sigma / Math.Sqrt(model.Design.Weights?[row] ?? 1);
                for (int j = 0; j < beta.Length; j++)
                {
                    mean += beta[j] * model.Design.FixedEffects.Columns[j].Values[row];
                }

                for (int k = 0; k < model.Design.RandomTerms.Count; k++)
                {
                    RandomTermDesign term = model.Design.RandomTerms[k];
                    TermShape shape = model.Products.Terms[k];
                    for (int c = 0; c < shape.Width; c++)
                    {
                        mean += term.Columns[c].Values[row] * b[shape.FirstEffectOf(term.Codes[row]) + c];
                    }
                }

                sum += MathNet.Numerics.Distributions.StudentT.PDFLn(mean, scale, nu, model.Design.Response[row]);
            }

            Assert.Equal(sum, found, 1e-9 * (1 + Math.Abs(sum)));
        }
    }

    [Fact]
    public void Integrated_over_effects_and_coefficients_it_is_the_marginal_density_when_residuals_are_normal()
    {
        // Normal in (u, β) given φ, and the map from z to them is affine given φ: −½ zᵀHz + …, so the integral is that of a normal density.
        foreach (string statements in (string[])["", "weights Days + 1\nprior Days ~ normal(3, 8)"])
        {
            BoundModel model = Reference.Read("reml", "sleepstudy").Bind("prior intercept ~ normal(250, 50)\n" + statements);
            MarginalDensity marginal = new(model);
            ConditionalDensity conditional = Create(model, HmcEngine.GuessVariances(model));
            RandomStream random = new(2);
            for (int i = 0; i < 5; i++)
            {
                double[] position = RandomPosition(conditional, random, 2), phi = Own(conditional, position);
                conditional.Layout.Fold(phi);
                double expected = marginal.CreateEvaluator().Evaluate(phi, new double[marginal.Dimension]);
                Assert.Equal(expected, LogIntegral(conditional, position) - conditional.Approximation.LogScale, 1e-7 * Math.Abs(expected));
            }
        }
    }

    [Fact]
    public void With_ever_more_degrees_of_freedom_it_tends_to_the_normal_one()
    {
        BoundModel normal = Reference.Read("reml", "sleepstudy").Bind();
        double Difference(double nu)
        {
            BoundModel student =
                normal with { Family = new StudentTFamily(), FamilyPriors = [.. normal.FamilyPriors, new(StudentTFamily.Nu, new Constant(nu))] };
            VarianceGuess guess = new(25, [[25, 6]], [[1, 0.1, 0.1, 1]]);
            ConditionalDensity a = Create(student, guess), b = Create(normal, guess);
            double[] position = new double[a.Dimension], gradient = new double[a.Dimension], beta = new double[2], effects = new double[36];
            double[] other = new double[2];
            ConditionalDensityEvaluator ofStudent = a.CreateEvaluator(), ofNormal = b.CreateEvaluator();
            ofStudent.Evaluate(position, gradient);
            ofStudent.Draw(position, [], beta, effects);
            ObservedRows rows = normal.CreateRowsByLevel();
            double[] predictor = new double[rows.Count], by = new double[rows.Count], byNormal = new double[rows.Count];
            other[0] = 1;
            rows.Predictor.Compute(other, effects, predictor);
            double[] byStudentParameters = new double[2], byNormalParameters = new double[1];
            double left = new StudentTDensity().Evaluate(rows.Response, [], predictor, [25, nu], by, byStudentParameters);
            double right = new GaussianDensity().Evaluate(rows.Response, [], predictor, [25], byNormal, byNormalParameters);
            double bySigma = byStudentParameters[0], byNormalSigma = byNormalParameters[0];
            Assert.Equal(bySigma, byNormalSigma, 1e4 / nu);
            Assert.All(by.Zip(byNormal), pair => Assert.Equal(pair.Second, pair.First, 10 / nu));
            return Math.Abs(left - right);
        }

        // The difference is of order 1/ν, until rounding of order 1e-13 a row is left.
        Assert.InRange(Difference(1e3), 1e-3, 10);
        Assert.InRange(Difference(1e6), 0, 1e-2);
        Assert.InRange(Difference(1e12), 0, 1e-8);
    }

    [Fact]
    public void The_constant_of_Students_t_and_its_slope_are_accurate_where_the_series_takes_over_and_far_beyond()
    {
        foreach (double nu in (double[])[1.01, 2, 5, 39.99, 40, 41, 100, 1e4])
        {
            double naive = MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * (nu + 1)) - MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * nu)
                - (0.5 * Math.Log(nu * Math.PI));
            Assert.Equal(naive, StudentNormalizer.Log(nu), 1e-14 * nu + 1e-13);
            double h = 1e-4 * nu, difference = (StudentNormalizer.Log(nu + h) - StudentNormalizer.Log(nu - h)) / (2 * h);
            Assert.Equal(difference, StudentNormalizer.LogSlope(nu), 1e-7 * Math.Abs(difference) + 1e-11);
        }

        Assert.Equal(-0.5 * Math.Log(2 * Math.PI), StudentNormalizer.Log(1e300), 1e-15);
    }

    [Fact]
    public void Rows_that_fill_no_vector_count_as_the_others()
    {
        RandomStream random = new(8);
        for (int n = 1; n <= 19; n++)
        {
            double[] y = new double[n], eta = new double[n], roots = new double[n], by = new double[n];
            random.FillNormal(y);
            random.FillNormal(eta);
            y[n - 1] *= 1e5;
            Array.ForEach(Enumerable.Range(0, n).ToArray(), i => roots[i] = 0.5 + random.NextUniform());
            double found = new StudentTDensity().Evaluate(y, [.. roots.Select(root => root * root)], eta, [0.3, 2.5], by, new double[2]);
            double expected =
                Enumerable.Range(0, n).Sum(i => MathNet.Numerics.Distributions.StudentT.PDFLn(eta[i], 0.3 / roots[i], 2.5, y[i]) - Math.Log(roots[i]));
            Assert.Equal(expected, found, 1e-11 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        foreach ((string name,
            string statements) in new[]
            {
                ("sleepstudy", "weights Days + 1"),
                ("penicillin", ""),
                ("orthodont", "prior age:Sex[Male] ~ uniform(-2, 2)"),
                ("machines_slopes", "")
            })
        {
            ConditionalDensity density = Student(name, statements);
            ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
            double[] position = new double[density.Dimension], gradient = new double[density.Dimension];
            evaluator.Evaluate(position, gradient);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                evaluator.Evaluate(position, gradient);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Far_out_the_density_is_zero_and_nothing_is_thrown()
    {
        ConditionalDensity density = Student("sleepstudy", "");
        double[] gradient = new double[density.Dimension];
        foreach (double far in (double[])[-1e5, 1e5, double.NaN])
        {
            double value = density.CreateEvaluator().Evaluate(Enumerable.Repeat(far, density.Dimension).ToArray(), gradient);
            Assert.False(value > -1e5, $"{value} at {far}");
        }
    }

    private static ConditionalDensity Student(string name, string statements)
    {
        BoundModel model = Reference.Read("reml", name).Bind("family student_t\n" + statements);
        return Create(model, HmcEngine.GuessVariances(model));
    }

    private static double[] RandomPosition(ConditionalDensity density, RandomStream random, double size)
    {
        double[] position = new double[density.Dimension];
        random.FillNormal(position);
        return Array.ConvertAll(position, x => size * x);
    }

    private static ConditionalDensity Create(BoundModel model, VarianceGuess? guess)
    {
        ConditionalRows rows = ConditionalRows.Of(model);
        return new ConditionalDensity(model, rows, ConditionalReference.FromGuess(model, rows, guess));
    }

    private static double[] Own(ConditionalDensity density, double[] position)
    {
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        evaluator.Evaluate(position, new double[position.Length]);
        return evaluator.Outer.ToArray();
    }

    private static void SetOwn(ConditionalDensity density, int index, double value, double[] position)
    {
        // The guess's C is diagonal.
        ConditionalReference reference = density.Approximation.Reference;
        position[index] = (value - reference.Center[index]) / reference.Factor[(index * density.Layout.OuterCount) + index];
    }

    /// <summary>
    /// log ∫ exp(log p) dz at φ of a position, log p quadratic in z: its matrix from differences of gradients, which are exact for a quadratic.
    /// </summary>
    private static double LogIntegral(ConditionalDensity density, double[] position)
    {
        int m = density.Layout.OuterCount, d = density.Dimension - m;
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        double[] x = [.. position], g0 = new double[density.Dimension], g1 = new double[density.Dimension];
        x.AsSpan(m).Clear();
        double value = evaluator.Evaluate(x, g0);
        Matrix<double> H = Matrix<double>.Build.Dense(d, d);
        for (int i = 0; i < d; i++)
        {
            x[m + i] = 1;
            evaluator.Evaluate(x, g1);
            x[m + i] = 0;
            for (int j = 0; j < d; j++)
            {
                H[j, i] = g0[m + j] - g1[m + j];
            }
        }

        Vector<double> g = Vector<double>.Build.DenseOfEnumerable(g0.Skip(m));
        var cholesky = ((H + H.Transpose()) / 2).Cholesky();
        return value + (0.5 * g.DotProduct(cholesky.Solve(g))) + (0.5 * d * Math.Log(2 * Math.PI)) - (0.5 * cholesky.DeterminantLn);
    }

    /// <summary>All of φ's coordinates and some of the others.</summary>
    private static void CheckGradient(ConditionalDensity density, double[] position, RandomStream random)
    {
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        double[] gradient = new double[position.Length], ignored = new double[position.Length];
        double value = evaluator.Evaluate(position, gradient);
        Assert.True(double.IsFinite(value), $"log density {value} at {string.Join(", ", position)}");
        IEnumerable<int> some = Enumerable.Range(0, density.Layout.OuterCount).Concat(Enumerable.Range(0, 12).Select(_ => random.NextInteger(position.Length)))
            .Append(position.Length - 1).Distinct();
        foreach (int i in some)
        {
            double x = position[i];
            position[i] = x + Step;
            double up = position[i], above = evaluator.Evaluate(position, ignored);
            position[i] = x - Step;
            double width = up - position[i], below = evaluator.Evaluate(position, ignored);
            position[i] = x;
            double difference = (above - below) / width;
            double tolerance = (DifferenceError * (1 + Math.Abs(difference) + TensorSize(gradient))) + (Rounding * Math.Abs(value) / Step);
            Assert.True(Math.Abs(gradient[i] - difference) < tolerance, $"coordinate {i} of {position.Length}: {gradient[i]:R}, by differences {difference:R}");
        }
    }

    /// <summary>A tenth of the largest derivative: the third derivatives, which the differences miss, are large where the first ones are.</summary>
    private static double TensorSize(double[] gradient) => 0.1 * gradient.Max(Math.Abs);
}
