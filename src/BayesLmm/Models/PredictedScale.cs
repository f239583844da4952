namespace BayesLmm;

/// <summary>On which scale means and predictions are.</summary>
public enum PredictedScale
{
    /// <summary>That of the response: probabilities, or numbers of successes among the trials, and expected counts.</summary>
    Response,

    /// <summary>That of the linear predictor: log odds, for example, or logarithms of expected counts.</summary>
    Link,
}
