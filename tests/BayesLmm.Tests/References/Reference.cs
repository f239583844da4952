using System.Text.Json;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.References;

/// <summary>A fit by another system, from <c>tests/reference</c>, with R's names turned into ours.</summary>
internal sealed class Reference
{
    private readonly JsonElement root;

    private Reference(JsonElement root)
    {
        this.root = root;
        Formula = root.GetProperty("formula").GetString()!.Replace(" | trials(size)", "", StringComparison.Ordinal);
        DataFile = root.GetProperty("data").GetString()!;
        Factors = root.GetProperty("factors") switch
        {
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(name => name.GetString()!)],
            _ => [],
        };
    }

    public string Formula { get; }

    public string DataFile { get; }

    public string[] Factors { get; }

    public JsonElement this[string property] => root.GetProperty(property);

    public bool Has(string property) => root.TryGetProperty(property, out _);

    public static Reference Read(string kind, string name) =>
        new(JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", kind, name + ".json"))).RootElement);

    public static IEnumerable<string> Names(string kind) =>
        Directory.EnumerateFiles(Repository.PathOf("tests", "reference", kind), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    /// <summary>The model as our text, with further statements appended.</summary>
    public BoundModel Bind(string statements = "")
    {
        string factors = string.Concat(Factors.Select(name => $"factor {name}\n"));
        Table table = TableReader.Read(Repository.PathOf("examples", "data", DataFile));
        return Model.Parse($"{factors}{Formula}\n{statements}").Bind(table);
    }

    /// <summary>R's coefficient name as ours: <c>age:SexMale</c> is <c>age:Sex[Male]</c>.</summary>
    public static string CoefficientName(string name, BoundModel model) =>
        name is "(Intercept)" or "Intercept" ? "intercept" : string.Join(":", name.Split(':').Select(part => FactorPart(part, model)));

    private static string WithoutBrackets(string name) => name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    /// <summary>brms writes - and + of names as M and P.</summary>
    private static string FactorPart(string part, BoundModel model)
    {
        // Among all names of the model, the one that reads the same without brackets.
        IEnumerable<string> names = model.FixedEffects.Select(effect => effect.Name).Concat(model.GroupTerms.SelectMany(term => term.Effects));
        return names.SelectMany(name => name.Split(':'))
            .FirstOrDefault(name => WithoutBrackets(name) == part || WithoutBrackets(name).Replace('-', 'M').Replace('+', 'P') == part)
            ?? part;
    }

    /// <summary>lme4's name of a grouping factor as ours: it writes <c>cask:batch</c> for batch/cask, and <c>Subject.1</c> for a second term.</summary>
    public static string GroupName(string name, BoundModel model)
    {
        string plain = name.Split('.')[0];
        string[] sorted = [.. plain.Split(':').Order()];
        return model.GroupTerms.Select(term => term.Group).First(group => group.Split(':').Order().SequenceEqual(sorted));
    }

    /// <summary>A level of lme4's <c>cask:batch</c> as a level of our <c>batch:cask</c>.</summary>
    public static string LevelName(string level, string group, BoundModel model)
    {
        string ours = GroupName(group, model);
        return ours == group.Split('.')[0] ? level : string.Join(":", level.Split(':').Reverse());
    }
}
