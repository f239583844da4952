using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Families;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm.Models;

/// <summary>
/// Gives every parameter its prior: the statement that names it most closely (<c>sd(Subject, Days)</c> before <c>sd(Subject)</c>, a coefficient's own before
/// <c>coefficients</c>), else the default.
/// </summary>
internal sealed class PriorResolution
{
    /// <summary>Stands for every coefficient other than the intercept that has no prior of its own.</summary>
    public const string Coefficients = "coefficients";

    private readonly ModelSyntax syntax;
    private readonly ModelDesign design;
    private readonly DefaultPriors defaults;
    private readonly ResponseScale scale;
    private readonly Family family;
    private readonly List<Diagnostic> diagnostics;
    private readonly Dictionary<string, PriorStatement> given = new(StringComparer.Ordinal);
    private readonly List<PriorListing> listing = [];

    private PriorResolution(ModelSyntax syntax, ModelDesign design, List<Diagnostic> diagnostics)
    {
        this.syntax = syntax;
        this.design = design;
        this.diagnostics = diagnostics;
        defaults = DefaultPriors.For(design.Response);
        scale = ResponseScale.Of(design.Response);
        family = syntax.Statements.OfType<FamilyStatement>().Select(statement => KnownFamilies.Find(statement.Family.Text)).FirstOrDefault() ?? KnownFamilies.Default;
    }

    /// <summary>Every parameter with its prior. What is wrong is added to <paramref name="diagnostics"/>.</summary>
    public static ResolvedPriors Resolve(ModelSyntax syntax, ModelDesign design, List<Diagnostic> diagnostics)
    {
        PriorResolution resolution = new(syntax, design, diagnostics);
        resolution.ReadStatements();
        return resolution.Resolve();
    }

    /// <summary>The priors of a model's parameters.</summary>
    internal sealed record ResolvedPriors(
        EquatableArray<FixedEffect> FixedEffects, EquatableArray<GroupTerm> GroupTerms, Family Family, EquatableArray<FamilyPrior> FamilyPriors, EquatableArray<PriorListing> Listing);

    private void ReadStatements()
    {
        List<string> names = AllNames();
        Dictionary<string, string> byKey = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            byKey.TryAdd(Key(name), name);
        }

        foreach (PriorStatement statement in syntax.Statements.OfType<PriorStatement>())
        {
            ParameterReference parameter = statement.Parameter;
            if ((names.Contains(parameter.Name) ? parameter.Name : byKey.GetValueOrDefault(Key(parameter.Name))) is { } name)
            {
                given[name] = statement;
                CheckKind(statement, name);
            }
            else if (parameter.Kind == "cor" && parameter.Arguments.Count > 0 && design.RandomTerms.FirstOrDefault(t => t.Group == parameter.Arguments[0].Text) is { } term)
            {
                diagnostics.Add(design.RandomTerms.Any(t => t.Group == term.Group && t.Structure.HasCorrelations)
                    ? PriorDiagnostics.SingleCorrelation(syntax.Source, parameter, term.Group)
                    : PriorDiagnostics.NoCorrelation(syntax.Source, parameter, term.Group));
            }
            else if (parameter.Name == Parameter.Nu.Name)
            {
                diagnostics.Add(PriorDiagnostics.NoDegreesOfFreedom(syntax.Source, parameter));
            }
            else
            {
                diagnostics.Add(PriorDiagnostics.UnknownParameter(syntax.Source, parameter, names));
            }
        }
    }

    private void CheckKind(PriorStatement statement, string name)
    {
        bool isLkj = statement.Distribution.Name.Text == "lkj";
        bool isCorrelation = name.StartsWith("cor(", StringComparison.Ordinal);
        if (isLkj != isCorrelation)
        {
            diagnostics.Add(isLkj
                ? PriorDiagnostics.OnlyForCorrelation(syntax.Source, statement.Distribution, name)
                : PriorDiagnostics.NotForCorrelation(syntax.Source, statement.Distribution, name));
        }
        else if ((name == "sigma" || name.StartsWith("sd(", StringComparison.Ordinal)) && DistributionFactory.Create(statement.Distribution) is { } prior && !(prior.ProbabilityPositive > 0))
        {
            diagnostics.Add(PriorDiagnostics.NothingPositive(syntax.Source, statement.Distribution, name));
        }
        else if (FamilyParameterOf(name) is { Lower: not 0 } parameter && DistributionFactory.Create(statement.Distribution) is { } ofNu)
        {
            if (parameter.NeedsProperPrior && !ofNu.IsProper)
            {
                diagnostics.Add(PriorDiagnostics.FlatDegreesOfFreedom(syntax.Source, statement.Distribution));
            }
            else if (!(ofNu.ProbabilityAbove(parameter.Lower) > 0))
            {
                diagnostics.Add(PriorDiagnostics.NothingAbove(syntax.Source, statement.Distribution, name, parameter.Lower));
            }
        }
    }

    /// <summary>All names that a prior may have in this model, the general ones included.</summary>
    private List<string> AllNames()
    {
        List<string> names = [.. design.FixedEffects.Names];
        if (names.Any(name => name != TermColumns.Intercept))
        {
            names.Add(Coefficients);
        }

        foreach (RandomTermDesign term in design.RandomTerms)
        {
            names.Add($"sd({term.Group})");
            names.AddRange(term.Names.Select(effect => Parameter.Sd(term.Group, effect).Name));
            if (term.Structure.HasCorrelations)
            {
                names.Add($"cor({term.Group})");
            }
        }

        names.AddRange(family.Parameters.Where(IsEstimated).Select(parameter => parameter.Name));
        return [.. names.Distinct()];
    }

    /// <summary>A name without its blanks, so that <c>sd(Subject,Days)</c> is found.</summary>
    private static string Key(string name) => name.Replace(" ", "", StringComparison.Ordinal);

    private ResolvedPriors Resolve()
    {
        EquatableArray<FixedEffect> coefficients = design.FixedEffects.Names.Select(Coefficient).ToEquatableArray();
        EquatableArray<GroupTerm> terms = design.RandomTerms.Select(Term).ToEquatableArray();
        EquatableArray<FamilyPrior> familyPriors = family.Parameters.Select(parameter => new FamilyPrior(parameter, FamilyParameterPrior(parameter))).ToEquatableArray();
        return new ResolvedPriors(coefficients, terms, family, familyPriors, listing.ToEquatableArray());
    }

    /// <summary>Whether a parameter of the family is one of this model: sigma is none when residual standard deviations are given.</summary>
    private bool IsEstimated(FamilyParameter parameter) => !design.HasKnownErrors || parameter != FamilyParameter.Sigma;

    private FamilyParameter? FamilyParameterOf(string name) => family.Parameters.FirstOrDefault(parameter => parameter.Name == name);

    private Distribution FamilyParameterPrior(FamilyParameter parameter)
    {
        if (!IsEstimated(parameter))
        {
            return new Constant(1);
        }

        if (parameter.Lower == 0)
        {
            return Scalar(parameter.Name, null, parameter.Default.For(scale), positive: true, "");
        }

        bool isGiven = given.TryGetValue(parameter.Name, out PriorStatement? statement);
        Distribution distribution = (isGiven ? DistributionFactory.Create(statement!.Distribution) : null) ?? parameter.Default.For(scale);
        string note = parameter.Cuts(distribution) ? FormattableString.Invariant($"above {parameter.Lower}") : "";
        listing.Add(new PriorListing(parameter.Name, distribution.ToString(), !isGiven, note));
        return distribution;
    }

    private FixedEffect Coefficient(string name)
    {
        bool isIntercept = name == TermColumns.Intercept && design.FixedEffects.HasIntercept;
        string note = isIntercept && design.FixedEffects.Names.Count > 1 ? "at the predictors' means" : "";
        return new FixedEffect(
            name, Scalar(name, isIntercept ? null : Coefficients, isIntercept ? defaults.Intercept : defaults.Slope, positive: false, note));
    }

    private GroupTerm Term(RandomTermDesign term)
    {
        EquatableArray<Distribution> sds = term.Names
            .Select(effect => Scalar(Parameter.Sd(term.Group, effect).Name, $"sd({term.Group})", defaults.Sd, positive: true, ""))
            .ToEquatableArray();
        Lkj? correlation = null;
        if (term.Structure.DefaultCorrelationPrior is { } defaultPrior)
        {
            string name = $"cor({term.Group})";
            bool isGiven = given.TryGetValue(name, out PriorStatement? statement) && statement.Distribution.Name.Text == "lkj";
            correlation = isGiven ? new Lkj(statement!.Distribution.Arguments[0].Value) : defaultPrior;
            listing.Add(new PriorListing(name, correlation.ToString(), !isGiven, ""));
        }

        return new GroupTerm(term.Group, term.Names, term.Levels, term.Structure, sds, correlation);
    }

    private Distribution Scalar(string name, string? general, Distribution otherwise, bool positive, string note)
    {
        bool isGiven = given.TryGetValue(name, out PriorStatement? statement) || (general is not null && given.TryGetValue(general, out statement));
        Distribution distribution = (isGiven ? DistributionFactory.Create(statement!.Distribution) : null) ?? otherwise;
        if (positive && distribution is not (PositiveDistribution or Constant or Flat) && distribution.Support.Lower < 0)
        {
            note = "positive half";
        }

        listing.Add(new PriorListing(name, distribution.ToString(), !isGiven, note));
        return distribution;
    }
}
