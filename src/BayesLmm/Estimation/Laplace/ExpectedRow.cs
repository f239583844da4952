namespace BayesLmm;

/// <summary>A row with what a fit expects of it, on the scales of the linear predictor and of the response.</summary>
/// <param name="Row">Its number in the table, from 1.</param>
/// <param name="Response">y.</param>
/// <param name="Predictor">η with the modes of the group effects.</param>
/// <param name="Mean">E(Y) there; of a binomial the expected number of successes.</param>
/// <param name="PopulationPredictor">η with group effects of 0.</param>
/// <param name="PopulationError">Its standard error.</param>
/// <param name="PopulationMean">E(Y) there: of a group in the middle, which is not the mean over groups.</param>
public sealed record ExpectedRow(
    int Row, double Response, double Predictor, double Mean, double PopulationPredictor, double PopulationError, double PopulationMean);
