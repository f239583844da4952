namespace BayesLmm.Tests.Estimation;

/// <summary>Data that break other programs: the right answer or a clear refusal, and never a number that is none.</summary>
public class BadInputTests
{
    private const int Rows = 60;
    private const int Groups = 10;

    /// <summary>The same model on other scales must give the same answer to this part.</summary>
    private const double Rounding = 1e-6;

    private static readonly double[] X = Numbers(11, (_, random) => random.NextDouble());
    private static readonly double[] G = Numbers(0, (i, _) => i % Groups);
    private static readonly double[] Noise = Numbers(12, (_, random) => random.NextDouble() + random.NextDouble() - 1);
    private static readonly double[] Y = [.. X.Select((x, i) => 1 + (2 * x) + (0.3 * ((G[i] * 7) % 5)) + Noise[i])];

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void An_infinite_value_is_refused_by_row_and_column(double bad)
    {
        foreach (string column in (string[])["x", "y"])
        {
            double[] values = [.. column == "x" ? X : Y];
            values[4] = bad;
            ModelException exception = Assert.Throws<ModelException>(() => Fit("y ~ x + (1 | g)", (column, values)));
            Assert.Contains(column, exception.Message, StringComparison.Ordinal);
            Assert.Contains("5", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_value_drops_its_row()
    {
        double[] x = [.. X];
        x[4] = double.NaN;
        RemlFit fit = Fit("y ~ x + (1 | g)", ("x", x));
        Assert.Equal(Rows - 1, fit.RowCount);
        CheckNumbers(fit);
    }

    [Fact]
    public void A_column_of_zeros_is_dropped_by_name()
    {
        BoundModel model = Bind("y ~ x + z + (1 | g)", ("z", new double[Rows]));
        Assert.Contains("z", model.Design.FixedEffects.Dropped);
        Assert.Contains(model.Warnings, warning => warning.Message.Contains("'z'", StringComparison.Ordinal));
        RemlFit fit = model.FitReml();
        Assert.Equal(Fit("y ~ x + (1 | g)").Criterion, fit.Criterion, Rounding);
        CheckNumbers(fit);
    }

    [Theory]
    [InlineData("y ~ x + (1 | g) + (0 + z | g)")]
    [InlineData("y ~ x + (1 + z | g)")]
    [InlineData("y ~ x + (1 + z || g)")]
    public void A_random_slope_of_zeros_is_refused_by_name(string formula)
    {
        ModelException exception = Assert.Throws<ModelException>(() => Fit(formula, ("z", new double[Rows])));
        Assert.Contains("The random effect 'z' of 'g' is 0 in every row", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_random_slopes_of_which_one_is_a_multiple_of_the_other_fit_as_one()
    {
        RemlFit one = Fit("y ~ x + (x | g)"), two = Fit("y ~ x + (x + z | g)", ("z", [.. X.Select(x => 3 * x)]));
        Assert.True(two.Criterion <= one.Criterion + Rounding);
        Assert.False(two.Optimum.Converged && !two.IsSingular && !two.Optimum.IsFlat);
        CheckNumbers(two);
    }

    [Fact]
    public void A_predictor_that_is_the_group_leaves_its_variance_undetermined()
    {
        RemlFit fit = Fit("y ~ f + (1 | g)", statements: "factor f", ("f", G));
        Assert.True(fit.Optimum.IsFlat);
        CheckNumbers(fit);
    }

    [Fact]
    public void A_group_for_every_row_cannot_be_told_from_the_residual()
    {
        BoundModel model = Bind("y ~ x + (1 | id)", ("id", Numbers(0, (i, _) => i)));
        Assert.Contains(model.Warnings, warning => warning.Message.Contains("id", StringComparison.Ordinal));
        RemlFit fit = model.FitReml();
        Assert.True(fit.Optimum.IsFlat);
        CheckNumbers(fit);
    }

    [Fact]
    public void Groups_of_one_row_count_like_others()
    {
        // Half of the groups have one row; the criterion is that of the dense computation, see RemlCriterionTests.
        double[] g = [.. G.Select((level, i) => i < Groups / 2 ? 100 + i : level)];
        RemlFit fit = Fit("y ~ x + (1 | g)", ("g", g));
        Assert.True(fit.Optimum.Converged);
        CheckNumbers(fit);
    }

    [Theory]
    [InlineData("noise ~ 1 + (1 | g) + (1 | h)", 2)]
    [InlineData("noise ~ 1 + (1 + x | g)", 2)]
    [InlineData("noise ~ 1 + (1 + x || g) + (1 | h)", 3)]
    public void Variances_of_nothing_collapse_in_every_direction_and_leave_least_squares(string formula, int directions)
    {
        // Residuals of a regression on the groups and their slopes have no variance between them.
        double[] h = Numbers(0, (i, _) => i / 6);
        double[] noise = [.. Noise];
        for (int pass = 0; pass < 200; pass++)
        {
            Sweep(noise, G, i => 1);
            Sweep(noise, G, i => X[i]);
            Sweep(noise, h, i => 1);
        }

        RemlFit fit = Fit(formula, ("noise", noise), ("h", h));
        Assert.Equal(directions, fit.Collapsed.Count);
        Assert.All(fit.VarianceComponents.Where(c => c.Parameter.Name.StartsWith("sd", StringComparison.Ordinal)),
            component => Assert.Equal(0, component.Estimate, 1e-8));
        Assert.Equal(Fit("noise ~ 1", ("noise", noise)).StandardError("intercept"), fit.StandardError("intercept"), Rounding);
        CheckNumbers(fit);
    }

    [Theory]
    [InlineData(1e8)]
    [InlineData(-1e8)]
    public void A_response_with_a_large_mean_loses_nothing(double mean)
    {
        // Numbers near 10⁸ are themselves rounded to 10⁻⁸.
        RemlFit near = Fit("y ~ x + (x | g)"), far = Fit("y ~ x + (x | g)", ("y", [.. Y.Select(y => y + mean)]));
        Assert.Equal(near["x"], far["x"], Rounding);
        Assert.Equal(near["intercept"] + mean, far["intercept"], 2e-8 * Math.Abs(mean));
        Assert.Equal(near["sigma"], far["sigma"], Rounding);
        Assert.Equal(near.Criterion, far.Criterion, 1e-4);
        CheckNumbers(far);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void A_predictor_s_unit_changes_only_units(double unit)
    {
        foreach (string formula in (string[])["y ~ x + (x | g)", "y ~ x + (x || g)", "y ~ x + (1 | g)"])
        {
            RemlFit plain = Fit(formula), scaled = Fit(formula, ("x", [.. X.Select(x => x * unit)]));
            Assert.True(scaled.Optimum.Converged);
            Assert.Equal(plain["x"], scaled["x"] * unit, Rounding);
            Assert.Equal(plain.StandardError("x"), scaled.StandardError("x") * unit, Rounding);
            Assert.Equal(plain["sigma"], scaled["sigma"], Rounding);
            ContrastTest expected = plain.TestCoefficients()[1], found = scaled.TestCoefficients()[1];
            Assert.Equal(expected.DegreesOfFreedom, found.DegreesOfFreedom, 1e-4 * expected.DegreesOfFreedom);
            CheckNumbers(scaled);
        }
    }

    [Fact]
    public void Predictors_of_very_different_scales_live_together()
    {
        double[] z = Numbers(13, (_, random) => random.NextDouble()), h = Numbers(0, (i, _) => i / 6);
        RemlFit plain = Fit("y ~ x + z + (x | g) + (0 + z | h)", ("z", z), ("h", h));
        RemlFit scaled = Fit("y ~ x + z + (x | g) + (0 + z | h)", ("x", [.. X.Select(x => x * 1e6)]), ("z", [.. z.Select(value => value * 1e-6)]), ("h", h));
        Assert.Equal(plain["x"], scaled["x"] * 1e6, Rounding);
        Assert.Equal(plain["z"], scaled["z"] * 1e-6, Rounding);
        CheckNumbers(scaled);
    }

    [Fact]
    public void A_constant_response_is_refused_in_words()
    {
        Exception exception = Assert.ThrowsAny<Exception>(() => Fit("y ~ x + (1 | g)", ("y", [.. Y.Select(_ => 3.0)])));
        Assert.True(exception is InvalidOperationException or ModelException);
        Assert.True(exception.Message.Length > 40, exception.Message);
    }

    /// <summary>Everything that a report shows is a number, or absent for a stated reason.</summary>
    private static void CheckNumbers(RemlFit fit)
    {
        Assert.True(double.IsFinite(fit.Criterion));
        Assert.All(fit.FixedEffects,
            effect => Assert.True(
                double.IsFinite(effect.Estimate) && (fit.Undetermined is not null || (effect.StandardError > 0 && double.IsFinite(effect.StandardError))),
                effect.ToString()));
        Assert.All(fit.VarianceComponents.Where(c => !c.Parameter.Name.StartsWith("cor", StringComparison.Ordinal)),
            component => Assert.True(component.Estimate >= 0, component.ToString()));
        Assert.All(fit.GroupEffects, effects => Assert.All(effects.Values, value => Assert.True(double.IsFinite(value))));
        if (fit.Undetermined is not null)
        {
            // What depends on the choice of a variance is absent; see UndeterminedVariancesTests.
            return;
        }

        foreach (DegreesOfFreedomMethod method in Enum.GetValues<DegreesOfFreedomMethod>())
        {
            Assert.All(fit.TestCoefficients(method), test => Assert.True(
                double.IsFinite(test.Estimate) && double.IsFinite(test.StandardError) && double.IsFinite(test.Statistic) && test.PValue is >= 0 and <= 1
                    && test.DegreesOfFreedom > 0,
                $"{method}: {test}"));
        }

        var decomposition = fit.DecomposeVariance();
        Assert.True(decomposition.ConditionalR2 is >= 0 and <= 1 && decomposition.MarginalR2 is >= 0 and <= 1, decomposition.ToString());
        var residuals = fit.Residuals();
        Assert.All(residuals.Conditional, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.PredictGroupEffects(), effects => Assert.All(effects.ConditionalCovariances, value => Assert.True(double.IsFinite(value))));
    }

    private static RemlFit Fit(string formula, params (string Name, double[] Values)[] columns) => Bind(formula, columns).FitReml();

    private static RemlFit Fit(string formula, string statements, params (string Name, double[] Values)[] columns) => Bind($"{statements}\n{formula}", columns)
        .FitReml();

    private static BoundModel Bind(string model, params (string Name, double[] Values)[] columns)
    {
        Dictionary<string, double[]> all = new() { ["x"] = X, ["y"] = Y, ["g"] = G };
        foreach ((string name, double[] values) in columns)
        {
            all[name] = values;
        }

        return Model.Parse(model).Bind(Table.FromColumns("t", [.. all.Select(column => new NumericColumn(column.Key, column.Value))]));
    }

    private static double[] Numbers(int seed, Func<int, System.Random, double> number)
    {
        System.Random random = new(seed);
        return [.. Enumerable.Range(0, Rows).Select(i => number(i, random))];
    }

    /// <summary>Subtracts the regression of y on z within each group.</summary>
    private static void Sweep(double[] y, double[] groups, Func<int, double> z)
    {
        foreach (IGrouping<double, int> group in Enumerable.Range(0, y.Length).GroupBy(i => groups[i]))
        {
            double slope = group.Sum(i => z(i) * y[i]) / group.Sum(i => z(i) * z(i));
            foreach (int i in group)
            {
                y[i] -= slope * z(i);
            }
        }
    }
}
