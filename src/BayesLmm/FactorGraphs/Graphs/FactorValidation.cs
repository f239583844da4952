namespace BayesLmm.FactorGraphs.Graphs;

/// <summary>The errors in one factor of a graph whose variables are valid, and whose factors name only existing variables.</summary>
internal static class FactorValidation
{
    /// <summary>Adds everything that is wrong.</summary>
    public static void Check(FactorGraph graph, GraphFactor factor, List<string> problems)
    {
        GraphVariable child = graph[factor.Child.Variable];
        switch (factor)
        {
            case FlatFactor:
                Require(IsCoefficient(), "is flat, which only a coefficient can be");
                break;
            case ConstantFactor constant:
                Require(
                    IsNumber(graph, factor.Child) && child.Kind is VariableKind.Coefficients or VariableKind.Precision or VariableKind.DegreesOfFreedom,
                    "is constant, which a coefficient, a precision or degrees of freedom can be");
                Require(double.IsFinite(constant.Value) && (constant.Value > 0 || child.Kind == VariableKind.Coefficients),
                    $"cannot be {Number(constant.Value)}");
                break;
            case NormalFactor normal:
                Require(IsCoefficient(), "is normal, which only a coefficient can be");
                Require(double.IsFinite(normal.Mean) && IsPositive(normal.Sd), "needs a finite mean and a positive standard deviation");
                break;
            case MixedNormalFactor mixed:
                Require(IsCoefficient(), "is normal, which only a coefficient can be");
                Require(double.IsFinite(mixed.Location) && IsPositive(mixed.Scale), "needs a finite location and a positive scale");
                Require(IsNumber(graph, mixed.Mixing) && graph[mixed.Mixing.Variable].Kind == VariableKind.Auxiliary,
                    $"cannot be mixed by {mixed.Mixing}, which is no positive number");
                break;
            case GammaFactor gamma:
                Require(IsNumber(graph, factor.Child) && IsScale(child.Kind), "has a gamma distribution, which only a positive number can have");
                Require(IsPositive(gamma.Shape) && IsPositive(gamma.Rate), "needs a positive shape and a positive rate");
                Require(
                    gamma.RateScale is not { } scale || (IsNumber(graph, scale) && graph[scale.Variable].Kind == VariableKind.Auxiliary),
                    $"cannot have a rate of {gamma.RateScale}, which is no positive number");
                break;
            case InverseGammaFactor inverse:
                Require(IsNumber(graph, factor.Child) && IsScale(child.Kind), "has an inverse gamma distribution, which only a positive number can have");
                Require(IsPositive(inverse.Shape) && IsPositive(inverse.Scale), "needs a positive shape and a positive scale");
                break;
            case WishartFactor wishart:
                Require(IsGlobalMatrix(), "has a Wishart distribution, which only a matrix can have");
                Require(IsWishartShape(wishart.Shape), "needs a larger shape");
                Require(wishart.Rates.Count == child.Components.Count && wishart.Rates.All(IsPositive), "needs a positive rate for each component");
                break;
            case MixedWishartFactor mixed:
                Require(IsGlobalMatrix(), "has a Wishart distribution, which only a matrix can have");
                Require(IsWishartShape(mixed.Shape) && IsPositive(mixed.RateFactor), "needs a larger shape and a positive factor of its rate");
                Require(IsMatrixOrDiagonal(mixed.RateMatrix, VariableKind.Auxiliary), $"cannot have {mixed.RateMatrix} as its rate");
                break;
            case GroupEffectsFactor effects:
                Require(IsWhole(child, factor.Child, VariableShape.Vector) && child is { Kind: VariableKind.GroupEffects, Plate: not null },
                    "must be group effects in a plate");
                Require(IsMatrixOrDiagonal(effects.Precision, VariableKind.Precision), $"cannot have {effects.Precision} as its precision");
                break;
            case LinearPredictorFactor predictor:
                Require(child is { Kind: VariableKind.Predictor, Shape: VariableShape.Scalar, Plate: not null }, "must be a predictor, a number in a plate");
                CheckPredictor(graph, predictor, child.Plate, Require);
                break;
            case ResponseFactor response:
                Require(child is { Kind: VariableKind.Response, Shape: VariableShape.Scalar, Plate: not null }, "must be the response, a number in a plate");
                Require(IsColumn(graph, response.Predictor, VariableKind.Predictor, child.Plate), $"cannot have the mean {response.Predictor}");
                Require(IsColumn(graph, response.Precision, VariableKind.Precision, null), $"cannot have the precision {response.Precision}");
                Require(response.Weights is null || IsColumn(graph, response.Weights, VariableKind.Data, child.Plate),
                    $"cannot have the weights {response.Weights}");
                Require(response.RowPrecision is null || IsColumn(graph, response.RowPrecision, VariableKind.Auxiliary, child.Plate),
                    $"cannot have the rows' precisions {response.RowPrecision}");
                break;
            case StudentMixingFactor mixing:
                Require(child is { Kind: VariableKind.Auxiliary, Shape: VariableShape.Scalar, Plate: not null }, "must be a number in the rows' plate");
                Require(IsColumn(graph, mixing.DegreesOfFreedom, VariableKind.DegreesOfFreedom, null),
                    $"cannot have the degrees of freedom {mixing.DegreesOfFreedom}");
                break;
            case PriorFactor prior:
                Require(IsColumn(graph, child.Name, VariableKind.DegreesOfFreedom, null), "must be degrees of freedom");
                bool hasArguments = HasArguments(prior.Prior);
                Require(hasArguments, $"cannot have the prior {prior.Prior}");
                Require(!hasArguments || (double.IsFinite(prior.Above) && prior.Prior.ProbabilityAbove(prior.Above) > 0),
                    $"cannot be above {Number(prior.Above)}");
                break;
        }

        bool IsCoefficient() => IsNumber(graph, factor.Child) && child.Kind == VariableKind.Coefficients;

        bool IsGlobalMatrix() => IsWhole(child, factor.Child, VariableShape.Matrix) && IsScale(child.Kind) && child.Plate is null;

        bool IsWishartShape(double shape) => shape > (child.Components.Count - 1) / 2.0 && double.IsFinite(shape);

        bool IsMatrixOrDiagonal(VariablePart part, VariableKind kind) =>
            part.Component is null && graph[part.Variable] is { Plate: null } variable && variable.Kind == kind && variable.Components.Equals(child.Components);

        void Require(bool condition, string problem)
        {
            if (!condition)
            {
                problems.Add($"{factor.Child} {problem}.");
            }
        }
    }

    private static void CheckPredictor(FactorGraph graph, LinearPredictorFactor predictor, string? rows, Action<bool, string> require)
    {
        if (predictor.Fixed is { } part)
        {
            GraphVariable X = graph[part.Design], beta = graph[part.Coefficients];
            require(
                IsVector(X, VariableKind.Data) && X.Plate == rows && IsVector(beta, VariableKind.Coefficients) && beta.Plate is null
                    && X.Components.Equals(beta.Components),
                $"cannot be made of {X.Name} and {beta.Name}");
        }

        foreach (RandomPart term in predictor.Terms)
        {
            GraphVariable Z = graph[term.Design], b = graph[term.Effects];
            require(IsVector(Z, VariableKind.Data) && Z.Plate == rows && IsVector(b, VariableKind.GroupEffects) && Z.Components.Equals(b.Components),
                $"cannot be made of {Z.Name} and {b.Name}");
            require(IsColumn(graph, term.Index, VariableKind.Index, rows) && graph[term.Index].Indexes == b.Plate, $"cannot look {b.Name} up by {term.Index}");
        }

        require(predictor.Offset is not { } offset || IsColumn(graph, offset.Variable, VariableKind.Data, rows), $"cannot have the offset {predictor.Offset}");
    }

    /// <summary>Whether a prior has no arguments that the language would refuse.</summary>
    private static bool HasArguments(Distribution prior) =>
        DistributionSignatures.Find(prior.Name) is { } signature
        && signature.Parameters.Zip(prior.Arguments).All(pair => double.IsFinite(pair.Second) && (pair.Second > 0 || pair.First.Domain == ParameterDomain.Real))
        && (prior is not Uniform uniform || uniform.Lower < uniform.Upper);

    private static bool IsVector(GraphVariable variable, VariableKind kind) => variable.Kind == kind && variable.Shape == VariableShape.Vector;

    private static bool IsColumn(FactorGraph graph, string name, VariableKind kind, string? plate) =>
        graph[name] is { Shape: VariableShape.Scalar } column && column.Kind == kind && column.Plate == plate;

    private static bool IsNumber(FactorGraph graph, VariablePart part) =>
        graph[part.Variable] is { Plate: null } variable && (variable.Shape == VariableShape.Scalar
            || (variable.Shape == VariableShape.Vector && part.Component is not null));

    private static bool IsWhole(GraphVariable variable, VariablePart part, VariableShape shape) => part.Component is null && variable.Shape == shape;

    private static bool IsScale(VariableKind kind) => kind is VariableKind.Precision or VariableKind.Auxiliary;

    private static bool IsPositive(double x) => x > 0 && double.IsFinite(x);

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
