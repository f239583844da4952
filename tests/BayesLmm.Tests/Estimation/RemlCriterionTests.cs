using BayesLmm.Equations;
using BayesLmm.Estimation;
using BayesLmm.Tests.References;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation;

public class RemlCriterionTests
{
    /// <summary>Both sides are sums of terms of the criterion's size; the dense side inverts an n × n matrix.</summary>
    private const double RelativeError = 1e-9;

    public static TheoryData<string> Fits => [.. Reference.Names("reml").Where(name => !name.StartsWith("insteval", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_gradient_equals_central_differences(string name)
    {
        foreach (bool restricted in (bool[])[true, false])
        {
            RemlCriterion criterion = new(Reference.Read("reml", name).Bind().Products, restricted);
            double[] theta = [.. Enumerable.Range(0, criterion.Layout.Dimension).Select(i => criterion.Layout.IsDiagonal(i) ? 0.4 + (0.3 * i) : -0.2)];
            CheckGradient(criterion, theta);
        }
    }

    [Fact]
    public void The_gradient_is_right_at_the_boundary_itself()
    {
        RemlCriterion criterion = new(Reference.Read("reml", "sleepstudy").Bind().Products);
        CheckGradient(criterion, [0, 0.1, 0]);
        CheckGradient(criterion, [0.7, 0, 0]);
    }

    [Fact]
    public void The_criterion_equals_a_dense_evaluation_and_its_gradient_differences_on_random_designs() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[12, 60], Gen.Int[2, 7], Gen.Int[2, 6]).Sample(
            (seed, n, a, b) => CheckAgainstDense(RandomModel(new System.Random(seed), n, a, b), new System.Random(seed)),
            iter: 200);

    [Theory]
    [InlineData("y ~ x + (1 | g) + (1 | h)")]
    [InlineData("y ~ x + (1 + x | g) + (1 | h)")]
    public void So_it_does_where_the_factor_is_stored_in_panels(string formula)
    {
        BoundModel model = Model.Parse(formula).Bind(RandomTable(new System.Random(5), 1100, 180, 170));
        Assert.True(MixedModelEquations.Analyze(model.Products, []).Structure.HasPanels);
        CheckAgainstDense(model, new System.Random(5));
    }

    private static void CheckAgainstDense(BoundModel model, System.Random random)
    {
        foreach (bool restricted in (bool[])[true, false])
        {
            RemlCriterion criterion = new(model.Products, restricted);
            double[] theta = [.. Enumerable.Range(0, criterion.Layout.Dimension)
                .Select(i => (criterion.Layout.IsDiagonal(i) ? 0.02 + random.NextDouble() : random.NextDouble() - 0.5) / ScaleOf(model, criterion, i))];
            double expected = DenseCriterion(model, criterion, theta, restricted);
            Assert.Equal(expected, criterion.Evaluate(theta), RelativeError * Math.Max(1, Math.Abs(expected)));
            CheckGradient(criterion, theta);
        }
    }

    /// <summary>The root mean square of the column of Z that a component of θ acts on.</summary>
    private static double ScaleOf(BoundModel model, RemlCriterion criterion, int i)
    {
        int place = criterion.Layout.Place(i), k = 0;
        while (place >= criterion.Factors.Starts[k + 1])
        {
            k++;
        }

        return model.Products.RootMeanSquare(model.Products.Terms[k], (place - criterion.Factors.Starts[k]) / model.Products.Terms[k].Width);
    }

    private static void CheckGradient(RemlCriterion criterion, double[] theta)
    {
        const double Step = 1e-6;
        double[] gradient = new double[theta.Length];
        double value = criterion.Evaluate(theta, gradient);
        for (int i = 0; i < theta.Length; i++)
        {
            double x = theta[i];
            theta[i] = x + Step;
            double above = criterion.Evaluate(theta);
            theta[i] = x - Step;
            double below = criterion.Evaluate(theta);
            theta[i] = x;
            double difference = (above - below) / (2 * Step);
            AssertDerivative(difference, gradient[i], value);
        }
    }

    [Fact]
    public void The_gradient_by_sigma_and_factors_equals_central_differences() => Gen.Int[0, int.MaxValue].Sample(CheckGradientBySigmaAndFactors, iter: 50);

    private static void CheckGradientBySigmaAndFactors(int seed)
    {
        const double Step = 1e-5;
        System.Random random = new(seed);
        BoundModel model = RandomModel(random, 40, 5, 4);
        RemlCriterion criterion = new(model.Products, restricted: random.Next(2) == 0);
        double[] theta = [.. Enumerable.Range(0, criterion.Layout.Dimension).Select(_ => random.NextDouble() - 0.3)];
        double[] factors = new double[criterion.Factors.Length], gradient = new double[factors.Length];
        criterion.Layout.Expand(theta, factors);
        double sigma = 0.2 + random.NextDouble();
        double value = criterion.EvaluateAt(sigma, factors, gradient, out double bySigma);

        AssertDerivative(Slope(Step, change => criterion.EvaluateAt(sigma + change, factors)), bySigma, value);
        for (int i = 0; i < theta.Length; i++)
        {
            int place = criterion.Layout.Place(i);
            double start = factors[place];
            double difference = Slope(Step, change =>
            {
                factors[place] = start + change;
                return criterion.EvaluateAt(sigma, factors);
            });
            factors[place] = start;
            AssertDerivative(difference, gradient[place], value);
        }
    }

    /// <summary>The derivative at 0 by central differences with two steps, whose errors of second order cancel.</summary>
    private static double Slope(double step, Func<double, double> function)
    {
        double Central(double h) => (function(h) - function(-h)) / (2 * h);
        return ((4 * Central(step)) - Central(2 * step)) / 3;
    }

    private static void AssertDerivative(double difference, double derivative, double value) =>
        Assert.Equal(difference, derivative, 1e-5 * (1 + Math.Abs(difference) + (1e-2 * Math.Abs(value))));

    /// <summary>A model with two or three grouping factors, crossed, nested or partially crossed, unbalanced, with random slopes and weights.</summary>
    private static BoundModel RandomModel(System.Random random, int n, int a, int b)
    {
        string[] formulas =
        [
            "y ~ x + (x | g) + (1 | h)",
            "y ~ 0 + x + (1 | g/h)",
            "y ~ x + (x || h) + (1 | g)",
            "y ~ x + (1 | g) + (1 | h) + (1 | part)",
            "y ~ x + (0 + x | part) + (1 | h/g)",
            "y ~ x + (1 | g)\nweights w",
            "y ~ x + z + (x + z | part)",
        ];
        return Model.Parse(formulas[random.Next(formulas.Length)]).Bind(RandomTable(random, n, a, b));
    }

    private static Table RandomTable(System.Random random, int n, int a, int b)
    {
        double[] x = Numbers(_ => (10 * random.NextDouble()) + 20);
        double[] g = Numbers(i => i < a ? i : random.Next(a)), h = Numbers(i => i < b ? i : random.Next(b));
        return new Table("random", [
            new NumericColumn("x", x),
            new NumericColumn("z", Numbers(_ => random.NextDouble() - 0.3)),
            new NumericColumn("y", [.. x.Select(value => value + random.NextDouble())]),
            new NumericColumn("w", Numbers(_ => 0.3 + random.NextDouble())),
            new NumericColumn("g", g),
            new NumericColumn("h", h),

            // Nested in g, but for a few rows.
            new NumericColumn("part", [.. g.Select((level, i) => i % 7 == 0 ? h[i] : 100 + Math.Floor(level / 2))])]);

        double[] Numbers(Func<int, double> number) => [.. Enumerable.Range(0, n).Select(number)];
    }

    /// <summary>
    /// log|V| + log|XᵀV⁻¹X| + (n − p)(1 + log 2π rᵀV⁻¹r/(n − p)) with V = I + ZΛΛᵀZᵀ, n × n; predictors far from 0 measured from their means, as θ is.
    /// </summary>
    private static double DenseCriterion(BoundModel model, RemlCriterion criterion, double[] theta, bool restricted)
    {
        int n = model.Design.RowCount;
        double[] lambda = new double[criterion.Factors.Length];
        criterion.Layout.Expand(theta, lambda);
        Matrix<double> V = Matrix<double>.Build.DenseIdentity(n);
        for (int k = 0; k < model.Design.RandomTerms.Count; k++)
        {
            var term = model.Design.RandomTerms[k];
            int r = term.Columns.Count;
            Matrix<double> L = Matrix<double>.Build.Dense(r, r, (i, j) => lambda[criterion.Factors.Starts[k] + (i * r) + j]);
            Matrix<double> Z = Matrix<double>.Build.Dense(
                n, term.Levels.Count * r, (i, c) => term.Codes[i] == c / r ? term.CenteredColumns[c % r].Values[i] : 0);
            Matrix<double> sigma = Matrix<double>.Build.DenseIdentity(term.Levels.Count).KroneckerProduct(L * L.Transpose());
            V += Z * sigma * Z.Transpose();
        }

        if (model.Design.Weights is { } w)
        {
            // V = W⁻¹ + ZΛΛᵀZᵀ.
            V += Matrix<double>.Build.DenseOfDiagonalArray([.. w.Select(weight => (1 / weight) - 1)]);
        }

        Matrix<double> X = Matrix<double>.Build.DenseOfColumnArrays(model.Design.FixedEffects.CenteredColumns.Select(column => column.Values));
        Vector<double> y = Vector<double>.Build.Dense(model.Design.Response);
        var factor = V.Cholesky();
        Matrix<double> information = X.TransposeThisAndMultiply(factor.Solve(X));
        Vector<double> residual = y - (X * information.Solve(X.TransposeThisAndMultiply(factor.Solve(y))));
        int df = restricted ? n - X.ColumnCount : n;
        double squares = residual * factor.Solve(residual);

        // With an intercept our columns are centred, which does not change the determinant.
        return factor.DeterminantLn + (restricted ? information.Cholesky().DeterminantLn : 0) + (df * (1 + Math.Log(2 * Math.PI * squares / df)));
    }
}
