using BayesLmm.Data;
using BayesLmm.Reml;
using BayesLmm.Tests.References;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Reml;

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
    public void The_criterion_equals_a_dense_evaluation_on_random_designs() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[8, 40], Gen.Int[2, 5], Gen.Int[2, 6]).Sample(
            (seed, n, a, b) =>
            {
                BoundModel model = RandomModel(new System.Random(seed), n, a, b);
                foreach (bool restricted in (bool[])[true, false])
                {
                    RemlCriterion criterion = new(model.Products, restricted);
                    double[] theta = [.. Enumerable.Range(0, criterion.Layout.Dimension).Select(i => criterion.Layout.IsDiagonal(i) ? 0.5 + (0.2 * i) : 0.3)];
                    double expected = DenseCriterion(model, criterion, theta, restricted);
                    Assert.Equal(expected, criterion.Evaluate(theta), RelativeError * Math.Max(1, Math.Abs(expected)));
                }
            },
            iter: 100);

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

        double above = criterion.EvaluateAt(sigma + Step, factors), below = criterion.EvaluateAt(sigma - Step, factors);
        AssertDerivative((above - below) / (2 * Step), bySigma, value);
        for (int i = 0; i < theta.Length; i++)
        {
            int place = criterion.Layout.Place(i);
            factors[place] += Step;
            above = criterion.EvaluateAt(sigma, factors);
            factors[place] -= 2 * Step;
            below = criterion.EvaluateAt(sigma, factors);
            factors[place] += Step;
            AssertDerivative((above - below) / (2 * Step), gradient[place], value);
        }
    }

    private static void AssertDerivative(double difference, double derivative, double value) =>
        Assert.Equal(difference, derivative, 1e-5 * (1 + Math.Abs(difference) + (1e-2 * Math.Abs(value))));

    /// <summary>Two factors, crossed or nested as it happens, unbalanced, with a random slope on the first.</summary>
    private static BoundModel RandomModel(System.Random random, int n, int a, int b)
    {
        double[] x = [.. Enumerable.Range(0, n).Select(_ => (10 * random.NextDouble()) + 100)];
        double[] y = [.. x.Select(value => value + random.NextDouble())];
        Table table = new("random", [
            new NumericColumn("x", x),
            new NumericColumn("y", y),
            new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i < a ? i : random.Next(a)))]),
            new NumericColumn("h", [.. Enumerable.Range(0, n).Select(i => (double)(i < b ? i : random.Next(b)))])]);
        string formula = random.Next(3) switch
        {
            0 => "y ~ x + (x | g) + (1 | h)",
            1 => "y ~ 0 + x + (1 | g/h)",
            _ => "y ~ x + (x || h) + (1 | g)",
        };
        return Model.Parse(formula).Bind(table);
    }

    /// <summary>log|V| + log|XᵀV⁻¹X| + (n − p)(1 + log 2π rᵀV⁻¹r/(n − p)) with V = I + ZΛΛᵀZᵀ, n × n.</summary>
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
            Matrix<double> Z = Matrix<double>.Build.Dense(n, term.Levels.Count * r, (i, c) => term.Codes[i] == c / r ? term.Columns[c % r].Values[i] : 0);
            Matrix<double> sigma = Matrix<double>.Build.DenseIdentity(term.Levels.Count).KroneckerProduct(L * L.Transpose());
            V += Z * sigma * Z.Transpose();
        }

        Matrix<double> X = Matrix<double>.Build.DenseOfColumnArrays(model.Design.FixedEffects.Columns.Select(column => column.Values));
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
