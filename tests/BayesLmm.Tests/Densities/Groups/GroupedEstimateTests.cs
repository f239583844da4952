using BayesLmm.Densities;
using BayesLmm.Densities.Groups;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Tests.Densities.Groups;

/// <summary>The marginal density with effects integrated out group by group.</summary>
public class GroupedEstimateTests
{
    public static TheoryData<string> Models =>
    [
        "k ~ x + (1 | g)\nfamily binomial trials m",
        "b ~ x + (x | g)\nfamily bernoulli",
        "b ~ x + (x | g)\nfamily bernoulli, link probit",
        "c ~ x + (1 | g) + (0 + x | g)\nfamily poisson",
        "c ~ x + (1 | g)\nfamily negative_binomial",
        "c ~ x + (1 | g)\nfamily poisson\nprior x ~ uniform(0, 1)",
        "c ~ x + (1 | g)\nfamily poisson\nprior x ~ laplace(0, 0.2)",
    ];

    /// <summary>Differences of the estimate between points are those of an integral on a fine grid over every group's effects.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Its_mean_is_the_integral_on_a_grid(string text)
    {
        BoundModel model = Bind(text);
        GroupedEstimate density = Create(model);
        Assert.InRange(density.Variance, 0, 0.3);
        GroupedEstimateEvaluator evaluator = new(density);
        GridIntegral grid = new(model, density);
        RandomStream random = new(8);
        double[] difference = new double[3];
        for (int point = 0; point < difference.Length; point++)
        {
            double[] position = [.. density.ImportanceStart.Center.Select((x, i) =>
                x + (0.8 * random.NextNormal() * Math.Sqrt(density.ImportanceStart.Covariance[(i * density.Dimension) + i])))];
            const int replicates = 300;
            double[] values = [.. Enumerable.Range(0, replicates).Select(i =>
            {
                evaluator.UseStream((ulong)i);
                return evaluator.Evaluate(position);
            })];
            double largest = values.Max(), mean = values.Average(value => Math.Exp(value - largest));
            double sd = Math.Sqrt(values.Average(value => Math.Pow(Math.Exp(value - largest) - mean, 2)));
            difference[point] = largest + Math.Log(mean) - grid.LogDensity(position);
            Assert.InRange(sd / mean, 0, 1);
            double constant = model.LogConstant - (model.Products.EffectCount * BayesLmm.Numerics.Dense.NormalConstants.HalfLog2Pi);
            Assert.Equal(constant, difference[point], 4.5 * Math.Sqrt(2.0 / replicates) * (sd / mean) + 1e-6);
        }
    }

    [Fact]
    public void Terms_of_different_groups_and_wide_terms_have_no_blocks()
    {
        Assert.Null(GroupBlocks.TryOf(ConditionalRows.Of(Bind("b ~ x + (1 | g) + (1 | h)\nfamily bernoulli")).OfLaplace));
        Assert.Null(GroupBlocks.TryOf(ConditionalRows.Of(Bind("b ~ x\nfamily bernoulli")).OfLaplace));
        Assert.NotNull(GroupBlocks.TryOf(ConditionalRows.Of(Bind("b ~ x + (1 | g) + (0 + x | g)\nfamily bernoulli")).OfLaplace));
    }

    private static GroupedEstimate Create(BoundModel model)
    {
        ConditionalRows rows = ConditionalRows.Of(model);
        ConditionalReference reference = ReferenceSearch.TryFind(model, rows, null, TestContext.Current.CancellationToken)!;
        return GroupedSearch.TryFind(model, rows, GroupBlocks.TryOf(rows.OfLaplace)!, reference, 7, TestContext.Current.CancellationToken)!;
    }

    private static BoundModel Bind(string text)
    {
        const int n = 60;
        RandomStream random = new(4);
        double[] effects = new double[10], slopes = new double[10], x = new double[n], k = new double[n], c = new double[n], b = new double[n];
        random.FillNormal(effects);
        random.FillNormal(slopes);
        random.FillNormal(x);
        for (int i = 0; i < n; i++)
        {
            double eta = 0.3 + ((0.6 + slopes[i % 10]) * x[i]) + (1.5 * effects[i % 10]), p = 1 / (1 + Math.Exp(-eta));
            k[i] = Enumerable.Range(0, 5).Count(_ => random.NextUniform() < p);
            b[i] = random.NextUniform() < p ? 1 : 0;
            c[i] = Math.Floor(Math.Exp(0.6 * eta) + random.NextUniform());
        }

        return Model.Parse(text).Bind(Table.FromColumns(
            "simulated",
            new NumericColumn("x", x),
            new NumericColumn("k", k),
            new NumericColumn("c", c),
            new NumericColumn("b", b),
            new NumericColumn("m", [.. Enumerable.Repeat(5.0, n)]),
            new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i % 10))]),
            new NumericColumn("h", [.. Enumerable.Range(0, n).Select(i => (double)(i / 3 % 7))])));
    }

    /// <summary>log p(y, φ, β), by the trapezoidal rule over u and the model's own parts: priors, rows one by one, and the Jacobian by differences.</summary>
    private sealed class GridIntegral(BoundModel model, GroupedEstimate density)
    {
        public double LogDensity(double[] position)
        {
            GroupedEstimateEvaluator reader = new(density);
            double[] coefficients = new double[model.FixedEffects.Count], b = new double[model.Products.EffectCount];
            reader.Draw(position, [0.5], coefficients, b);
            double[][] lambda = [.. model.GroupTerms.Select((term, t) => Factor(reader, t, term.Width))];
            double[] family = reader.FamilyParameters.ToArray();
            double sum = Jacobian(position) + Priors(position);
            List<(double[] Z, double Fixed, double Y, double W)>[] groups =
                [.. Enumerable.Range(0, 10).Select(_ => new List<(double[], double, double, double)>())];
            double[] eta = new double[model.Response.Length];
            model.CreateWrittenPredictor().ComputeFixed(coefficients, eta);
            double[] x = model.Design.FixedEffects.Columns[1].Values;
            for (int row = 0; row < eta.Length; row++)
            {
                double[] z = [.. model.GroupTerms.SelectMany(term => term.Effects.Select(effect => effect == "intercept" ? 1 : x[row]))];
                groups[row % 10].Add((z, eta[row], model.Response[row], model.Weights.IsEmpty ? 1 : model.Weights[row]));
            }

            return sum + groups.Sum(group => GroupLog(group, lambda, family));
        }

        private double GroupLog(List<(double[] Z, double Fixed, double Y, double W)> rows, double[][] lambda, double[] family)
        {
            int r = rows[0].Z.Length;
            double step = r == 1 ? 0.05 : 0.2;
            int side = (int)(7 / step), count = (2 * side) + 1;
            List<double> logs = [];
            double[] y = [.. rows.Select(row => row.Y)], w = [.. rows.Select(row => row.W)], eta = new double[y.Length], by = new double[y.Length];
            double[] byFamily = new double[family.Length];
            for (int place = 0; place < (r == 1 ? count : count * count); place++)
            {
                double[] u = r == 1 ? [step * (place - side)] : [step * ((place / count) - side), step * ((place % count) - side)];
                double[] effects = Apply(lambda, u);
                for (int i = 0; i < eta.Length; i++)
                {
                    eta[i] = rows[i].Fixed + rows[i].Z.Zip(effects, (z, e) => z * e).Sum();
                }

                logs.Add(model.Family.Density.Evaluate(y, w, eta, family, by, byFamily) - (0.5 * u.Sum(e => e * e)));
            }

            double largest = logs.Max();
            return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest))) + (r * Math.Log(step));
        }

        /// <summary>b = Λu, term by term.</summary>
        private static double[] Apply(double[][] lambda, double[] u)
        {
            List<double> b = [];
            foreach (double[] L in lambda)
            {
                int r = (int)Math.Sqrt(L.Length), first = b.Count;
                for (int i = 0; i < r; i++)
                {
                    b.Add(Enumerable.Range(0, i + 1).Sum(j => L[(i * r) + j] * u[first + j]));
                }
            }

            return [.. b];
        }

        private static double[] Factor(GroupedEstimateEvaluator reader, int term, int r)
        {
            double[] factor = reader.CorrelationFactor(term).ToArray();
            for (int i = 0; i < factor.Length; i++)
            {
                factor[i] *= reader.Sds(term)[i / r];
            }

            return factor;
        }

        private double[] Parameters(double[] position)
        {
            GroupedEstimateEvaluator reader = new(density);
            double[] coefficients = new double[model.FixedEffects.Count], b = new double[model.Products.EffectCount];
            reader.Draw(position, [0.5], coefficients, b);
            List<double> values = [.. coefficients];
            values[0] += coefficients.Skip(1).Select((slope, j) => slope * model.Products.Fixed.Centers[j + 1]).Sum();   // at the predictors' means
            for (int k = 0; k < model.GroupTerms.Count; k++)
            {
                values.AddRange(reader.Sds(k).ToArray().Select(Math.Abs));
                if (model.GroupTerms[k].CorrelationPrior is not null)
                {
                    values.Add(reader.CorrelationFactor(k)[2]);
                }
            }

            return [.. values, .. reader.FamilyParameters];
        }

        private double Priors(double[] position)
        {
            double[] values = Parameters(position);
            double sum = 0;
            int next = 0;
            foreach (BayesLmm.Models.FixedEffect effect in model.FixedEffects)
            {
                sum += effect.Prior.LogDensity(values[next++], out _);
            }

            foreach (BayesLmm.Models.GroupTerm term in model.GroupTerms)
            {
                foreach (BayesLmm.Distributions.Distribution prior in term.SdPriors)
                {
                    sum += prior.LogDensity(values[next++], out _);
                }

                if (term.CorrelationPrior is not null)
                {
                    next++;
                    sum -= Math.Log(2);   // lkj(1) of two effects is uniform
                }
            }

            foreach (BayesLmm.Families.FamilyPrior prior in model.FamilyPriors)
            {
                sum += prior.Prior.LogDensity(values[next++], out _);
            }

            return sum;
        }

        /// <summary>log|∂ parameters/∂ position|.</summary>
        private double Jacobian(double[] position)
        {
            const double step = 1e-5;
            int d = position.Length;
            double[,] J = new double[d, d];
            for (int j = 0; j < d; j++)
            {
                double[] near = [.. position];
                near[j] += step;
                double[] above = Parameters(near);
                near[j] -= 2 * step;
                double[] below = Parameters(near);
                for (int i = 0; i < d; i++)
                {
                    J[i, j] = (above[i] - below[i]) / (2 * step);
                }
            }

            return Math.Log(Math.Abs(MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(J).Determinant()));
        }
    }
}
