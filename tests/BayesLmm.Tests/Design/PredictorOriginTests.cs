using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Design;

public class PredictorOriginTests
{
    private static readonly Table Data = FarData.Create();

    public static TheoryData<string, string> Equivalent => new()
    {
        { "x7", "center(x7)" },
        { "x7 + z5", "center(x7) + center(z5)" },
        { "f * x7", "f * center(x7)" },
        { "x7 * z5", "center(x7) * center(z5)" },
        { "f * x7 * z", "f * center(x7) * z" },
        { "f + f:x7", "f + f:center(x7)" },
        { "0 + f + f:x7", "0 + f + f:center(x7)" },
    };

    [Theory]
    [MemberData(nameof(Equivalent))]
    public void Columns_measured_from_their_origin_are_those_of_the_centred_variables(string far, string near)
    {
        IReadOnlyList<DesignColumn> measured = Term(far).CenteredColumns, centered = Term(near).CenteredColumns;
        Assert.NotNull(Term(far).Origin);
        Assert.Null(Term(near).Origin);
        Assert.Equal(centered.Count, measured.Count);
        for (int j = 0; j < centered.Count; j++)
        {
            double largest = centered[j].Values.Max(Math.Abs);
            Assert.All(centered[j].Values.Zip(measured[j].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * largest));
        }
    }

    /// <summary>Without the margins that a shift needs, another origin would be another model; near variables need none.</summary>
    [Theory]
    [InlineData("0 + x7")]
    [InlineData("f:x7")]
    [InlineData("x:x7")]
    [InlineData("x + z")]
    [InlineData("poly(x7, 2)")]
    [InlineData("scale(x7)")]
    public void There_is_no_origin_where_a_shift_would_change_the_model_or_nothing(string effects) => Assert.Null(Term(effects).Origin);

    [Fact]
    public void Effects_weights_and_covariances_move_and_come_back()
    {
        PredictorOrigin origin = Term("f * x7 * z5").Origin!;
        int r = origin.Width;
        RandomStream random = new(5);
        double[] b = new double[r], w = new double[r], V = new double[r * r];
        random.FillNormal(b);
        random.FillNormal(w);
        double[] at = [.. b];
        origin.FromWritten(at);
        double[] back = [.. at];
        origin.ToWritten(back);
        double size = at.Max(Math.Abs);
        Assert.All(b.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-14 * size));

        // The same combination: w'b = w_c'b_c.
        double[] centered = [.. w];
        origin.WeightsFromWritten(centered);
        double whole = w.Zip(b, (x, y) => x * y).Sum(), moved = centered.Zip(at, (x, y) => x * y).Sum();
        Assert.Equal(whole, moved, 1e-10 * centered.Zip(at, (x, y) => Math.Abs(x * y)).Max());

        // b bᵀ of effects at the origin is b bᵀ of those as written.
        for (int i = 0; i < r * r; i++)
        {
            V[i] = at[i / r] * at[i % r];
        }

        origin.CovarianceToWritten(V);
        Assert.All(Enumerable.Range(0, r * r), i => Assert.Equal(back[i / r] * back[i % r], V[i], 1e-12 * size * size));
    }

    [Fact]
    public void Some_of_the_columns_keep_the_origin_if_they_have_their_margins()
    {
        PredictorOrigin origin = Term("x7 + z5").Origin!;
        Assert.Equal(origin[0, 1], origin.Select([0, 1])![0, 1]);
        Assert.Null(origin.Select([1, 2]));
        Assert.Null(origin.Select([0]));
        Assert.True(origin.Moves(0));
        Assert.False(origin.Moves(1));
        Assert.Equal(["x7", "z5"], origin.Variables);
    }

    private static BayesLmm.Design.RandomTermDesign Term(string effects) =>
        Model.Parse($"y ~ 1 + ({effects} | g)").Bind(Data).Design.RandomTerms[0];
}
