using System.Text.Json;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>What follows from a posterior of a binary, binomial or count response is what brms says of it.</summary>
public sealed class FamilyReferenceTests
{
    public static TheoryData<string> Names => [.. FamilyReference.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Expected_values_and_new_observations_are_those_of_brms(string name)
    {
        FamilyReference reference = FamilyReference.Read(name);
        Posterior posterior = reference.Sample();
        int[] rows = [.. reference["prediction_rows"].EnumerateArray().Select(row => row.GetInt32())];
        foreach ((string property, PredictionGroups groups, bool isNew) in (IEnumerable<(string, PredictionGroups, bool)>)
        [
            ("epred_known", PredictionGroups.Known, false),
            ("epred_population", PredictionGroups.Population, false),
            ("epred_new", PredictionGroups.New, false),
            ("predict_known", PredictionGroups.Known, true),
            ("predict_new", PredictionGroups.New, true),
        ])
        {
            PosteriorPredictions predictions = posterior.Predict(new PosteriorPredictionOptions { Groups = groups });
            foreach ((int row, (double mean, double sd, double meanError, _)) in rows.Zip(reference.Summaries(property)))
            {
                PosteriorPrediction own = predictions.Rows.Single(prediction => prediction.Row == row);
                PredictedValue value = isNew ? own.Observation! : own.Expected;
                AssertWithin(mean, value.Mean, meanError, OwnError(value, posterior, isNew), $"{property}, row {row}");

                // Those of new groups have no useful standard deviation: exp of a normal effect has heavy tails.
                Assert.True(
                    groups == PredictionGroups.New || Math.Abs(value.Sd - sd) < (0.12 * sd) + (10 * OwnError(value, posterior, isNew)),
                    $"{property}, row {row}: sd {value.Sd} for {sd}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaving_out_rows_says_what_brms_says(string name)
    {
        FamilyReference reference = FamilyReference.Read(name);
        LeaveOneOut left = new LeaveOutRun(reference.Sample(), null, null, TestContext.Current.CancellationToken) { FitsAgain = false }.Rows();
        JsonElement loo = reference["loo"];
        double[] pointwise = [.. loo.GetProperty("pointwise_elpd").EnumerateArray().Select(value => value.GetDouble())];

        Assert.Equal(pointwise.Length, left.Rows.Count);

        // Of rows whose weights have a variance, on our side; theirs may have none in a few.
        (LeftOutRow Row, double Theirs)[] reliable = [.. left.Rows.Zip(pointwise).Where(pair => pair.First.ParetoK < 0.5)];
        int agreeing = reliable.Count(pair => Math.Abs(pair.Row.Elpd - pair.Theirs) <= 0.05 + (6 * pair.Row.MonteCarloError));
        Assert.InRange(reliable.Length, 0.25 * pointwise.Length, pointwise.Length);
        Assert.InRange(agreeing, 0.97 * reliable.Length, reliable.Length);
        Assert.Equal(loo.GetProperty("elpd_waic").GetDouble(), left.Waic.Elpd, 0.01 * Math.Abs(loo.GetProperty("elpd_waic").GetDouble()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bayesian_R2_is_that_of_brms(string name)
    {
        FamilyReference reference = FamilyReference.Read(name);
        DrawnEstimate own = reference.Sample().DecomposeVariance().BayesR2;
        (double mean, double sd, double meanError, _) = reference.Summaries("bayes_R2").Single();
        AssertWithin(mean, own.Mean, meanError, own.MeanError, "R²");
        Assert.InRange(own.Sd, 0.9 * sd, 1.1 * sd);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replicated_responses_have_the_statistics_of_brms(string name)
    {
        FamilyReference reference = FamilyReference.Read(name);
        PosteriorChecks checks = reference.Sample().Check();
        foreach (JsonProperty statistic in reference["ppc"].EnumerateObject())
        {
            PosteriorCheck own = checks.Predictive.Single(check => check.Name == statistic.Name);
            double mean = statistic.Value.GetProperty("mean").GetDouble(), sd = statistic.Value.GetProperty("sd").GetDouble();
            Assert.Equal(statistic.Value.GetProperty("observed").GetDouble(), own.Observed, 1e-9 * (1 + Math.Abs(own.Observed)));

            // 4,000 replications on either side, of draws that are nearly independent.
            AssertWithin(mean, own.Mean, 1.5 * sd / Math.Sqrt(4000), 1.5 * own.Sd / Math.Sqrt(checks.Draws), statistic.Name);
            Assert.True(Math.Abs(own.Sd - sd) <= 0.12 * sd, $"{statistic.Name}: sd {own.Sd} for {sd}");
        }
    }

    private static double OwnError(PredictedValue value, Posterior posterior, bool isNew)
    {
        double independent = isNew ? posterior.Draws.Count : Math.Min(posterior.Draws.Count, posterior.Convergence.SmallestBulkEss);
        return value.Sd / Math.Sqrt(independent);
    }

    private static void AssertWithin(double expected, double actual, double error, double ownError, string what) => Assert.True(
        Math.Abs(actual - expected) <= FamilyReference.MostErrors * double.Hypot(error, ownError),
        FormattableString.Invariant($"{what}: {actual} for {expected}, Monte Carlo errors {ownError:g2} and {error:g2}"));
}
