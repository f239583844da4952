using BayesLmm.Estimation.Predictions;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Graphs;

/// <summary>A variable of a factor graph.</summary>
/// <param name="Name">A short name, unique in the graph, of letters and digits: <c>beta</c>, <c>b1</c>, <c>P1</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Shape">Scalar, vector or matrix; in a plate, of each of its copies.</param>
/// <param name="Components">The names of a vector's components, or of a matrix's rows and columns; empty for a scalar.</param>
/// <param name="Plate">The plate that it is in, or null.</param>
/// <param name="Meaning">What it is in the model's words, for people.</param>
internal sealed record GraphVariable(string Name, VariableKind Kind, VariableShape Shape, EquatableArray<string> Components, string? Plate, string Meaning)
{
    /// <summary>For an <see cref="VariableKind.Index"/> the plate whose copies it counts.</summary>
    public string? Indexes { get; init; }

    /// <summary>Whether its values are given.</summary>
    public bool IsObserved => Kind is VariableKind.Data or VariableKind.Index or VariableKind.Response;
}

/// <summary>What a variable is.</summary>
internal enum VariableKind
{
    /// <summary>The response, observed.</summary>
    Response,

    /// <summary>Given numbers: columns of a design, weights, an offset.</summary>
    Data,

    /// <summary>Given level numbers: for each row the level that it belongs to.</summary>
    Index,

    /// <summary>A function of other variables: the linear predictor.</summary>
    Predictor,

    /// <summary>The coefficients.</summary>
    Coefficients,

    /// <summary>The effects of the levels of a grouping factor.</summary>
    GroupEffects,

    /// <summary>A precision, a vector of them, or a precision matrix: the inverse of variances.</summary>
    Precision,

    /// <summary>A positive variable, or a positive definite matrix, that makes another's distribution a mixture.</summary>
    Auxiliary,

    /// <summary>The degrees of freedom of student_t residuals.</summary>
    DegreesOfFreedom,
}

/// <summary>The shape of a variable.</summary>
internal enum VariableShape
{
    /// <summary>One number.</summary>
    Scalar,

    /// <summary>A number for each component.</summary>
    Vector,

    /// <summary>A symmetric matrix with a row and a column for each component.</summary>
    Matrix,
}
