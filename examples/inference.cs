#:project ../src/BayesLmm/BayesLmm.csproj
#:property PublishAot=false

// What follows from a REML fit, from C#: tests of coefficients and terms, marginal means, a likelihood-ratio test, intervals by profile and bootstrap,
// predictions. A split-plot trial of oats (Yates 1935): varieties differ between plots, nitrogen within them.
//
//     dotnet run examples/inference.cs

using System.Globalization;
using BayesLmm;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
Table oats = TableReader.Read(Path.Combine(folder, "data", "oats.csv"));
RemlFit fit = Model.Parse("yield ~ nitro + Variety + (1 | Block/Variety)").Bind(oats).FitReml();

// Tests that allow for the variances being estimated. What they share is worked out once.
FixedEffectInference inference = fit.InferFixedEffects(DegreesOfFreedomMethod.KenwardRoger);
foreach (ContrastTest row in inference.TestCoefficients())
{
    Console.WriteLine(
        $"{row.Name,-22} {row.Estimate,8:F2} {row.StandardError,6:F2} {row.DegreesOfFreedom,6:F1} {row.PValue,8:F4}  [{row.Lower:F1}, {row.Upper:F1}]");
}

JointTest variety = inference.Anova(SumOfSquaresType.TypeIII)["Variety"].Test!;
Console.WriteLine(
    $"Variety: F({variety.NumeratorDegreesOfFreedom}, {variety.DenominatorDegreesOfFreedom:F1}) = {variety.Statistic:F2}, p = {variety.PValue:F3}");

foreach (PairwiseContrast pair in inference.MarginalMeans("Variety").Pairs(PValueAdjustment.Tukey))
{
    Console.WriteLine($"{pair.First} - {pair.Second}: {pair.Test.Estimate:F2}, p = {pair.AdjustedPValue:F3} (Tukey)");
}

VarianceDecomposition variance = fit.DecomposeVariance();
Console.WriteLine($"ICC {variance.AdjustedIcc:F3}, R² marginal {variance.MarginalR2:F3}, conditional {variance.ConditionalR2:F3}");

// Do plots vary beyond their blocks? A variance of 0 is at the end of its range: the p-value is of the mixture of χ² distributions that holds there, and of a
// simulation.
RemlFit smaller = Model.Parse("yield ~ nitro + Variety + (1 | Block)").Bind(oats).FitReml();
LikelihoodRatioTest plots = smaller.CompareLikelihood(fit).Test!;
BootstrapTest simulated = smaller.BootstrapTest(fit, new BootstrapOptions { Replicates = 200, Seed = 1 });
Console.WriteLine(
    $"Plots: χ² = {plots.Statistic:F2}, p = {plots.PValue:F4} by χ², {plots.MixturePValue:F4} by {plots.Mixture}, {simulated.PValue:F3} by bootstrap");

ProfileInterval profile = fit.ProfileIntervals(new ProfileOptions { Parameters = ["sd(Block, intercept)"] }).Intervals[0];
BootstrapSummary bootstrap = fit.Bootstrap(new BootstrapOptions { Replicates = 200, Seed = 1 }).Summarize("sd(Block, intercept)");
Console.WriteLine(
    $"sd(Block, intercept): profile [{profile.Lower:F1}, {profile.Upper:F1}], bootstrap [{bootstrap.Percentile?.Lower:F1}, {bootstrap.Percentile?.Upper:F1}]");

Prediction first = fit.Predict().Rows[0];
Console.WriteLine($"Row 1: {first.Mean:F1}, SE {first.StandardError:F1}, a new observation within [{first.PredictionLower:F1}, {first.PredictionUpper:F1}]");
return fit.Optimum.Converged ? 0 : 2;
