using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Data;
using BayesLmm.Design.Formulas;
using BayesLmm.Families;
using BayesLmm.Language;
using BayesLmm.Models;
using BayesLmm.Specification;

namespace BayesLmm.Cli.Explanations;

/// <summary>All that <c>blmm explain</c> has to say.</summary>
/// <param name="Source">The model's text.</param>
/// <param name="Model">The model.</param>
/// <param name="Bound">The model with its data; null when there are none.</param>
/// <param name="NoDataReason">Why there are none, as a sentence; null when there are.</param>
internal sealed record Explanation(ModelSource Source, Model Model, BoundInput? Bound, string? NoDataReason)
{
    /// <summary>The model as one formula.</summary>
    public string Formula => FormulaPrinter.Print(Model.Formula);

    /// <summary>The model as level equations.</summary>
    public string LevelEquations =>
        LevelEquationPrinter.Print(Model.Formula, Bound is null ? null : Bound.Model.Design.IsConstantWithin);

    /// <summary>The model in LaTeX.</summary>
    public string Latex => Bound is null ? ModelLatex.Write(Model) : ModelLatex.Write(Bound.Model);

    /// <summary>The parameters with their priors, as far as they are known.</summary>
    public IReadOnlyList<PriorListing> Priors => [.. (Bound is null ? Model.ResolvePriors() : Bound.Model.PriorTable).Select(PriorListing.From)];

    /// <summary>What fitting would take; null without data.</summary>
    public FitPlan? Plan { get; } = Bound is null ? null : FitPlan.Of(Bound.Model);

    /// <summary>Whether coefficients and group effects are integrated out: residuals are normal.</summary>
    public bool IsMarginal => Model.Family.NormalForm == NormalForm.Exact;

    /// <summary>Reads the model, and the data if there are any.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="console">Receives warnings.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong; that the data file is not there is not.</exception>
    public static Explanation Of(ModelRequest request, CommandConsole console)
    {
        ModelSource source = ModelSource.Find(request);
        Model model = BayesLmm.Model.Parse(source.Text.Text, source.Text.Name);
        if (BoundInput.FindData(request, source, model) is not (string path, var span))
        {
            console.Error.Write(DiagnosticPrinter.Print(model.Warnings));
            return new Explanation(source, model, null, "The model names no data, and there is no --data.");
        }

        try
        {
            Table table = TableReader.Read(path, model.Columns, span is null ? null : model.Source, span);
            BoundModel bound = model.Bind(table);
            console.Error.Write(DiagnosticPrinter.Print(bound.Warnings));
            return new Explanation(source, model, new BoundInput(source, path, bound), null);
        }
        catch (ModelException exception) when (exception.Diagnostics is [{ Code: DataDiagnostics.FileNotFound } missing])
        {
            console.Error.Write(DiagnosticPrinter.Print(model.Warnings));
            return new Explanation(source, model, null, missing.Message + (missing.Suggestion is null ? "" : $" Did you mean '{missing.Suggestion}'?"));
        }
    }
}
