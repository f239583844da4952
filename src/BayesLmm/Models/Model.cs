using BayesLmm.Data;
using BayesLmm.Design;
using BayesLmm.Design.Expressions;
using BayesLmm.Design.Formulas;
using BayesLmm.Families;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>A model as a text says it, before it has met any data: parsed and free of errors that can be seen without a table. Immutable.</summary>
public sealed class Model
{
    private Model(ModelSyntax syntax, Formula formula, EquatableArray<Diagnostic> warnings)
    {
        Syntax = syntax;
        Formula = formula;
        Warnings = warnings;
    }

    /// <summary>The statements.</summary>
    public ModelSyntax Syntax { get; }

    /// <summary>The formula with its operators worked out.</summary>
    public Formula Formula { get; }

    /// <summary>What is legal but doubtful in the text.</summary>
    public EquatableArray<Diagnostic> Warnings { get; }

    /// <summary>The path of the data statement as written, or null when there is none.</summary>
    public string? DataPath => Syntax.Statements.OfType<DataStatement>().FirstOrDefault()?.Path;

    /// <summary>The model's formula as written, on one line; of a model with level equations the formula that they are compiled to.</summary>
    public string FormulaText
    {
        get
        {
            if (Syntax.Statements.Any(statement => statement is AcrossStatement))
            {
                return FormulaPrinter.Print(Formula);
            }

            FormulaStatement formula = Syntax.Statements.OfType<FormulaStatement>().Single();
            return $"{ExpressionPrinter.Print(formula.Response)} ~ {ExpressionPrinter.Print(formula.RightHandSide)}";
        }
    }

    /// <summary>The columns that the model uses: all that need be read of a table.</summary>
    public IReadOnlyList<string> Columns =>
        [.. Formula.Random.SelectMany(term => term.Effects.Variables.Select(variable => variable.Expression).Concat(term.Group))
            .Concat(Formula.Fixed.Variables.Select(variable => variable.Expression))
            .Concat(Formula.Offsets)
            .Concat(Syntax.Statements.SelectMany(StatementExpressions))
            .Prepend(Formula.Response)
            .SelectMany(ColumnNames.In)
            .Select(name => name.Name)
            .Concat(Syntax.Statements.OfType<FactorStatement>().Select(factor => factor.Column.Text))
            .Distinct()];

    private static IEnumerable<Expression> StatementExpressions(Statement statement) => statement switch
    {
        LetStatement let => [let.Value],
        WhereStatement where => [where.Condition],
        WeightsStatement weights => [weights.Value],
        OffsetStatement offset => [offset.Value],
        KnownSeStatement known => [known.Value],
        _ => [],
    };

    /// <summary>
    /// What the sampler aims at unless the text says otherwise: above the sampler's own default, because the marginal density is cheap and one divergence in ten
    /// thousand draws, which 0.8 can leave where a variance is near zero, costs more to think about than some tenths of a second.
    /// </summary>
    public const double TargetAcceptance = 0.9;

    /// <summary>How the text's <c>sample</c> statement wants the posterior sampled; defaults for what it does not say.</summary>
    public SamplingOptions SamplingOptions()
    {
        Dictionary<string, double> settings = Syntax.Statements.OfType<SampleStatement>()
            .SelectMany(statement => statement.Settings)
            .ToDictionary(setting => setting.Name.Text, setting => setting.Value, StringComparer.Ordinal);
        SamplingOptions defaults = new();
        return defaults with
        {
            Chains = (int)settings.GetValueOrDefault("chains", defaults.Chains),
            Draws = (int)settings.GetValueOrDefault("draws", defaults.Draws),
            Warmup = settings.TryGetValue("warmup", out double warmup) ? (int)warmup : null,
            Seed = (ulong)settings.GetValueOrDefault("seed", defaults.Seed),
            TargetAcceptance = settings.GetValueOrDefault("target_acceptance", TargetAcceptance),
            MaxTreeDepth = (int)settings.GetValueOrDefault("max_tree_depth", defaults.MaxTreeDepth),
        };
    }

    /// <summary>Begins to write a model in C#.</summary>
    /// <param name="response">What stands left of the tilde: a column, or an expression such as <c>log(y)</c>.</param>
    public static ModelBuilder For(string response) => ModelBuilder.Start(response);

    /// <summary>Parses a model text; a bare formula is a complete model.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages: its path, for example.</param>
    /// <exception cref="ModelException">The text has errors; the exception carries all of them.</exception>
    public static Model Parse(string text, string name = "model") =>
        TryParse(text, name, out Model? model, out EquatableArray<Diagnostic> diagnostics) ? model : throw new ModelException(diagnostics);

    /// <summary>Parses a model text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="model">The model, when there is no error.</param>
    /// <param name="diagnostics">Errors and warnings.</param>
    public static bool TryParse(
        string text, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Model? model, out EquatableArray<Diagnostic> diagnostics)
    {
        ParseResult parsed = ModelParser.Parse(new SourceText(name, text));
        List<Diagnostic> found = [.. parsed.Diagnostics];
        model = null;
        ModelSyntax syntax = parsed.Syntax;
        if (syntax.Statements.OfType<FormulaStatement>().FirstOrDefault() is { } written)
        {
            int before = found.Count;
            FormulaStatement statement = parsed.HasAllLevels ? LevelEquationCompiler.Compile(syntax, found) : written;
            Formula? formula = found.Count == before ? FormulaExpansion.Expand(statement, syntax.Source, found) : null;
            if (formula is not null && found.All(diagnostic => diagnostic.Severity == Severity.Warning))
            {
                model = new Model(syntax, formula, found.ToEquatableArray());
            }
        }

        diagnostics = found.ToEquatableArray();
        return model is not null;
    }

    /// <summary>Brings the model and its data together.</summary>
    /// <param name="table">The data.</param>
    /// <exception cref="ModelException">Model and data do not fit; the exception carries every diagnostic.</exception>
    public BoundModel Bind(Table table)
    {
        List<Diagnostic> diagnostics = [.. Warnings];
        ModelDesign? design = DesignBuilder.Build(Syntax, Formula, table, diagnostics);
        if (design is not null)
        {
            PriorResolution.ResolvedPriors priors = PriorResolution.Resolve(Syntax, design, diagnostics);
            if (diagnostics.All(diagnostic => diagnostic.Severity == Severity.Warning))
            {
                CrossProducts products = CrossProductsBuilder.Build(design);
                PriorWarnings.Check(products, design, priors, Formula, Syntax.Source, diagnostics);
                return new BoundModel(
                    this,
                    table.Name,
                    design,
                    products,
                    priors.FixedEffects,
                    priors.GroupTerms,
                    priors.Family,
                    priors.FamilyPriors,
                    priors.Listing,
                    diagnostics.ToEquatableArray());
            }
        }

        throw new ModelException(diagnostics);
    }
}
