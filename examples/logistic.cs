#:project ../src/BayesLmm.Sampling/BayesLmm.Sampling.csproj
#:property PublishAot=false

// The sampler on a density that is no mixed model: does the incidence of contagious bovine pleuropneumonia fall over four periods (examples/data/cbpp.csv,
// Lesnoff et al. 2004)? Logistic regression with normal(0, 2.5) priors on intercept and slope; log posterior and gradient are written by hand.
//
//     dotnet run examples/logistic.cs

using System.Globalization;
using BayesLmm.Sampling;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string file = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data", "cbpp.csv");
string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
int Column(string name) => Array.IndexOf(lines[0], name);
double[] Numbers(string name) => [.. lines.Skip(1).Select(line => double.Parse(line[Column(name)], CultureInfo.InvariantCulture))];
LogisticRegression density = new(Numbers("period"), Numbers("incidence"), Numbers("size"));

Draws result = NoUTurnSampler.Sample(density, new SamplingOptions { Seed = 1 });

foreach ((string name, int coordinate) in (ReadOnlySpan<(string, int)>)[("intercept", 0), ("period", 1)])
{
    double[] draws = result.Coordinate(coordinate);
    ConvergenceSummary convergence = ConvergenceSummary.Of(draws, result.Chains);
    Console.WriteLine(
        $"{name,-9} mean {draws.Average(),6:f2} ± {MonteCarloError.OfMean(draws, result.Chains):f3}, below 0 in "
            + $"{draws.Count(value => value < 0) / (double)draws.Length:p1} of the draws, R-hat {convergence.RHat:f3}, bulk ESS {convergence.BulkEss:f0}");
}

Trajectories trajectories = (Trajectories)result.Origin;
Console.WriteLine($"{trajectories.DivergentDraws.Count} divergences. {trajectories.StartExplanation}");

internal sealed class LogisticRegression(double[] period, double[] cases, double[] size) : ILogDensity, ILogDensityEvaluator
{
    public int Dimension => 2;

    // It has no memory of its own, so chains may share it.
    public ILogDensityEvaluator CreateEvaluator() => this;

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        const double PriorVariance = 2.5 * 2.5;
        double value = -((position[0] * position[0]) + (position[1] * position[1])) / (2 * PriorVariance);
        gradient[0] = -position[0] / PriorVariance;
        gradient[1] = -position[1] / PriorVariance;
        for (int i = 0; i < cases.Length; i++)
        {
            double eta = position[0] + (position[1] * period[i]);
            double probability = 1 / (1 + Math.Exp(-eta));
            value += (cases[i] * eta) - (size[i] * (Math.Max(eta, 0) + Math.Log(1 + Math.Exp(-Math.Abs(eta)))));
            double residual = cases[i] - (size[i] * probability);
            gradient[0] += residual;
            gradient[1] += residual * period[i];
        }

        return value;
    }
}
