using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Graphs;

/// <summary>Makes graphs from their parts, and lists the errors of parts that it refuses.</summary>
internal static class GraphValidation
{
    /// <summary>Makes a graph from its parts.</summary>
    /// <exception cref="ArgumentException">The parts do not make a graph; the message has everything that is wrong, a line each.</exception>
    public static FactorGraph Create(
        IEnumerable<Plate> plates, IEnumerable<GraphVariable> variables, IEnumerable<GraphFactor> factors, IEnumerable<Substitution> substitutions)
    {
        FactorGraph graph = new(plates.ToEquatableArray(), variables.ToEquatableArray(), factors.ToEquatableArray(), substitutions.ToEquatableArray());
        List<string> problems = FindProblems(graph);
        return problems.Count == 0 ? graph : throw new ArgumentException(string.Join('\n', problems));
    }

    /// <summary>All errors; empty for a valid graph.</summary>
    private static List<string> FindProblems(FactorGraph graph)
    {
        List<string> problems = [];
        AddRepeated(problems, graph.Plates, plate => plate.Name, "plate");
        AddRepeated(problems, graph.Variables, variable => variable.Name, "variable");
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
                FactorValidation.Check(graph, factor, problems);
            }

            CheckChildren(graph, problems);
        }

        return problems;
    }

    private static void AddRepeated<T>(List<string> problems, IEnumerable<T> items, Func<T, string> nameOf, string what)
    {
        foreach (IGrouping<string, T> group in items.GroupBy(nameOf).Where(group => group.Count() > 1))
        {
            problems.Add($"The {what} '{group.Key}' is there {group.Count()} times.");
        }
    }

    private static void CheckVariable(FactorGraph graph, GraphVariable variable, List<string> problems)
    {
        // The text form writes the name without quotes.
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
                Report(own.Length == 1, $"'{variable.Name}' has {own.Length} factors; it needs one.");
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

        HashSet<string> done =
            [.. graph.Variables.Where(variable => variable.Kind is VariableKind.Data or VariableKind.Index).Select(variable => variable.Name)];
        for (int before = -1; before < done.Count;)
        {
            before = done.Count;
            foreach (GraphVariable variable in graph.Variables.Where(variable => !done.Contains(variable.Name)))
            {
                if (graph.Factors.Where(factor => factor.Child.Variable == variable.Name)
                    .All(factor => factor.Parents.All(parent => done.Contains(parent.Variable))))
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

    private static string Word(VariableShape shape) => shape switch
    {
        VariableShape.Scalar => "number",
        VariableShape.Vector => "vector",
        _ => "matrix",
    };
}
