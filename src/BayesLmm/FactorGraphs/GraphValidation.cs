using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs;

/// <summary>What is wrong with a graph.</summary>
internal static class GraphValidation
{
    /// <summary>Everything that is wrong, a sentence each; empty for a valid graph.</summary>
    public static IReadOnlyList<string> Problems(FactorGraph graph)
    {
        List<string> problems = [];
        AddRepeated(problems, graph.Plates.Select(plate => plate.Name), "plate");
        AddRepeated(problems, graph.Variables.Select(variable => variable.Name), "variable");
        foreach (Plate plate in graph.Plates.Where(plate => plate.Size < 1))
        {
            problems.Add($"The plate '{plate.Name}' has size {plate.Size}; a plate has at least 1.");
        }

        foreach (GraphVariable variable in graph.Variables)
        {
            CheckVariable(graph, variable, problems);
        }

        if (problems.Count > 0)
        {
            return problems;   // the factors' checks look variables up
        }

        foreach (GraphFactor factor in graph.Factors)
        {
            CheckParts(graph, factor, problems);
        }

        if (problems.Count == 0)
        {
            foreach (GraphFactor factor in graph.Factors)
            {
                CheckFactor(graph, factor, problems);
            }

            CheckChildren(graph, problems);
        }

        return problems;
    }

    private static void AddRepeated(List<string> problems, IEnumerable<string> names, string what)
    {
        foreach (IGrouping<string, string> group in names.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            problems.Add($"The {what} '{group.Key}' is there {group.Count()} times.");
        }
    }

    private static void CheckVariable(FactorGraph graph, GraphVariable variable, List<string> problems)
    {
        if (variable.Name.Length == 0 || !char.IsAsciiLetter(variable.Name[0]) || !variable.Name.All(char.IsAsciiLetterOrDigit))
        {
            problems.Add($"'{variable.Name}' is no name of a variable: a letter, then letters and digits.");
        }

        foreach (string? plate in (string?[])[variable.Plate, variable.Indexes])
        {
            if (plate is not null && graph.Plates.All(p => p.Name != plate))
            {
                problems.Add($"The variable '{variable.Name}' names the plate '{plate}', which is not there.");
            }
        }

        if ((variable.Shape == VariableShape.Scalar) != (variable.Components.Count == 0))
        {
            problems.Add($"The variable '{variable.Name}' is a {Word(variable.Shape)} and has {variable.Components.Count} components.");
        }

        if (variable.Components.Distinct().Count() != variable.Components.Count)
        {
            problems.Add($"The components of '{variable.Name}' are not different.");
        }

        if ((variable.Kind == VariableKind.Index) != (variable.Indexes is not null))
        {
            problems.Add($"The variable '{variable.Name}' must name a plate that it indexes if, and only if, it is an index.");
        }
    }

    private static void CheckParts(FactorGraph graph, GraphFactor factor, List<string> problems)
    {
        foreach (VariablePart part in factor.Parents.Prepend(factor.Child))
        {
            if (graph.Find(part.Variable) is not { } variable)
            {
                problems.Add($"The factor of {factor.Child} names the variable '{part.Variable}', which is not there.");
            }
            else if (part.Component is { } component && !variable.Components.Contains(component))
            {
                problems.Add($"The factor of {factor.Child} names the component '{component}' of '{part.Variable}', which it does not have.");
            }
        }
    }

    private static void CheckFactor(FactorGraph graph, GraphFactor factor, List<string> problems)
    {
        GraphVariable child = graph[factor.Child.Variable];
        switch (factor)
        {
            case FlatFactor:
                Require(IsNumber(graph, factor.Child) && child.Kind == VariableKind.Coefficients, "is flat, which only a coefficient can be");
                break;
            case ConstantFactor constant:
                Require(IsNumber(graph, factor.Child) && double.IsFinite(constant.Value), "is constant, which a number can be, at a finite value");
                Require(child.Kind != VariableKind.Precision || constant.Value > 0, "is a precision, which is positive");
                break;
            case NormalFactor normal:
                Require(IsNumber(graph, factor.Child) && child.Kind == VariableKind.Coefficients, "is normal, which only a coefficient can be");
                Require(double.IsFinite(normal.Mean) && IsPositive(normal.Sd), "needs a finite mean and a positive standard deviation");
                break;
            case MixedNormalFactor mixed:
                Require(IsNumber(graph, factor.Child) && child.Kind == VariableKind.Coefficients, "is normal, which only a coefficient can be");
                Require(double.IsFinite(mixed.Location) && IsPositive(mixed.Scale), "needs a finite location and a positive scale");
                Require(IsNumber(graph, mixed.Mixing) && graph[mixed.Mixing.Variable].Kind == VariableKind.Auxiliary, $"cannot be mixed by {mixed.Mixing}, which is no positive number");
                break;
            case GammaFactor gamma:
                Require(IsNumber(graph, factor.Child) && IsScale(child.Kind), "has a gamma distribution, which only a positive number can have");
                Require(IsPositive(gamma.Shape) && IsPositive(gamma.Rate), "needs a positive shape and a positive rate");
                Require(gamma.RateScale is not { } scale || (IsNumber(graph, scale) && graph[scale.Variable].Kind == VariableKind.Auxiliary), $"cannot have a rate of {gamma.RateScale}, which is no positive number");
                break;
            case InverseGammaFactor inverse:
                Require(IsNumber(graph, factor.Child) && IsScale(child.Kind), "has an inverse gamma distribution, which only a positive number can have");
                Require(IsPositive(inverse.Shape) && IsPositive(inverse.Scale), "needs a positive shape and a positive scale");
                break;
            case WishartFactor wishart:
                Require(IsWhole(child, factor.Child, VariableShape.Matrix) && IsScale(child.Kind), "has a Wishart distribution, which only a matrix can have");
                Require(wishart.Shape > (child.Components.Count - 1) / 2.0, "needs a larger shape");
                Require(wishart.Rates.Count == child.Components.Count && wishart.Rates.All(IsPositive), "needs a positive rate for each component");
                break;
            case MixedWishartFactor mixed:
                Require(IsWhole(child, factor.Child, VariableShape.Matrix) && IsScale(child.Kind), "has a Wishart distribution, which only a matrix can have");
                Require(mixed.Shape > (child.Components.Count - 1) / 2.0 && IsPositive(mixed.RateFactor), "needs a larger shape and a positive factor of its rate");
                Require(graph[mixed.RateMatrix.Variable] is { Kind: VariableKind.Auxiliary } rate && rate.Components.Equals(child.Components), $"cannot have {mixed.RateMatrix} as its rate");
                break;
            case GroupEffectsFactor effects:
                Require(IsWhole(child, factor.Child, VariableShape.Vector) && child is { Kind: VariableKind.GroupEffects, Plate: not null }, "must be group effects in a plate");
                Require(graph[effects.Precision.Variable] is { Kind: VariableKind.Precision, Plate: null } P && P.Components.Equals(child.Components), $"cannot have {effects.Precision} as its precision");
                break;
            case LinearPredictorFactor predictor:
                Require(child is { Kind: VariableKind.Predictor, Plate: not null }, "must be a predictor in a plate");
                CheckPredictor(graph, predictor, child.Plate, Require);
                break;
            case ResponseFactor response:
                Require(child is { Kind: VariableKind.Response, Plate: not null }, "must be the response");
                Require(graph[response.Predictor] is { Kind: VariableKind.Predictor } eta && eta.Plate == child.Plate, $"cannot have the mean {response.Predictor}");
                Require(graph[response.Precision] is { Kind: VariableKind.Precision, Shape: VariableShape.Scalar, Plate: null }, $"cannot have the precision {response.Precision}");
                Require(response.Weights is null || IsColumn(graph, response.Weights, VariableKind.Data, child.Plate), $"cannot have the weights {response.Weights}");
                Require(response.RowPrecision is null || IsColumn(graph, response.RowPrecision, VariableKind.Auxiliary, child.Plate), $"cannot have the rows' precisions {response.RowPrecision}");
                break;
            case StudentMixingFactor mixing:
                Require(child is { Kind: VariableKind.Auxiliary, Shape: VariableShape.Scalar, Plate: not null }, "must be a number in the rows' plate");
                Require(graph[mixing.DegreesOfFreedom] is { Kind: VariableKind.DegreesOfFreedom, Plate: null }, $"cannot have the degrees of freedom {mixing.DegreesOfFreedom}");
                break;
            case PriorFactor prior:
                Require(child is { Kind: VariableKind.DegreesOfFreedom, Shape: VariableShape.Scalar }, "must be degrees of freedom");
                Require(prior.Prior.ProbabilityAbove(prior.Above) > 0, $"cannot be above {prior.Above}");
                break;
        }

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
            require(
                graph[part.Design] is { Kind: VariableKind.Data } X && X.Plate == rows && graph[part.Coefficients] is { Kind: VariableKind.Coefficients, Plate: null } beta && X.Components.Equals(beta.Components),
                $"cannot be made of {part.Design} and {part.Coefficients}");
        }

        foreach (RandomPart term in predictor.Terms)
        {
            require(
                graph[term.Design] is { Kind: VariableKind.Data } Z && Z.Plate == rows && graph[term.Effects] is { Kind: VariableKind.GroupEffects } b && Z.Components.Equals(b.Components),
                $"cannot be made of {term.Design} and {term.Effects}");
            require(
                graph[term.Index] is { Kind: VariableKind.Index } g && g.Plate == rows && g.Indexes == graph[term.Effects].Plate, $"cannot look {term.Effects} up by {term.Index}");
        }

        require(predictor.Offset is not { } offset || IsColumn(graph, offset.Variable, VariableKind.Data, rows), $"cannot have the offset {predictor.Offset}");
    }

    /// <summary>Every component of every variable that is not given needs one factor; a response needs one too; and no variable depends on itself.</summary>
    private static void CheckChildren(FactorGraph graph, List<string> problems)
    {
        foreach (GraphVariable variable in graph.Variables)
        {
            GraphFactor[] own = [.. graph.Factors.Where(factor => factor.Child.Variable == variable.Name)];
            if (variable.Kind is VariableKind.Data or VariableKind.Index)
            {
                Report(own.Length == 0, $"'{variable.Name}' is given and has a factor.");
            }
            else if (own.Any(factor => factor.Child.Component is null))
            {
                Report(own.Length == 1, $"'{variable.Name}' has {own.Length} factors.");
            }
            else
            {
                foreach (string component in variable.Components.DefaultIfEmpty(""))
                {
                    int count = own.Count(factor => factor.Child.Component == component);
                    Report(count == 1, $"'{variable.Name}{(component.Length > 0 ? $"[{component}]" : "")}' has {count} factors; it needs one.");
                }
            }
        }

        HashSet<string> done = [.. graph.Variables.Where(variable => variable.Kind is VariableKind.Data or VariableKind.Index).Select(variable => variable.Name)];
        for (int before = -1; before < done.Count;)
        {
            before = done.Count;
            foreach (GraphVariable variable in graph.Variables.Where(variable => !done.Contains(variable.Name)))
            {
                if (graph.Factors.Where(factor => factor.Child.Variable == variable.Name).All(factor => factor.Parents.All(parent => done.Contains(parent.Variable))))
                {
                    done.Add(variable.Name);
                }
            }
        }

        string[] circular = [.. graph.Variables.Select(variable => variable.Name).Where(name => !done.Contains(name))];
        Report(circular.Length == 0, $"These depend on themselves: {string.Join(", ", circular)}.");

        void Report(bool condition, string problem)
        {
            if (!condition)
            {
                problems.Add(problem);
            }
        }
    }

    private static bool IsColumn(FactorGraph graph, string name, VariableKind kind, string? plate) =>
        graph[name] is { Shape: VariableShape.Scalar } column && column.Kind == kind && column.Plate == plate;

    private static bool IsNumber(FactorGraph graph, VariablePart part) =>
        graph[part.Variable] is { Plate: null } variable && (variable.Shape == VariableShape.Scalar || (variable.Shape == VariableShape.Vector && part.Component is not null));

    private static bool IsWhole(GraphVariable variable, VariablePart part, VariableShape shape) => part.Component is null && variable.Shape == shape;

    private static bool IsScale(VariableKind kind) => kind is VariableKind.Precision or VariableKind.Auxiliary;

    private static bool IsPositive(double x) => x > 0 && double.IsFinite(x);

    private static string Word(VariableShape shape) => shape switch
    {
        VariableShape.Scalar => "number",
        VariableShape.Vector => "vector",
        _ => "matrix",
    };
}
