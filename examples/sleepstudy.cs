#:project ../src/BayesLmm/BayesLmm.csproj
#:property PublishAot=false

// Sleep deprivation from C#: the model of models/sleepstudy.blmm written with the builder, then its posterior and its REML fit side by side.
//
//     dotnet run examples/sleepstudy.cs

using System.Globalization;
using BayesLmm;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

Model model = Model.For("Reaction")
    .Fixed("Days")
    .Random("Subject", "Days")
    .Factor("Subject")
    .Prior("Days", Prior.Normal(0, 20))
    .Prior("sigma", Prior.Exponential(0.02))
    .Build();
BoundModel bound = model.Bind(TableReader.Read(Path.Combine(folder, "data", "sleepstudy.csv")));

RemlFit reml = bound.FitReml();
Posterior posterior = bound.Sample(new() { Seed = 20261122 });
AgreementReport agreement = posterior.CompareWith(reml);

Console.WriteLine(model.FormulaText);
Console.WriteLine($"{"",-30} {"REML",8} {"SE",7} {"posterior",10} {"sd",7}");
foreach (ParameterAgreement row in agreement.Parameters)
{
    Console.WriteLine($"{row.Name,-30} {row.Estimate,8:F2} {row.StandardError,7:F2} {row.PosteriorMean,10:F2} {row.PosteriorSd,7:F2}");
}

Console.WriteLine(agreement.EnginesAgree ? "The engines agree." : "The engines DISAGREE.");
return posterior.Convergence.Trustworthy && agreement.EnginesAgree ? 0 : 2;
