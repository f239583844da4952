using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.References;

/// <summary>Models of binary responses, proportions and counts, of the data in <c>examples/data</c>.</summary>
internal static class GeneralizedModels
{
    /// <summary>A model of a file's data.</summary>
    /// <param name="file">The file.</param>
    /// <param name="text">Formula and statements of a model with normal residuals; <c>weights</c> are the numbers of trials.</param>
    /// <param name="family">The family that takes their place.</param>
    public static BoundModel Bind(string file, string text, Family family)
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", file));
        if (file == "bacteria.csv")
        {
            double[] late = [.. ((NumericColumn)table.Columns.First(column => column.Name == "week")).Values.ToArray().Select(week => week > 2 ? 1.0 : 0)];
            table = new Table(table.Name, [.. table.Columns, new NumericColumn("late", late)]);
        }

        return As(Model.Parse(text).Bind(table), family);
    }

    /// <summary>The same model with another family.</summary>
    public static BoundModel As(BoundModel bound, Family family)
    {
        ModelDesign design = bound.Design;
        EquatableArray<FamilyPrior> priors = family.Parameters.Select(parameter => new FamilyPrior(parameter, new Constant(1))).ToEquatableArray();
        return (bound with { Family = family, FamilyPriors = priors }).WithRows(design, new MemoryCrossProducts(design, family.StartingPredictor).Create());
    }

    public static BoundModel Named(string name) => name switch
    {
        "cbpp" => Bind("cbpp.csv", "factor period\nincidence ~ period + (1 | herd)\nweights size", new BinomialFamily()),
        "cbpp slope" => Bind("cbpp.csv", "incidence ~ period + (period | herd)\nweights size", new BinomialFamily(Link.Probit)),
        "bacteria" => Bind("bacteria.csv", "present ~ trt + late + (1 | ID)", new BernoulliFamily()),
        "bacteria probit" => Bind("bacteria.csv", "present ~ trt + late + (1 | ID)", new BernoulliFamily(Link.Probit)),
        "bacteria cloglog" => Bind("bacteria.csv", "present ~ trt + week + (1 | ID)", new BernoulliFamily(Link.CLogLog)),
        "epilepsy" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient)", new PoissonFamily()),
        "epilepsy_olre" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient) + (1 | obs)", new PoissonFamily()),
        "epilepsy slope" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + zBase * Trt + (visit | patient)", new NegativeBinomialFamily()),
        "epilepsy uncorrelated" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + (visit || patient)", new PoissonFamily()),
        "owls" => Bind("owls.csv", "SiblingNegotiation ~ FoodTreatment * SexParent + (1 | Nest)\noffset logBroodSize", new PoissonFamily()),
        "owls_nb" => Bind("owls.csv", "SiblingNegotiation ~ FoodTreatment * SexParent + (1 | Nest)\noffset logBroodSize", new NegativeBinomialFamily()),
        "salamanders" => Bind("salamanders.csv", "count ~ mined + spp + (1 | site)", new PoissonFamily()),
        "salamanders_nb" => Bind("salamanders.csv", "count ~ mined + spp + (1 | site)", new NegativeBinomialFamily()),
        "salamanders crossed" => Bind("salamanders.csv", "count ~ mined + (1 | site) + (DOP | spp)", new NegativeBinomialFamily()),
        "salamanders nested" => Bind("salamanders.csv", "count ~ mined + (1 | site / sample)", new PoissonFamily()),
        "toenail" => Bind("toenail.csv", "bad ~ treatment * time + (1 | patientID)", new BernoulliFamily()),
        "no groups" => Bind("salamanders.csv", "count ~ mined + spp", new PoissonFamily()),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such model."),
    };
}
