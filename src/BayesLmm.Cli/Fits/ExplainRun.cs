using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Data.Files;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;
using BayesLmm.Models;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Explanations;
using BayesLmm.Specification;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm explain</c>.</summary>
internal static class ExplainRun
{
    /// <summary>Reads the model, and the data if there are any.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="console">Receives warnings.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong; a missing data file is not an error here.</exception>
    public static Explanation Run(ModelRequest request, CommandConsole console)
    {
        if (SavedInput.IsOne(request.Model))
        {
            ModelInput saved = SavedInput.Read(request, console.Activity);
            return Bound(saved.Model.Specification, saved, console);
        }

        ModelSource source = ModelSource.Find(request);
        Model model = Model.Parse(source.Text.Text, source.Text.Name);
        if (InputReader.FindData(request, source, model) is not (string path, var span))
        {
            console.Error.Write(DiagnosticPrinter.Print(model.Warnings));
            return Unbound(source, model, "The model names no data, and there is no --data.");
        }

        try
        {
            console.Activity.Begin("reading the data");
            Table table = TableReader.Read(path, model.Columns, span is null ? null : model.Source, span, DataConventions.Of(model).NotationToRead);
            console.Activity.Begin("preparing the model");
            return Bound(model, new ModelInput(model.Bind(table), source.Text.Text, source.File, path), console);
        }
        catch (ModelException exception) when (exception.Diagnostics is [var missing] && missing.Code == DataDiagnostics.FileNotFound)
        {
            console.Error.Write(DiagnosticPrinter.Print(model.Warnings));
            return Unbound(source, model, missing.Message + (missing.Suggestion is null ? "" : $" Did you mean '{missing.Suggestion}'?"));
        }
    }

    private static Explanation Bound(Model model, ModelInput found, CommandConsole console)
    {
        ModelInput input = VarianceDiagnostics.AddTo(found);
        BoundModel bound = input.Model;
        console.Error.Write(DiagnosticPrinter.Print(bound.Warnings));
        return new Explanation(model, input.Text, input.File, input, null, bound.Priors, FitPlan.Create(bound), IsMarginal(model));
    }

    private static Explanation Unbound(ModelSource source, Model model, string reason) =>
        new(model, source.Text.Text, source.File, null, reason, [.. model.ResolvePriors().Select(PriorListing.From)], null, IsMarginal(model));

    /// <summary>Whether coefficients and group effects are integrated out: residuals are normal.</summary>
    private static bool IsMarginal(Model model) => model.Family.NormalForm == NormalForm.Exact;
}
