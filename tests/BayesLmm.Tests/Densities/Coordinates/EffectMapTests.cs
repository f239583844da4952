using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Densities.Coordinates;

/// <summary>The map of effects against dense matrices, there and back.</summary>
public class EffectMapTests
{
    /// <summary>Relative; the matrices have condition numbers below 1e4.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Central differences with this step have errors of its square.</summary>
    private const double Step = 1e-5, DifferenceError = 5e-7;

    /// <summary>One factor; crossed ones; chains of two and three, some with slopes; a term nested in two crossed ones; terms of one factor.</summary>
    public static TheoryData<string> Models =>
    [
        "(1 | d)",
        "(x | d)",
        "(x + z | c)",
        "(1 | c) + (1 | d)",
        "(1 | b) + (1 | a)",
        "(x | b) + (1 | a)",
        "(1 | b) + (x + z | a)",
        "(1 | e) + (1 | b) + (1 | a)",
        "(x | e) + (z + x | b) + (x | a) + (1 | c)",
        "(1 | c) + (1 | d) + (x | c:d)",
        "(1 | a) + (0 + x | a) + (0 + z | a)",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_is_the_dense_formula(string terms)
    {
        Case of = Case.Create(terms, 1);
        double[] u = new double[of.Offsets.Length];
        double log = of.Mapping.Forward(of.Lambda, of.Offsets, u);
        (Matrix<double> K, Matrix<double> L) = of.Dense(of.Lambda);
        (Matrix<double> K0, Matrix<double> L0) = of.Dense(of.ReferenceLambda);
        Assert.Equal(0.5 * (K0.Cholesky().DeterminantLn - K.Cholesky().DeterminantLn), log, Rounding);

        // u = μ(Λ) + R⁻ᵀR₀ᵀ(a − â): its mean, and its covariance up to the rotation of the square root, which the next test pins.
        double[] zero = new double[u.Length], mean = new double[u.Length];
        of.Mapping.Forward(of.Lambda, zero, mean);
        Close(K.Solve(L.Transpose() * Vector<double>.Build.Dense(of.Map.Pulls)).ToArray(), mean);
        Matrix<double> J = Matrix<double>.Build.Dense(u.Length, u.Length);
        for (int j = 0; j < u.Length; j++)
        {
            zero[j] = 1;
            of.Mapping.Forward(of.Lambda, zero, u);
            zero[j] = 0;
            J.SetColumn(j, [.. u.Zip(mean, (a, b) => a - b)]);
        }

        Close((J * K0.Inverse() * J.Transpose()).ToRowMajorArray(), K.Inverse().ToRowMajorArray());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void At_the_reference_the_effects_are_the_coordinates(string terms)
    {
        Case of = Case.Create(terms, 2);
        double[] u = new double[of.Offsets.Length];
        Assert.Equal(0, of.Mapping.Forward(of.ReferenceLambda, of.Offsets, u), Rounding);
        Close([.. of.Offsets.Zip(of.Mean, (offset, mean) => offset + mean)], u);
    }

    [Fact]
    public void With_much_information_the_effects_themselves_stay_where_they_were()
    {
        // ΛR⁻ᵀ does not depend on Λ where M is all that counts: the centred parametrisation.
        Case of = Case.Create("(x + z | d)", 3, information: 1e9);
        double[] u = new double[of.Offsets.Length], u0 = new double[u.Length];
        of.Mapping.Forward(of.Lambda, of.Offsets, u);
        of.Mapping.Forward(of.ReferenceLambda, of.Offsets, u0);
        of.Map.Layout.Multiply(of.Lambda, u);
        of.Map.Layout.Multiply(of.ReferenceLambda, u0);
        Assert.All(u.Zip(u0), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Backward_is_the_gradient_of_a_sum_of_effects_and_of_the_Jacobian(string terms) => CheckBackward(Case.Create(terms, 4));

    [Theory]
    [MemberData(nameof(Models))]
    public void Backward_is_the_gradient_of_a_damped_map_too(string terms) => CheckBackward(Case.Create(terms, 5).Damped(0.6, 0.3));

    [Theory]
    [MemberData(nameof(Models))]
    public void A_damped_map_is_the_same_at_the_reference_and_does_not_see_sds_where_it_is_damped_wholly(string terms)
    {
        Case of = Case.Create(terms, 6), damped = of.Damped(0.5, 0.1), wholly = of.Damped(1, 0);
        double[] u = new double[of.Offsets.Length], other = new double[u.Length];
        Assert.Equal(0, damped.Mapping.Forward(of.ReferenceLambda, of.Offsets, u), Rounding);
        Close([.. of.Offsets.Zip(of.Mean, (offset, mean) => offset + mean)], u);

        double log = wholly.Mapping.Forward(of.ReferenceLambda, of.Offsets, u);
        double[] twice = Array.ConvertAll(of.ReferenceLambda, value => 2 * value);
        Assert.Equal(log, wholly.Mapping.Forward(twice, of.Offsets, other), Rounding);
        Close(u, other);
        Assert.NotEqual(log, of.Mapping.Forward(twice, of.Offsets, other), 1e-3);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_density_of_effects_is_that_of_normal_coordinates(string terms)
    {
        // u = u(a) with R₀ᵀ(a − â) ~ N(0, I): log p(u) = −½|R₀ᵀ(a − â)|² + log|R₀| − log|∂u/∂a|.
        foreach (Case of in (Case[])[Case.Create(terms, 7), Case.Create(terms, 7).Damped(0.4, 0.2)])
        {
            double[] u = new double[of.Offsets.Length], places = new double[u.Length], whitened = new double[u.Length];
            double log = of.Mapping.Forward(of.Lambda, of.Offsets, u);
            of.Map.Terms.ToElimination(of.Offsets, places);
            NestedFactor.MultiplyTransposed(of.Map.Terms, of.Map.Reference, places, whitened);
            double expected = of.Map.LogReference - log - (0.5 * whitened.Sum(value => value * value));
            Assert.Equal(expected, of.Mapping.LogDensity(of.Lambda, of.Map.Pulls, u), Rounding * (1 + Math.Abs(expected)));
        }
    }

    private static void CheckBackward(Case of)
    {
        int q = of.Offsets.Length;
        double[] weights = of.Numbers(q), u = new double[q];
        double Function(double[] lambda, double[] offsets) => of.Mapping.Forward(lambda, offsets, u) + u.Zip(weights, (a, b) => a * b).Sum();

        Function(of.Lambda, of.Offsets);
        double[] by = [.. weights], start = of.Numbers(of.Lambda.Length), byLambda = [.. start];
        of.Mapping.Backward(of.Lambda, by, byLambda);
        for (int i = 0; i < q; i += 1 + (q / 12))
        {
            Assert.Equal(Slope(of.Offsets, i, offsets => Function(of.Lambda, offsets)), by[i], DifferenceError * (1 + Math.Abs(by[i])));
        }

        for (int place = 0; place < of.Lambda.Length; place++)
        {
            if (of.IsLower(place))
            {
                double found = byLambda[place] - start[place];
                Assert.Equal(Slope(of.Lambda, place, lambda => Function(lambda, of.Offsets)), found, DifferenceError * (1 + Math.Abs(found)));
            }
        }
    }

    [Fact]
    public void Terms_are_nested_in_the_finest_that_contains_them_and_crossed_ones_in_none()
    {
        int[] Parents(string terms)
        {
            NestedTerms nested = NestedTerms.Find(Case.Bind(terms).Products);
            return [.. Enumerable.Range(0, nested.Order.Length).Select(nested.Parent)];
        }

        Assert.Equal([-1, -1], Parents("(1 | c) + (1 | d)"));
        Assert.Equal([1, -1], Parents("(1 | b) + (1 | a)"));
        Assert.Equal([-1, 0, 1], Parents("(1 | a) + (1 | b) + (1 | e)"));
        Assert.Equal([-1, -1, 1], Parents("(1 | c) + (1 | d) + (1 | c:d)"));
        Assert.Equal([1, 2, -1], Parents("(1 | a) + (0 + x | a) + (0 + z | a)"));
    }

    private static double Slope(double[] point, int place, Func<double[], double> function)
    {
        double[] above = [.. point], below = [.. point];
        above[place] += Step;
        below[place] -= Step;
        return (function(above) - function(below)) / (2 * Step);
    }

    private static void Close(double[] expected, double[] found)
    {
        double size = 1 + expected.Max(Math.Abs);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], Rounding * size);
        }
    }

    private sealed record Case(
        CrossProducts Products, double[] Lambda, double[] ReferenceLambda, double[] Offsets, double[] Mean, EffectMap Map, RandomStream Random)
    {
        public EffectMapping Mapping => mapping ??= new(Map, Products.Terms);

        private EffectMapping? mapping;

        /// <summary>96 rows: a has 4 levels, b 12 in them, e 24 in those; c has 3 and d 8, crossed.</summary>
        public static BoundModel Bind(string terms)
        {
            RandomStream random = new(20);
            string[] Level(Func<int, int> of) => [.. Enumerable.Range(0, 96).Select(i => "l" + of(i))];
            double[] Numbers() => [.. Enumerable.Range(0, 96).Select(_ => random.NextNormal())];
            Table table = Table.FromColumns(
                "nested",
                new NumericColumn("y", Numbers()),
                new NumericColumn("x", Numbers()),
                new NumericColumn("z", Numbers()),
                TextColumn("a", Level(i => i / 24)),
                TextColumn("b", Level(i => i / 8)),
                TextColumn("e", Level(i => i / 4)),
                TextColumn("c", Level(i => i % 3)),
                TextColumn("d", Level(i => i * 7 % 8)));
            return Model.Parse("y ~ x + " + terms).Bind(table);

            static CategoricalColumn TextColumn(string name, string[] values)
            {
                string[] levels = [.. values.Distinct()];
                return new CategoricalColumn(name, levels.ToEquatableArray(), Array.ConvertAll(values, value => Array.IndexOf(levels, value)));
            }
        }

        public static Case Create(string terms, ulong seed, double information = 1)
        {
            RandomStream random = new(seed);
            CrossProducts products = Bind(terms).Products;
            EffectFactors layout = new(products.Terms);
            double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
            double[] Factors()
            {
                double[] lambda = new double[layout.Length];
                for (int k = 0; k < products.Terms.Count; k++)
                {
                    int r = products.Terms[k].Width;
                    Span<double> L = layout.Of(k, lambda.AsSpan());
                    for (int i = 0; i < r; i++)
                    {
                        for (int j = 0; j <= i; j++)
                        {
                            L[(i * r) + j] = i == j ? 0.4 + Math.Abs(random.NextNormal()) : random.NextNormal();
                        }
                    }
                }

                return lambda;
            }

            double[] lambda = Factors(), reference = Factors();
            int q = products.EffectCount;
            double[] mean = Draw(q), effects = [.. mean], scores = new double[q];
            LevelBlocks weighted = products.Blocks.WithValues([.. products.Blocks.Values.ToArray().Select(value => information * value)]);
            layout.Multiply(reference, effects);

            // Λ₀ᵀ Zᵀℓ' = û holds at a mode.
            for (int k = 0; k < products.Terms.Count; k++)
            {
                int r = products.Terms[k].Width;
                Matrix<double> L = Matrix<double>.Build.DenseOfRowMajor(r, r, layout.Of(k, reference.AsSpan()).ToArray());
                for (int level = 0; level < products.Terms[k].LevelCount; level++)
                {
                    int first = products.Terms[k].FirstEffectOf(level);
                    L.Transpose().Solve(Vector<double>.Build.Dense(mean[first..(first + r)])).ToArray().CopyTo(scores, first);
                }
            }

            return new Case(products, lambda, reference, Draw(q), mean, EffectMap.Create(products, weighted, reference, effects, scores), random);
        }

        /// <summary>The same with a map that sees a part of the changes of Λ.</summary>
        public Case Damped(double power, double floor)
        {
            double[] references = MapDamping.Squares(Products.Terms, Map.Layout, ReferenceLambda);
            return this with { Map = Map.With(new MapDamping(power, references, [.. references.Select(_ => floor * floor)])), mapping = null };
        }

        public double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Random.NextNormal())];

        public bool IsLower(int place)
        {
            for (int k = 0; k < Products.Terms.Count; k++)
            {
                int first = Map.Layout.Starts[k], r = Products.Terms[k].Width, own = place - first;
                if (own >= 0 && own < r * r)
                {
                    return own % r <= own / r;
                }
            }

            return false;
        }

        /// <summary>K with the blocks of nested terms only, and Λ, both q × q.</summary>
        public (Matrix<double> K, Matrix<double> L) Dense(double[] lambda)
        {
            int q = Products.EffectCount;
            Matrix<double> M = Matrix<double>.Build.Dense(q, q), L = Matrix<double>.Build.Dense(q, q);
            double[] unit = new double[q], places = new double[q], product = new double[q], column = new double[q];
            for (int j = 0; j < q; j++)
            {
                unit[j] = 1;
                Map.Terms.ToElimination(unit, places);
                EffectPanels.MultiplySymmetric(Map.Terms, Map.Products, places, product);
                Map.Terms.FromElimination(product, column);
                M.SetColumn(j, column);
                unit.CopyTo(column, 0);
                Map.Layout.Multiply(lambda, column);
                L.SetColumn(j, column);
                unit[j] = 0;
            }

            return ((L.Transpose() * M * L) + Matrix<double>.Build.DenseIdentity(q), L);
        }
    }
}
