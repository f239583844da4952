using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Tests.Posteriors.Rows;

public sealed class ResponsePlacesTests
{
    private const int Count = 4000;

    /// <summary>Counts drawn from the model have uniform places, although their probabilities have large steps.</summary>
    [Fact]
    public void Places_of_counts_from_the_model_are_uniform()
    {
        RandomStream random = new(12);
        double[] y = new double[Count], eta = [.. Enumerable.Range(0, Count).Select(i => (i % 7) - 3.0)];
        new PoissonFamily().Rows.Simulate(1, eta, [], random, y);
        BoundModel model = Model.Parse("y ~ x").Bind(Table.FromColumns("counts", new NumericColumn("y", y), new NumericColumn("x", eta))) with
        {
            Family = new PoissonFamily(),
        };
        double[] places = [.. Enumerable.Range(0, Count).Select(row =>
        {
            double[] place = [eta[row]];
            ResponsePlaces.Compute(model, row, 5, place, [], place);
            double[] again = [eta[row]];
            ResponsePlaces.Compute(model, row, 5, again, [], again);
            Assert.Equal(place[0], again[0]);
            double[] upper = [eta[row]], lower = [eta[row]];
            model.Family.Rows.Probabilities(y[row], 1, upper, [], upper);
            model.Family.Rows.LowerProbabilities(y[row], 1, lower, [], lower);
            Assert.InRange(place[0], lower[0], upper[0]);
            return place[0];
        }).Order()];
        Assert.InRange(places.Select((place, i) => Math.Abs(place - ((i + 0.5) / Count))).Max(), 0, 1.95 / Math.Sqrt(Count));
    }

    [Fact]
    public void A_place_of_a_continuous_response_is_its_probability()
    {
        BoundModel model = Model.Parse("y ~ 1").Bind(Table.FromColumns("two", new NumericColumn("y", [0.5, 2])));
        double[] place = [0];
        ResponsePlaces.Compute(model, 0, 5, place, [[1.0]], place);
        Assert.Equal(0.69146246127401310, place[0], 1e-12);
    }
}
