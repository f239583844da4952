namespace BayesLmm.Tests.References;

/// <summary>Models of binary responses, proportions and counts, of the data in <c>examples/data</c>.</summary>
internal static class GeneralizedModels
{
    public static BoundModel Bind(string file, string text) => Model.Parse(text).Bind(TableReader.Read(Repository.PathOf("examples", "data", file)));

    public static BoundModel Named(string name) => name switch
    {
        "cbpp" => Bind("cbpp.csv", "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size"),
        "cbpp slope" => Bind("cbpp.csv", "incidence ~ period + (period | herd)\nfamily binomial trials size, link probit"),
        "bacteria" => Bind("bacteria.csv", "let late = week > 2\npresent ~ trt + late + (1 | ID)\nfamily bernoulli"),
        "bacteria probit" => Bind("bacteria.csv", "let late = week > 2\npresent ~ trt + late + (1 | ID)\nfamily bernoulli link probit"),
        "bacteria cloglog" => Bind("bacteria.csv", "present ~ trt + week + (1 | ID)\nfamily bernoulli link cloglog"),
        "epilepsy" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient)\nfamily poisson"),
        "epilepsy_olre" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient) + (1 | obs)\nfamily poisson"),
        "epilepsy slope" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + zBase * Trt + (visit | patient)\nfamily negative_binomial"),
        "epilepsy uncorrelated" => Bind("epilepsy.csv", "factor Trt\ncount ~ zAge + (visit || patient)\nfamily poisson"),
        "owls" => Bind("owls.csv", "SiblingNegotiation ~ FoodTreatment * SexParent + (1 | Nest)\nfamily poisson\noffset logBroodSize"),
        "owls_nb" => Bind("owls.csv", "SiblingNegotiation ~ FoodTreatment * SexParent + (1 | Nest)\nfamily negative_binomial\noffset logBroodSize"),
        "salamanders" => Bind("salamanders.csv", "count ~ mined + spp + (1 | site)\nfamily poisson"),
        "salamanders_nb" => Bind("salamanders.csv", "count ~ mined + spp + (1 | site)\nfamily negative_binomial"),
        "salamanders crossed" => Bind("salamanders.csv", "count ~ mined + (1 | site) + (DOP | spp)\nfamily negative_binomial"),
        "salamanders nested" => Bind("salamanders.csv", "count ~ mined + (1 | site / sample)\nfamily poisson"),
        "toenail" => Bind("toenail.csv", "bad ~ treatment * time + (1 | patientID)\nfamily bernoulli"),
        "no groups" => Bind("salamanders.csv", "count ~ mined + spp\nfamily poisson"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such model."),
    };
}
