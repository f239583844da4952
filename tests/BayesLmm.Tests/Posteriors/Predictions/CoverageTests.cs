using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Tests.Posteriors.Predictions;

/// <summary>
/// Intervals of predictions over data sets that are simulated with parameters from the priors: those of 90 % cover 90 % of the truths (Cook, Gelman &amp; Rubin
/// 2006).
/// </summary>
public class CoverageTests(ITestOutputHelper output)
{
    private const int DataSets = 500, Parents = 6, Children = 3, Rows = 2, NewOnes = 10;

    private const string Text = """
        y ~ 1 + x + (1 | parent/child)
        prior intercept ~ normal(0, 2)
        prior x ~ normal(0, 1)
        prior sd(parent) ~ normal(0, 1)
        prior sd(parent:child) ~ normal(0, 1)
        prior sigma ~ normal(0, 1)
        """;

    [Fact]
    public void Intervals_of_known_groups_new_groups_and_new_children_cover_what_they_promise()
    {
        int[] covered = new int[4], counted = new int[4];
        Model model = Model.Parse(Text);
        Parallel.For(0, DataSets, set =>
        {
            Simulated data = Simulate(new RandomStream(20261128, (ulong)set));
            Posterior posterior = model.Bind(data.Fit).SampleWith(new ImportanceEngine(), new DrawOptions { Draws = 250, Seed = (ulong)set, Threads = 1 });
            PosteriorPredictions predictions =
                posterior.Predict(data.New, new PosteriorPredictionOptions { Probabilities = [0.05, 0.95], Threads = 1, Seed = (ulong)set });
            foreach (PosteriorPrediction row in predictions.Rows)
            {
                (int kind, double expected, double observation) = data.Truth[row.Row - 1];
                Count(kind, expected, row.Expected);
                Count(3, observation, row.Observation!);
            }
        });
        string[] kinds = ["known groups", "new groups", "new children", "new observations"];
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            double share = (double)covered[kind] / counted[kind];
            output.WriteLine($"{kinds[kind]}: {share:0.0000} of {counted[kind]}");
            Assert.InRange(share, 0.88, 0.92);
        }

        void Count(int kind, double truth, PredictedValue predicted)
        {
            Interlocked.Increment(ref counted[kind]);
            if (truth >= predicted.Quantiles[0] && truth <= predicted.Quantiles[1])
            {
                Interlocked.Increment(ref covered[kind]);
            }
        }
    }

    private static Simulated Simulate(RandomStream random)
    {
        double intercept = 2 * random.NextNormal(), slope = random.NextNormal();
        double sdParent = Math.Abs(random.NextNormal()), sdChild = Math.Abs(random.NextNormal()), sigma = Math.Abs(random.NextNormal());
        List<string> parents = [], children = [], newParents = [], newChildren = [];
        List<double> x = [], y = [], newX = [];
        List<(int, double, double)> truth = [];
        void Add(int kind, string parent, string child, double effect)
        {
            double at = random.NextNormal(), expected = intercept + (slope * at) + effect;
            newParents.Add(parent);
            newChildren.Add(child);
            newX.Add(at);
            truth.Add((kind, expected, expected + (sigma * random.NextNormal())));
        }

        for (int p = 0; p < Parents; p++)
        {
            double ofParent = sdParent * random.NextNormal();
            for (int c = 0; c < Children; c++)
            {
                double effect = ofParent + (sdChild * random.NextNormal());
                for (int row = 0; row < Rows; row++)
                {
                    double at = (row * 2) - 1;   // centred, so that the intercept's prior is that of the intercept as written
                    parents.Add($"p{p}");
                    children.Add($"c{c}");
                    x.Add(at);
                    y.Add(intercept + (slope * at) + effect + (sigma * random.NextNormal()));
                }

                Add(0, $"p{p}", $"c{c}", effect);
            }

            Add(2, $"p{p}", "new", ofParent + (sdChild * random.NextNormal()));
        }

        for (int i = 0; i < NewOnes; i++)
        {
            Add(1, $"new{i}", "c0", (sdParent * random.NextNormal()) + (sdChild * random.NextNormal()));
        }

        return new Simulated(
            Table.FromColumns(
                "data", Column.Numeric("y", y), Column.Numeric("x", x), Column.Categorical("parent", parents), Column.Categorical("child", children)),
            Table.FromColumns("new", Column.Numeric("x", newX), Column.Categorical("parent", newParents), Column.Categorical("child", newChildren)),
            truth);
    }

    private sealed record Simulated(Table Fit, Table New, List<(int Kind, double Expected, double Observation)> Truth);
}
