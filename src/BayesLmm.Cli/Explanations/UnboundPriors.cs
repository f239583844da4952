using BayesLmm.Design.Columns;
using BayesLmm.Design.Formulas;
using BayesLmm.Families;
using BayesLmm.Language.Syntax;
using BayesLmm.Models;
using BayesLmm.Models.Priors;

namespace BayesLmm.Cli.Explanations;

/// <summary>The parameters of a model without data: as many as its terms show, with the priors that the text gives.</summary>
internal static class UnboundPriors
{
    private const string FromResponse = "student_t, by the size of the response";
    private const string PositiveHalf = "positive half";
    private const string PerTerm = "one coefficient, or one for each column of a factor";

    /// <summary>Distributions of which a positive parameter takes the positive half.</summary>
    private static readonly string[] Symmetric = ["normal(", "student_t(", "cauchy(", "laplace(", "logistic("];

    /// <summary>One line for each parameter.</summary>
    public static IEnumerable<PriorListing> Of(Model model)
    {
        Dictionary<string, string> given = model.Syntax.Statements.OfType<PriorStatement>().ToDictionary(
            prior => Key(prior.Parameter.Name),
            prior => $"{prior.Distribution.Name.Text}({string.Join(", ", prior.Distribution.Arguments.Select(argument => Language.ExpressionPrinter.PrintNumber(argument.Value)))})".Replace("()", "", StringComparison.Ordinal),
            StringComparer.Ordinal);
        PriorListing Line(string name, string? general, string otherwise, string note) =>
            given.TryGetValue(Key(name), out string? own) || (general is not null && given.TryGetValue(Key(general), out own))
                ? new PriorListing(name, own, IsDefault: false, note == PositiveHalf && !Symmetric.Any(own.StartsWith) ? "" : note)
                : new PriorListing(name, otherwise, IsDefault: true, note);

        foreach (string name in Names(model.Formula.Fixed))
        {
            bool isIntercept = name == TermColumns.Intercept;
            yield return isIntercept ? Line(name, null, FromResponse, "") : Line(name, "coefficients", new Flat().ToString(), PerTerm);
        }

        foreach (RandomTermFormula term in model.Formula.Random)
        {
            string[] effects = [.. Names(term.Effects)];
            foreach (string effect in effects)
            {
                yield return Line(Parameter.Sd(term.GroupName, effect).Name, $"sd({term.GroupName})", FromResponse, PositiveHalf);
            }

            if (term.Structure.WithWidth(effects.Length).DefaultCorrelationPrior is { } correlation)
            {
                yield return Line($"cor({term.GroupName})", null, correlation.ToString(), "");
            }
        }

        if (!model.Syntax.Statements.Any(statement => statement is KnownSeStatement))
        {
            yield return Line(Parameter.Sigma.Name, null, FromResponse, PositiveHalf);
        }

        if (model.Syntax.Statements.Any(statement => statement is FamilyStatement { Family.Text: "student_t" }))
        {
            yield return Line(Parameter.Nu.Name, null, new Gamma(2, 0.1).ToString(), FormattableString.Invariant($"above {StudentTFamily.SmallestNu}"));
        }
    }

    private static IEnumerable<string> Names(TermList terms)
    {
        IEnumerable<string> names = terms.Terms.Select(term => string.Join(":", terms.Variables.Where((_, index) => term.Contains(index)).Select(variable => variable.Name)));
        return terms.HasIntercept ? names.Prepend(TermColumns.Intercept) : names;
    }

    private static string Key(string name) => name.Replace(" ", "", StringComparison.Ordinal);
}
