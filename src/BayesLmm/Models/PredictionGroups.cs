namespace BayesLmm;

/// <summary>Whose groups a prediction from a posterior is for.</summary>
public enum PredictionGroups
{
    /// <summary>
    /// The row's own levels where the model knows them, with the draws of their effects. The effects of a level that the model's data do not have are drawn
    /// from N(0, Σ); a new child of a known parent keeps the parent's effects.
    /// </summary>
    Known,

    /// <summary>New levels of every grouping factor, their effects drawn from N(0, Σ), also where the model knows the row's own.</summary>
    New,

    /// <summary>The population: all effects of groups 0. The columns of the grouping factors are not needed.</summary>
    Population,
}
