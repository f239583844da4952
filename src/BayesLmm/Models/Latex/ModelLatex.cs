using BayesLmm.Covariances;
using BayesLmm.Design.Columns;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Models.Latex;

/// <summary>
/// Writes a model as the hierarchy of distributions that it is, in LaTeX for amsmath's <c>align*</c>: the response, its mean, the group effects, the priors.
/// Standard deviations of effects are s, their correlation matrix R.
/// </summary>
internal static class ModelLatex
{
    /// <summary>The number of terms of the mean on a line.</summary>
    private const int TermsOnALine = 4;

    /// <summary>A model that has met its data: every column of the design has its coefficient, and every parameter its prior.</summary>
    public static string Write(BoundModel model)
    {
        Residual residual = model.HasKnownErrors ? Residual.Known : model.Design.Weights is null ? Residual.Equal : Residual.Weighted;
        bool hasIntercept = model.Design.FixedEffects.HasIntercept;
        Effects[] terms = [.. model.GroupTerms.Select(term => new Effects(term.Group, [.. term.Effects], term.Structure, term.Levels.Count))];
        List<string> lines =
        [
            .. Likelihood(model.Design.ResponseName, [.. model.FixedEffects.Select(effect => effect.Name)], hasIntercept, terms,
                model.Design.Offset is not null, residual, model.Family, model.Design.RowCount),
            .. CoefficientPriors(model, hasIntercept),
        ];
        for (int k = 0; k < terms.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            for (int m = 0; m < term.Width; m++)
            {
                lines.Add(Prior(Sd(terms, k, m), term.SdPriors[m], positive: true));
            }

            if (term.CorrelationPrior is { } correlation)
            {
                lines.Add($@"{Correlation(terms, k)} &\sim \mathrm{{lkj}}({LatexText.Number(correlation.Eta)})");
            }
        }

        foreach (FamilyPrior prior in model.FamilyPriors.Where(prior => model.Estimates(prior.Parameter)))
        {
            bool isCut = prior.Parameter.Lower > 0 && prior.Parameter.Cuts(prior.Prior);
            lines.Add(Prior(prior.Parameter.Symbol, prior.Prior, positive: prior.Parameter.Lower == 0)
                + (isCut ? FormattableString.Invariant($@",\quad {prior.Parameter.Symbol} > {prior.Parameter.Lower}") : ""));
        }

        return Align(lines);
    }

    /// <summary>A model without data: a coefficient stands for all columns of its term, and only the priors that the text gives are known.</summary>
    public static string Write(Model model)
    {
        Formula formula = model.Formula;
        Residual residual = model.Steps.KnownErrors is not null ? Residual.Known
            : model.Steps.Weights is not null ? Residual.Weighted
            : Residual.Equal;
        bool hasOffset = formula.Offsets.Count > 0 || model.Steps.Offset is not null;
        Effects[] terms = [.. formula.Random.Select(term =>
        {
            string[] names = [.. term.Effects.Names];
            return new Effects(term.GroupName, names, term.Structure.WithWidth(names.Length), null);
        })];
        List<string> lines = [.. Likelihood(ExpressionPrinter.Print(formula.Response), [.. formula.Fixed.Names], formula.Fixed.HasIntercept, terms, hasOffset,
            residual, model.Family, null)];
        lines.AddRange(model.Priors.Select(GivenPrior));
        return Align(lines);
    }

    /// <summary>The standard deviation of a row's residual.</summary>
    private enum Residual
    {
        Equal,
        Weighted,
        Known,
    }

    private sealed record Effects(string Group, string[] Names, CovarianceStructure Structure, int? Levels);

    private static IEnumerable<string> Likelihood(string response, string[] coefficients, bool hasIntercept, Effects[] terms, bool hasOffset, Residual residual,
        Family family, int? rows)
    {
        string mean = family.Domain is ResponseDomain.Binary or ResponseDomain.Successes ? "p_{i}" : @"\mu_{i}";
        string variance = residual switch
        {
            Residual.Known => @"\mathrm{se}_{i}^{2}",
            Residual.Weighted => @"\sigma^{2} / w_{i}",
            _ => @"\sigma^{2}",
        };
        yield return $@"{LatexText.Text(response)}_{{i}} &\sim {family.ToLatex(mean, variance)}" + Range("i", rows);

        List<string> summands = [.. coefficients.Select((name, j) => Product(Coefficient(j, hasIntercept), hasIntercept && j == 0 ? null : name))];
        for (int k = 0; k < terms.Length; k++)
        {
            summands.AddRange(terms[k].Names.Select(
                (name, m) => Product(Effect(terms, k, m, LatexText.Text(terms[k].Group) + "[i]"), name == TermColumns.Intercept ? null : name)));
        }

        if (hasOffset)
        {
            summands.Add("o_{i}");
        }

        string[] chunks = [.. summands.Chunk(TermsOnALine).Select(chunk => string.Join(" + ", chunk))];
        yield return Links.ToLatex(family.Link, mean) + " &= " + string.Join("\\\\\n  &\\quad + ", chunks.DefaultIfEmpty("0"));
        for (int k = 0; k < terms.Length; k++)
        {
            foreach (string line in GroupDistribution(terms, k))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> GroupDistribution(Effects[] terms, int k)
    {
        Effects term = terms[k];
        string range = Range("j", term.Levels);
        if (!term.Structure.HasCorrelations)
        {
            return term.Names.Select((_, m) => $@"{Effect(terms, k, m, "j")} &\sim \mathrm{{N}}(0,\ {Sd(terms, k, m)}^{{2}}){range}");
        }

        string effects = string.Join(@",\ ", term.Names.Select((_, m) => Effect(terms, k, m, "j")));
        string diagonal = $@"\operatorname{{diag}}({string.Join(@",\ ", term.Names.Select((_, m) => Sd(terms, k, m)))})";
        string letter = $"S{Superscript(terms, k)}";
        return
        [
            $@"({effects})^{{\top}} &\sim \mathrm{{N}}(0,\ {letter} {Correlation(terms, k)} {letter}),\quad {letter} = {diagonal}{range}",
        ];
    }

    private static IEnumerable<string> CoefficientPriors(BoundModel model, bool hasIntercept)
    {
        for (int j = 0; j < model.FixedEffects.Count; j++)
        {
            string coefficient = Coefficient(j, hasIntercept);
            if (hasIntercept && j == 0 && model.FixedEffects.Count > 1)
            {
                coefficient += model.FixedEffects.Count == 2
                    ? $@" + {Coefficient(1, true)}\,\overline{{{LatexText.Text(model.FixedEffects[1].Name)}}}"
                    : $@" + \textstyle\sum_{{m = 1}}^{{{model.FixedEffects.Count - 1}}} \beta_{{m}} \bar{{x}}_{{m}}";
            }

            yield return Prior(coefficient, model.FixedEffects[j].Prior, positive: false);
        }
    }

    private static string Prior(string symbol, Distribution prior, bool positive) => prior switch
    {
        Flat => $@"p({symbol}) &\propto 1",
        Constant constant => $"{symbol} &= {LatexText.Number(constant.Value)}",
        _ => $@"{symbol} &\sim {LatexText.Distribution(prior.Name, prior.Arguments, isHalf: positive && prior.Support.Lower < 0)}",
    };

    private static string GivenPrior(PriorClause prior)
    {
        string symbol = LatexText.Text(prior.Parameter.Name);
        return prior.Prior is Distribution distribution
            ? Prior(symbol, distribution, positive: prior.Parameter.Kind == "sd" || IsPositive(prior.Parameter.Name))
            : $@"{symbol} &\sim {LatexText.Distribution(prior.Prior.Name, prior.Prior.Arguments)}";
    }

    private static bool IsPositive(string parameter) =>
        KnownFamilies.All.SelectMany(family => family.Parameters).Any(known => known.Name == parameter && known.Lower == 0);

    private static string Product(string factor, string? column) => column is null ? factor : $@"{factor}\,{LatexText.Text(column)}_{{i}}";

    private static string Coefficient(int j, bool hasIntercept) => $@"\beta_{{{(hasIntercept ? j : j + 1)}}}";

    /// <summary>The number of a term, when there are several.</summary>
    private static string Superscript(Effects[] terms, int k) => terms.Length == 1 ? "" : $"^{{({k + 1})}}";

    private static string Effect(Effects[] terms, int k, int m, string level) =>
        $"b{Superscript(terms, k)}_{{{(terms[k].Names.Length == 1 ? "" : $@"{m},\,")}{level}}}";

    /// <summary>In braces, because it may be squared.</summary>
    private static string Sd(Effects[] terms, int k, int m) => $"{{s{Superscript(terms, k)}{(terms[k].Names.Length == 1 ? "" : $"_{{{m}}}")}}}";

    private static string Correlation(Effects[] terms, int k) => $"R{Superscript(terms, k)}";

    private static string Range(string index, int? count) => count is null ? "" : $@",\quad {index} = 1, \dots, {count}";

    private static string Align(IEnumerable<string> lines) => "\\begin{align*}\n  " + string.Join("\\\\\n  ", lines) + "\n\\end{align*}\n";
}
