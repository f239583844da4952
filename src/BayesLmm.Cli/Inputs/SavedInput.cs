using BayesLmm.Cli.Terminal;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Content;

namespace BayesLmm.Cli.Inputs;

/// <summary>Saved fits in the place of models.</summary>
internal static class SavedInput
{
    /// <summary>Whether the user named a saved fit in place of a model.</summary>
    public static bool IsOne(string model) => File.Exists(model) && SavedFit.IsOne(model);

    /// <summary>Opens the saved fit that stands in place of a model.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="activity">Is told what is done.</param>
    /// <exception cref="ModelException">It cannot be opened, its data are not those that the user names, or columns are to be read otherwise.</exception>
    public static ModelInput Read(ModelRequest request, Activity activity)
    {
        if (request.Factors.Count > 0)
        {
            throw InputDiagnostics.SavedFitIsFixed(request.Model, "--factor");
        }

        activity.Begin("opening the saved fit");
        SavedFit saved = Open(request.Model);
        BoundModel model = saved.Posterior.Model;
        if (request.Data is { } given)
        {
            Check(saved, given);
        }

        return new ModelInput(model, model.Specification.Text, saved.Source.ModelFile, request.Data ?? model.TableName)
        {
            Saved = saved,
            DataFile = request.Data ?? saved.DataPath,
        };
    }

    /// <summary>Opens a saved fit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">It is damaged, newer, or cannot be read.</exception>
    public static SavedFit Open(string path)
    {
        try
        {
            return SavedFit.Open(path);
        }
        catch (InvalidDataException exception)
        {
            throw InputDiagnostics.CannotOpen(exception.Message);
        }
        catch (UnauthorizedAccessException)
        {
            throw InputDiagnostics.CannotOpen($"'{path}' cannot be read: permission was denied.");
        }
        catch (IOException exception)
        {
            throw InputDiagnostics.CannotOpen($"'{path}' cannot be read: {exception.Message}");
        }
    }

    /// <summary>Where the data of a saved fit are, checked to be those that it was fitted to.</summary>
    /// <param name="input">The model of a saved fit.</param>
    /// <param name="saved">The fit.</param>
    /// <exception cref="ModelException">They are gone, or they changed.</exception>
    public static string FindData(ModelInput input, SavedFit saved)
    {
        string path = input.DataFile ?? throw InputDiagnostics.NoDataOfSavedFit(saved.Path);
        Check(saved, path);
        return path;
    }

    /// <summary>The hash of the columns of a file that the model of a saved fit uses.</summary>
    /// <param name="saved">The fit.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">The file cannot be read.</exception>
    public static string HashOf(SavedFit saved, string path)
    {
        Model model = saved.Posterior.Model.Specification;
        return SavedFit.HashOf(model, TableReader.Read(path, model.Columns, null, null, DataConventions.Of(model).NotationToRead));
    }

    private static void Check(SavedFit saved, string path)
    {
        string hash;
        try
        {
            hash = HashOf(saved, path);
        }
        catch (ModelException exception)
        {
            throw InputDiagnostics.DataOfSavedFitGone(saved.Path, exception.Diagnostics[0].Message);
        }

        if (hash != saved.DataHash)
        {
            throw InputDiagnostics.DataOfSavedFitChanged(saved.Path, path);
        }
    }
}
