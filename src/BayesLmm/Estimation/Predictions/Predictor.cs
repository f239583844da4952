using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Predictions;

/// <summary>
/// Predicts from a fit. The fit's equations are solved once; each prediction is then linear in its rows. Not thread-safe.
/// </summary>
internal sealed class Predictor
{
    private readonly RemlFit fit;
    private readonly FittedEquations equations;

    /// <summary>Prepares to predict from a fit.</summary>
    public Predictor(RemlFit fit)
    {
        this.fit = fit;
        equations = fit.Equations;
    }

    /// <summary>Predicts the rows that the model was fitted to.</summary>
    /// <param name="options">The options; defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PredictionTable Predict(PredictionOptions? options = null)
    {
        options ??= new PredictionOptions();
        options.Validate();
        PredictionDesign design = PredictionDesign.OfTraining(fit.Model.TableName, fit.Model.Design);
        return Predict(
            options.Target == PredictionTarget.Conditional
                ? design
                : design with { Terms = design.Terms.Select(term => term with { Codes = null }).ToEquatableArray() }, options);
    }

    /// <summary>
    /// Predicts the rows of a table. Its columns may be in any order, with others among them; the response is not needed. <c>let</c>, <c>factor</c> and
    /// <c>offset</c> statements hold as in the model, and functions such as <c>poly</c> and <c>scale</c> use what they remember of the model's data;
    /// <c>where</c> chooses the rows that a model is fitted to and does not leave out rows here, and <c>missing</c> concerns those rows too: the options say
    /// how to treat missing values; where the columns of <c>weights</c> or <c>known_se</c> are not there, means and their errors are predicted, but no
    /// intervals for observations.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="options">The options; defaults if null.</param>
    /// <exception cref="ModelException">A column that the model needs is not there, or a value is not finite; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentException">A column is of another kind than in the model's data, a predictor has a level that they did not have, or the options
    /// refuse a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PredictionTable Predict(Table table, PredictionOptions? options = null)
    {
        options ??= new PredictionOptions();
        options.Validate();
        Model model = fit.Model.Specification;
        PredictionDesign design = PredictionDesignBuilder.Build(
            model, fit.Model.Design, table, withGroups: options.Target == PredictionTarget.Conditional);
        PredictionRules.Require(design, fit.Model, options.MissingValues, options.NewLevels);
        return Predict(design, options) with { MissingWeightColumns = design.MissingWeightColumns };
    }

    private PredictionTable Predict(PredictionDesign design, PredictionOptions options)
    {
        double quantile = options.Quantile();
        RowErrors errors = new(equations, design);
        (FittedEquations Equations, RowErrors Errors)[] others =
            [.. (fit.Undetermined?.Others ?? []).Select(other => (other.Equations, new RowErrors(other.Equations, design)))];
        List<Prediction> rows = new(design.RowCount);
        HashSet<int> undetermined = [.. design.Undetermined.Select(row => row.Row)];
        for (int i = 0; i < design.RowCount; i++)
        {
            if (undetermined.Contains(i))
            {
                continue;
            }

            Prediction prediction = Predict(equations, errors, design, i, quantile);
            Prediction[] equivalent = [.. others.Select(other => Predict(other.Equations, other.Errors, design, i, quantile))];
            rows.Add(equivalent.Length == 0 ? prediction : Common(prediction, equivalent));
        }

        return new PredictionTable(
            rows.ToEquatableArray(),
            PredictionRules.Undetermined(design),
            PredictionRules.Missing(design),
            PredictionRules.NewLevels(design, fit.Model),
            design.Warnings);
    }

    private static Prediction Predict(FittedEquations equations, RowErrors errors, PredictionDesign design, int i, double quantile)
    {
        RowErrors.Row row = errors.Compute(i);
        double variance = equations.Sigma * equations.Sigma;
        double mean = row.Fixed + row.Group, error = equations.Sigma * Math.Sqrt(row.ErrorVariance), group = variance * row.NewVariance;
        double? residual = design.WeightsAreKnown ? variance / (design.Weights?[i] ?? 1) : null;
        double? reach = residual is { } own ? quantile * Math.Sqrt((error * error) + group + own) : null;
        return new Prediction(
            design.TableRows[i] + 1, mean, error, group, residual, mean - (quantile * error), mean + (quantile * error), mean - reach, mean + reach);
    }

    /// <summary>A prediction with NaN where fits that are equally likely do not agree.</summary>
    private static Prediction Common(Prediction prediction, Prediction[] others)
    {
        double scale = prediction.StandardError;
        double Same(Func<Prediction, double> of) => Indeterminacy.IfSame(of(prediction), others.Select(of), scale);
        double? SameOrNull(Func<Prediction, double?> of) => of(prediction) is null ? null : Same(row => of(row)!.Value);
        return prediction with
        {
            Mean = Same(row => row.Mean),
            StandardError = Same(row => row.StandardError),
            GroupVariance = Same(row => row.GroupVariance),
            ResidualVariance = SameOrNull(row => row.ResidualVariance),
            ConfidenceLower = Same(row => row.ConfidenceLower),
            ConfidenceUpper = Same(row => row.ConfidenceUpper),
            PredictionLower = SameOrNull(row => row.PredictionLower),
            PredictionUpper = SameOrNull(row => row.PredictionUpper),
        };
    }
}
