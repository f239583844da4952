using BayesLmm.Language;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>Reads how a factor's statement names variables, and says which of them are not there or not of the form that is written.</summary>
internal sealed class VariableReader(IReadOnlyList<GraphVariable> variables, GraphTextDiagnostics diagnostics)
{
    /// <summary>What a variable is called where one is expected.</summary>
    public const string AVariable = "a variable";

    private readonly Dictionary<string, GraphVariable> byName = variables.GroupBy(variable => variable.Name).ToDictionary(group => group.Key, group => group.First());

    /// <summary>What stands for a variable that is not there.</summary>
    public static GraphVariable Unknown { get; } = new("", VariableKind.Auxiliary, VariableShape.Scalar, [], null, "");

    /// <summary>A variable, maybe with a component in brackets.</summary>
    public VariablePart Part(TokenCursor cursor) => ReadComponent(cursor, Variable(cursor));

    private VariablePart ReadComponent(TokenCursor cursor, GraphVariable variable)
    {
        if (!cursor.Skip("["))
        {
            return variable.Name;
        }

        string component = cursor.Name("the name of a component");
        if (!cursor.Failed && variable != Unknown && !variable.Components.Contains(component))
        {
            diagnostics.UnknownComponent(cursor.Last, component, variable);
        }

        cursor.Expect("]");
        return new VariablePart(variable.Name, component);
    }

    /// <summary>A variable.</summary>
    public GraphVariable Variable(TokenCursor cursor) => Known(cursor, cursor.Word(AVariable));

    /// <summary>The variable whose name was read last.</summary>
    public GraphVariable Known(TokenCursor cursor, string name)
    {
        if (byName.TryGetValue(name, out GraphVariable? variable))
        {
            return variable;
        }

        if (!cursor.Failed)
        {
            diagnostics.UnknownVariable(cursor.Last, name, byName.Keys);
        }

        return Unknown;
    }

    /// <summary>What stands in brackets behind a child: its plate, or where it is in none, the component that the factor is of.</summary>
    public VariablePart ReadChild(TokenCursor cursor, GraphVariable variable)
    {
        if (variable.Plate is null)
        {
            return ReadComponent(cursor, variable);
        }

        TextSpan place = cursor.Last;
        bool isThere = cursor.Skip("[");
        if (isThere)
        {
            string plate = cursor.Name("the name of a plate");
            place = cursor.Failed ? place : cursor.Last;
            isThere = plate == variable.Plate;
            cursor.Expect("]");
        }

        if (!isThere && !cursor.Failed)
        {
            diagnostics.NotItsPlate(place, variable);
        }

        return variable.Name;
    }

    /// <summary>A matrix, or the diagonal one of a vector.</summary>
    public VariablePart ReadMatrix(TokenCursor cursor)
    {
        if (cursor.SkipBoth(GraphWords.Diagonal, "("))
        {
            return InDiagonal(cursor);
        }

        GraphVariable matrix = Variable(cursor);
        Check(cursor, matrix, matrix.Shape != VariableShape.Vector);
        return matrix.Name;
    }

    /// <summary>A vector and the parenthesis behind it.</summary>
    public VariablePart InDiagonal(TokenCursor cursor)
    {
        GraphVariable vector = Variable(cursor);
        Check(cursor, vector, vector.Shape == VariableShape.Vector);
        cursor.Expect(")");
        return vector.Name;
    }

    private void Check(TokenCursor cursor, GraphVariable variable, bool isAsWritten)
    {
        if (!cursor.Failed && variable != Unknown && !isAsWritten)
        {
            diagnostics.NotDiagonal(cursor.Last, variable);
        }
    }
}
