using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Design;

public class CrossProductsTests
{
    private const double Rounding = 1e-10;

    public static TheoryData<string> Models => [.. ModelFiles.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void All_products_equal_sums_over_the_rows(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        CrossProducts products = model.Products;
        ModelDesign design = model.Design;
        int n = design.RowCount, p = products.FixedCount, q = products.EffectCount;

        // Rows of [Z X r] in the coordinates of the products.
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++)
        {
            double[] row = new double[q + p + 1];
            row[q + p] = design.Response[i];
            for (int j = 0; j < p; j++)
            {
                row[q + j] = design.FixedEffects.Columns[j].Values[i] - products.Fixed.Centers[j];
                row[q + p] -= row[q + j] * products.Fixed.Reference[j];
            }

            for (int k = 0; k < design.RandomTerms.Count; k++)
            {
                for (int c = 0; c < products.Terms[k].Width; c++)
                {
                    row[products.Terms[k].FirstEffectOf(design.RandomTerms[k].Codes[i]) + c] = design.RandomTerms[k].Columns[c].Values[i];
                }
            }

            rows[i] = row;
        }

        double Product(int a, int b) => rows.Sum(row => row[a] * row[b]);
        Check(Product(q + p, q + p), products.Fixed.Yy);
        for (int a = 0; a < q; a++)
        {
            Check(Product(a, q + p), products.ZY[a]);
            for (int j = 0; j < p; j++)
            {
                Check(Product(a, q + j), products.ZX[(a * p) + j]);
            }
        }

        for (int j = 0; j < p; j++)
        {
            Check(Product(q + j, q + p), products.Fixed.Xy[j]);
            for (int i = 0; i < p; i++)
            {
                Check(Product(q + i, q + j), products.Fixed.Xx[(i * p) + j]);
            }
        }

        double[,] zz = Dense(products);
        for (int a = 0; a < q; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                Check(Product(a, b), zz[a, b]);
            }
        }
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e8)]
    public void A_response_and_a_predictor_with_a_large_mean_lose_nothing(double shift)
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        double[] Shifted(string name, double by) =>
            table.TryGetColumn(name, out Column? column)
                ? [.. ((NumericColumn)column).Values.ToArray().Select(value => Math.Round(value) + by)]
                : throw new InvalidDataException();
        Table Make(double by) => new("t", [new NumericColumn("y", Shifted("Reaction", by)), new NumericColumn("x", Shifted("Days", by)),
            new NumericColumn("g", Shifted("Subject", 0))]);

        Model model = Model.Parse("y ~ x + (1 | g)");
        var near = model.Bind(Make(0)).FitReml();
        var far = model.Bind(Make(shift)).FitReml();
        Assert.Equal(near.Criterion, far.Criterion, 1e-9 * near.Criterion);
        Assert.Equal(near["x"], far["x"], 1e-9 * near["x"]);
        Assert.Equal(near["sd(g, intercept)"], far["sd(g, intercept)"], 1e-6 * near["sd(g, intercept)"]);
    }

    private static void Check(double expected, double actual) => Assert.Equal(expected, actual, Rounding * Math.Max(1e3, Math.Abs(expected)));

    private static double[,] Dense(CrossProducts products)
    {
        double[,] dense = new double[products.EffectCount, products.EffectCount];
        LevelBlocks blocks = products.Blocks;
        (int First, int Width)[] levels = new (int, int)[blocks.LevelCount];
        foreach (TermShape term in products.Terms)
        {
            for (int level = 0; level < term.LevelCount; level++)
            {
                levels[term.FirstLevel + level] = (term.FirstEffectOf(level), term.Width);
            }
        }

        for (int level = 0; level < blocks.LevelCount; level++)
        {
            for (int b = blocks.ColumnStarts[level]; b < blocks.ColumnStarts[level + 1]; b++)
            {
                (int row, int height) = levels[blocks.Rows[b]];
                (int column, int width) = levels[level];
                for (int i = 0; i < height; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        dense[row + i, column + c] = blocks.Values[blocks.ValueStarts[b] + (i * width) + c];
                    }
                }
            }
        }

        return dense;
    }
}
