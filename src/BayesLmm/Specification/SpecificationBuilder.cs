using BayesLmm.Design.Formulas;
using BayesLmm.Families;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Specification;

/// <summary>Makes the specification of a parsed text in one pass over its statements; nobody looks at the statements again.</summary>
internal sealed class SpecificationBuilder
{
    private readonly List<LetStatement> lets = [];
    private readonly List<FactorStatement> factors = [];
    private readonly List<WhereStatement> conditions = [];
    private readonly List<AcrossStatement> levels = [];
    private readonly List<PriorStatement> priors = [];
    private FormulaStatement? formula;
    private Family family = KnownFamilies.Default;
    private DataSteps steps = new();
    private DrawSettings draws = new();

    private SpecificationBuilder(EquatableArray<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            Add(statement);
        }
    }

    /// <summary>The specification, or null when there is an error.</summary>
    /// <param name="parsed">The parsed text.</param>
    /// <param name="diagnostics">What is wrong or doubtful, in the text's form and in its formulas.</param>
    public static Model? Build(ParseResult parsed, out EquatableArray<Diagnostic> diagnostics)
    {
        List<Diagnostic> found = [.. parsed.Diagnostics];
        Model? model = new SpecificationBuilder(parsed.Syntax.Statements).Build(parsed, found);
        diagnostics = found.ToEquatableArray();
        return model;
    }

    private void Add(Statement statement)
    {
        switch (statement)
        {
            case FormulaStatement mean:
                formula ??= mean;
                break;
            case AcrossStatement level:
                levels.Add(level);
                break;
            case FamilyStatement named:
                family = KnownFamilies.Find(named.Family.Text) ?? family;
                break;
            case PriorStatement prior:
                priors.Add(prior);
                break;
            case SampleStatement sample:
                draws = DrawSettings.From(sample);
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

    private DataSteps With(Statement statement) => statement switch
    {
        DataStatement table => steps with { Table = table },
        MissingStatement missing => steps with { Missing = missing },
        WeightsStatement weights => steps with { Weights = weights },
        OffsetStatement offset => steps with { Offset = offset },
        KnownSeStatement known => steps with { KnownErrors = known },
        _ => throw new ArgumentException($"The specification has no place for a {statement.GetType().Name}.", nameof(statement)),
    };

    /// <summary>The clause of a statement whose distribution, and the number and range of whose arguments, have been checked.</summary>
    private static PriorClause Clause(PriorStatement prior)
    {
        DistributionSignature signature = DistributionSignatures.Find(prior.Distribution.Name.Text)!;
        return new PriorClause(prior.Parameter, signature.Create([.. prior.Distribution.Arguments.Select(argument => argument.Value)]), prior.Distribution, prior.Span);
    }

    private Model? Build(ParseResult parsed, List<Diagnostic> diagnostics)
    {
        if (formula is null)
        {
            return null;
        }

        SourceText source = parsed.Syntax.Source;
        int before = diagnostics.Count;
        FormulaStatement compiled = parsed.HasAllLevels ? LevelEquationCompiler.Compile(formula, levels, source, diagnostics) : formula;
        Formula? expanded = diagnostics.Count == before ? FormulaExpansion.Expand(compiled, source, diagnostics) : null;
        return expanded is null || diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error)
            ? null
            : new Model(
                source,
                family,
                expanded,
                levels.Count > 0 ? FormulaPrinter.Print(expanded) : $"{ExpressionPrinter.Print(formula.Response)} ~ {ExpressionPrinter.Print(formula.RightHandSide)}",
                formula.Span,
                steps with { Lets = lets.ToEquatableArray(), Factors = factors.ToEquatableArray(), Conditions = conditions.ToEquatableArray() },
                priors.Select(Clause).ToEquatableArray(),
                draws,
                diagnostics.ToEquatableArray());
    }
}
