#:project ../src/BayesLmm/BayesLmm.csproj
#:property PublishAot=false

// One model, five answers: its factor graph, message passing on it as it is, collapsed and refined, Gibbs sampling on the same graph, and Hamiltonian Monte
// Carlo, which knows nothing of it.
//
//     dotnet run examples/message_passing.cs

using System.Globalization;
using BayesLmm;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

// Six samples of penicillin on 24 plates: crossed factors, one of them with few levels.
Model model = Model.Parse("factor plate\nfactor sample\ndiameter ~ 1 + (1 | plate) + (1 | sample)");
BoundModel bound = model.Bind(TableReader.Read(Path.Combine(folder, "data", "penicillin.csv")));
Console.WriteLine(GraphWriter.Text(bound));

DrawOptions options = new() { Draws = 4000, Seed = 20261125 };
Posterior approximation = bound.SampleWith(new MessagePassingEngine(Refinement.None), options);
MessagePassingReport messages = approximation.MessagePassing!;
Console.WriteLine($"Message passing: {messages.Sweeps} sweeps, lower bound {messages.LowerBound:F3}\n");

RemlFit reml = bound.FitReml();
EngineTable table = EngineTable.Create(
    reml,
    [
        new EngineAnswer("hmc", bound.SampleWith(new HmcEngine(), options)),
        new EngineAnswer("as it is", approximation),
        new EngineAnswer("collapsed", bound.SampleWith(new MessagePassingEngine(Refinement.Collapsed), options)),
        new EngineAnswer("refined", bound.SampleWith(new MessagePassingEngine(), options)),
        new EngineAnswer("gibbs", bound.SampleWith(new GibbsEngine(), options)),
    ]);

// Errors of means and standard deviations, in the standard deviations of Hamiltonian Monte Carlo.
Console.WriteLine($"{"",-24}{"REML",8}{"mean",9}{"sd",7}   {string.Join("   ", table.Others.Select(answer => $"{answer.Name,14}"))}");
foreach (QuantitySummary reference in table.Reference.Posterior.ParameterSummaries)
{
    string errors = string.Join(
        "   ", table.Others.Select(answer => table.Error(answer, reference.Name)).Select(error => $"{error.Mean,7:F2}{error.Sd,7:F2}"));
    Console.WriteLine($"{reference.Name,-24}{reml[reference.Name],8:F3}{reference.Mean,9:F3}{reference.Sd,7:F3}   {errors}");
}

return table.Others.All(answer => answer.Posterior.Convergence.Trustworthy) ? 0 : 2;
