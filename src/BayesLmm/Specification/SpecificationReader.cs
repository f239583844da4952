using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Language;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Levels;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Specification;

/// <summary>Reads a parsed text into the parts of its specification, in one pass over the statements, which nothing reads afterwards.</summary>
internal sealed class SpecificationReader
{
    private readonly List<LetStatement> lets = [];
    private readonly List<FactorStatement> factors = [];
    private readonly List<WhereStatement> conditions = [];
    private readonly List<AcrossStatement> levels = [];
    private readonly List<PriorStatement> priors = [];
    private FormulaStatement? written;
    private DataSteps steps = new();

    private SpecificationReader(ModelSyntax syntax)
    {
        Source = syntax.Source;
        foreach (Statement statement in syntax.Statements)
        {
            Add(statement);
        }
    }

    /// <summary>The text.</summary>
    public SourceText Source { get; }

    /// <summary>The family, the default one where the text names none.</summary>
    public Family Family { get; private set; } = KnownFamilies.Default;

    /// <summary>The formula of the mean, expanded; null when it is wrong or missing.</summary>
    public Formula? Formula { get; private set; }

    /// <summary>The formula on one line.</summary>
    public string FormulaText => levels.Count > 0
        ? FormulaPrinter.Print(Formula!)
        : $"{ExpressionPrinter.Print(written!.Response)} ~ {ExpressionPrinter.Print(written.RightHandSide)}";

    /// <summary>Where the formula stands.</summary>
    public TextSpan FormulaSpan => written!.Span;

    /// <summary>What the text specifies about the data.</summary>
    public DataSteps Steps => steps with { Lets = lets.ToEquatableArray(), Factors = factors.ToEquatableArray(), Conditions = conditions.ToEquatableArray() };

    /// <summary>The priors of a text without errors.</summary>
    public EquatableArray<PriorClause> Priors => priors.Select(Clause).ToEquatableArray();

    /// <summary>The settings for drawing the posterior.</summary>
    public DrawSettings Draws { get; private set; } = new();

    /// <summary>The parts of the specification, or null when there is an error.</summary>
    /// <param name="parsed">The parsed text.</param>
    /// <param name="diagnostics">What is wrong or doubtful, in the text's form and in its formulas.</param>
    public static SpecificationReader? Read(ParsedModel parsed, out EquatableArray<Diagnostic> diagnostics)
    {
        SpecificationReader reader = new(parsed.Syntax);
        List<Diagnostic> found = [.. parsed.Diagnostics];
        reader.ReadFormula(parsed.HasAllLevels, found);
        diagnostics = found.ToEquatableArray();
        return reader.Formula is null || found.Any(diagnostic => diagnostic.Severity == Severity.Error) ? null : reader;
    }

    private void Add(Statement statement)
    {
        switch (statement)
        {
            case FormulaStatement formula:
                written ??= formula;
                break;
            case AcrossStatement level:
                levels.Add(level);
                break;
            case FamilyStatement named:
                Family = FamilyOf(named) ?? Family;
                steps = steps with { Trials = named.Trials };
                break;
            case PriorStatement prior:
                priors.Add(prior);
                break;
            case SampleStatement sample:
                Draws = DrawSettings.From(sample);
                break;
            case LetStatement let:
                lets.Add(let);
                break;
            case FactorStatement factor:
                factors.Add(factor);
                break;
            case WhereStatement where:
                conditions.Add(where);
                break;
            default:
                steps = With(statement);
                break;
        }
    }

    private static Family? FamilyOf(FamilyStatement named) => KnownFamilies.Find(named.Family.Text) is not { } family ? null
        : named.Link is { } link ? family.WithLink(Links.Find(link.Text)!.Value)
        : family;

    private DataSteps With(Statement statement) => statement switch
    {
        DataStatement table => steps with { Table = table },
        MissingStatement missing => steps with { Missing = missing },
        WeightsStatement weights => steps with { Weights = weights },
        OffsetStatement offset => steps with { Offset = offset },
        KnownSeStatement known => steps with { KnownErrors = known },
        _ => throw new ArgumentException($"The specification has no place for a {statement.GetType().Name}.", nameof(statement)),
    };

    private void ReadFormula(bool hasAllLevels, List<Diagnostic> diagnostics)
    {
        if (written is null)
        {
            return;
        }

        int before = diagnostics.Count;
        FormulaStatement compiled = hasAllLevels ? LevelEquationCompiler.Compile(written, levels, Source, diagnostics) : written;
        if (ResponseForms.Find(written.Response, Source) is { } otherForm)
        {
            diagnostics.Add(otherForm);
        }

        Formula = diagnostics.Count == before ? FormulaExpansion.Expand(compiled, Source, diagnostics) : null;
        IEnumerable<Expression> ofLevels = levels.SelectMany(level => level.Equations).Select(equation => equation.RightHandSide);
        diagnostics.AddRange(ofLevels.Prepend(written.RightHandSide).SelectMany(terms => PowersOfOneTerm.Find(terms, Source)));
    }

    /// <summary>The clause of a statement whose distribution, and the number and range of whose arguments, have been checked.</summary>
    private static PriorClause Clause(PriorStatement prior)
    {
        DistributionSignature signature = DistributionSignatures.Find(prior.Distribution.Name.Text)!;
        return new PriorClause(prior.Parameter, signature.Create([.. prior.Distribution.Arguments.Select(argument => argument.Value)]), prior.Distribution,
            prior.Span);
    }
}
