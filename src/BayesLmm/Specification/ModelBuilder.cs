using System.Diagnostics.CodeAnalysis;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// Writes a model in C#, term by term. What it makes is a model text, which the language's own parser reads: so what can be written, and which errors are
/// found, is the same as in a file. Immutable; every method gives a new builder.
/// </summary>
/// <example>
/// <code>
/// Model model = Model.For("Reaction").Fixed("Days").Random("Subject", "Days").Prior("sigma", Prior.Exponential(0.02)).Build();
/// </code>
/// </example>
public sealed class ModelBuilder
{
    private readonly string response;
    private readonly EquatableArray<string> fixedTerms;
    private readonly EquatableArray<string> randomTerms;
    private readonly EquatableArray<string> statements;

    private ModelBuilder(string response, EquatableArray<string> fixedTerms, EquatableArray<string> randomTerms, EquatableArray<string> statements)
    {
        this.response = response;
        this.fixedTerms = fixedTerms;
        this.randomTerms = randomTerms;
        this.statements = statements;
    }

    internal static ModelBuilder Start(string response) => new(response, [], [], []);

    /// <summary>The model in the language: the formula, then the statements in the order in which they were added.</summary>
    public string Text
    {
        get
        {
            string terms = string.Join(" + ", WithIntercept(fixedTerms).Concat(randomTerms));
            return string.Join('\n', statements.Prepend($"{response} ~ {terms}")) + "\n";
        }
    }

    /// <summary>
    /// Adds fixed effects: columns, or anything that may stand in a formula, as <c>age * Sex</c>. There is an intercept unless the first term is <c>0</c>.
    /// </summary>
    public ModelBuilder Fixed(params string[] terms) => new(response, [.. fixedTerms, .. terms], randomTerms, statements);

    /// <summary>Adds effects that vary over the levels of a group and are correlated with each other: <c>(1 + effects | group)</c>.</summary>
    /// <param name="group">The grouping factor; <c>batch/cask</c> and <c>a:b</c> are allowed.</param>
    /// <param name="effects">What varies besides the intercept. There is no intercept when the first is <c>0</c>.</param>
    public ModelBuilder Random(string group, params string[] effects) => AddRandom(group, "|", effects);

    /// <summary>Adds effects that vary over the levels of a group and are independent of each other: <c>(1 + effects || group)</c>.</summary>
    /// <param name="group">The grouping factor.</param>
    /// <param name="effects">What varies besides the intercept. There is no intercept when the first is <c>0</c>.</param>
    public ModelBuilder UncorrelatedRandom(string group, params string[] effects) => AddRandom(group, "||", effects);

    /// <summary>Reads a column as categorical.</summary>
    /// <param name="column">The column.</param>
    /// <param name="reference">The reference level, or null for the first.</param>
    /// <param name="contrasts">The contrast, as <c>sum</c>, or null for treatment.</param>
    public ModelBuilder Factor(string column, string? reference = null, string? contrasts = null) => Statement(
        "factor " + ExpressionPrinter.PrintName(column)
        + (contrasts is null ? "" : " contrasts " + contrasts)
        + (reference is null ? "" : $" reference \"{reference}\""));

    /// <summary>Computes a column from others: <c>let name = expression</c>.</summary>
    public ModelBuilder Let(string name, string expression) => Statement($"let {ExpressionPrinter.PrintName(name)} = {expression}");

    /// <summary>Uses the rows for which a condition holds.</summary>
    public ModelBuilder Where(string condition) => Statement("where " + condition);

    /// <summary>Gives a parameter, or a group of them, a prior: <c>sigma</c>, <c>sd(Subject)</c>, <c>cor(Subject)</c>, <c>coefficients</c>.</summary>
    public ModelBuilder Prior(string parameter, PriorDistribution distribution) => Statement($"prior {parameter} ~ {distribution}");

    /// <summary>Names the distribution of the response given its linear predictor: <c>family binomial trials size, link probit</c>.</summary>
    /// <param name="name">The family's name, as <c>poisson</c>.</param>
    /// <param name="trials">The number of trials of each row of a binomial response: a column, a number or an expression; otherwise null.</param>
    /// <param name="link">The link, as <c>probit</c>; null for the family's own.</param>
    public ModelBuilder Family(string name, string? trials = null, string? link = null) =>
        Statement($"family {name}{(trials is null ? "" : $" trials {trials}")}{(link is null ? "" : $", link {link}")}");

    /// <summary>Adds any other statement of the language as text: <c>weights w</c>, <c>sample chains 2</c>, an <c>across</c> block.</summary>
    public ModelBuilder Statement(string text) => new(response, fixedTerms, randomTerms, [.. statements, text]);

    /// <summary>Parses the text.</summary>
    /// <exception cref="ModelException">The model is wrong; the exception carries every diagnostic, which point into <see cref="Text"/>.</exception>
    public Model Build() => Model.Parse(Text);

    /// <summary>Parses the text.</summary>
    /// <param name="model">The model, when there is no error.</param>
    /// <param name="diagnostics">Errors and warnings.</param>
    public bool TryBuild([NotNullWhen(true)] out Model? model, out EquatableArray<Diagnostic> diagnostics) =>
        Model.TryParse(Text, "model", out model, out diagnostics);

    private ModelBuilder AddRandom(string group, string bar, string[] effects) =>
        new(response, fixedTerms, [.. randomTerms, $"({string.Join(" + ", WithIntercept(effects))} {bar} {group})"], statements);

    private static IEnumerable<string> WithIntercept(IReadOnlyList<string> terms) => terms is ["0" or "1", ..] ? terms : terms.Prepend("1");
}
