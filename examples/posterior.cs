#:project ../src/BayesLmm/BayesLmm.csproj
#:property PublishAot=false

// What follows from a posterior, from C#: quantities and hypotheses, predictions for known and new groups, marginal means, variance shares, ranks, checks, and
// the posterior without any group. Reaction times after nights of little sleep (Belenky et al. 2003).
//
//     dotnet run examples/posterior.cs

using System.Globalization;
using BayesLmm;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
Table sleep = TableReader.Read(Path.Combine(folder, "data", "sleepstudy.csv"));
Posterior posterior = Model.Parse("factor Subject\nReaction ~ Days + (Days | Subject)").Bind(sleep).Sample();

// Any expression in parameters and group effects, and the probability of a condition.
DrawnEstimate gap = posterior.Quantity("gap", "Subject[308, Days] - Subject[309, Days]");
Console.WriteLine($"gap of two subjects' slopes: {gap.Mean:F1}, sd {gap.Sd:F1}, 95 % [{gap.Lower:F1}, {gap.Upper:F1}]");
Console.WriteLine($"P(Days > 8): {posterior.TestHypothesis("Days > 8").Probability:F2}");

// Rows of any table: the expected value, and a new observation. The effects of a new subject are drawn from their distribution.
Table nights = Table.FromColumns("nights", Column.Numeric("Days", [10, 10]), Column.Categorical("Subject", ["308", "new"]));
foreach (PosteriorPrediction row in posterior.Predict(nights).Rows)
{
    Console.WriteLine($"row {row.Row}: expected {row.Expected.Mean:F0} (sd {row.Expected.Sd:F0}), a new observation within "
        + $"[{row.Observation!.Quantiles[0]:F0}, {row.Observation.Quantiles[1]:F0}]");
}

// Means over a grid, and their difference.
MarginalGrid<DrawnEstimate> means = posterior.Means(new MeansOptions
{
    Of = ["Days"], At = [new PredictorValues("Days", [0, 9])], Contrasts = ContrastKind.Reference,
});
Console.WriteLine($"{means.Contrasts[0].Name}: {means.Contrasts[0].Value!.Mean:F0}, sd {means.Contrasts[0].Value!.Sd:F0}");

PosteriorVariance variance = posterior.DecomposeVariance();
Console.WriteLine($"ICC {variance.AdjustedIcc.Mean:F2}, Bayesian R² {variance.BayesR2.Mean:F2}");

// What the model hardly produces, and the subject without whom a parameter moves most.
foreach (PosteriorCheck check in posterior.Check().Assumptions.Where(check => check.IsDoubtful))
{
    Console.WriteLine($"doubtful: {check.Name}, {check.Observed:F2} where {check.Mean:F2} is expected");
}

LeaveGroupsOut without = posterior.LeaveGroupsOut("Subject");
(LeftOutGroup group, ParameterWithout parameter) = without.Largest.MaxBy(shift => Math.Abs(shift.Parameter.Shift));
Console.WriteLine($"elpd of new subjects {without.Elpd.Elpd:F0}; without {group.Level}, {parameter.Name} moves by {parameter.Shift:F1} posterior sds");
return posterior.Convergence.Trustworthy ? 0 : 2;
