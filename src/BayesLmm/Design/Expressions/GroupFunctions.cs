using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design.Expressions;

/// <summary>
/// <c>mean(x)</c>, and <c>mean</c>, <c>center</c> and <c>scale</c> within groups. Groups of the training rows keep their means and standard deviations in any
/// other rows; those of groups that training did not have are of the rows at hand, with a warning.
/// </summary>
internal static class GroupFunctions
{
    /// <summary>The value of a call, or null with a report.</summary>
    public static Numbers? Evaluate(IEvaluation evaluator, CallArguments arguments)
    {
        if (evaluator.EvaluateNumbers(arguments.First) is not { } values)
        {
            return null;
        }

        if (evaluator.IsAtMeans)
        {
            GroupMoments all = evaluator.State<GroupMoments>(arguments.Call, () => null)!;
            return new Numbers(Array.ConvertAll(values, value => Value(arguments.Call.Function, value, (all.Mean, all.Sd))));
        }

        if (Columns(evaluator, arguments.Groups) is not { } columns)
        {
            return null;
        }

        RowGroups groups = RowGroups.Of(columns, values.Length);
        GroupMoments trained = evaluator.State(arguments.Call, () => GroupMoments.Train(values, groups))!;
        (double Mean, double Sd)[] moments = [.. Moments(evaluator, arguments, values, groups, trained)];
        if (arguments.Call.Function == "scale" && FindConstant(values, groups, moments) is { } constant)
        {
            return evaluator.Report<Numbers>(ExpressionDiagnostics.ConstantInGroup(
                evaluator.Source, arguments.Call.Span, ExpressionPrinter.Print(arguments.First), RowGroups.Shown(groups.Names[constant])));
        }

        double[] result = new double[values.Length];
        for (int row = 0; row < result.Length; row++)
        {
            result[row] = groups.Codes[row] < 0 ? double.NaN : Value(arguments.Call.Function, values[row], moments[groups.Codes[row]]);
        }

        return new Numbers(result);
    }

    private static double Value(string function, double value, (double Mean, double Sd) moments) => function switch
    {
        "mean" => moments.Mean,
        "center" => value - moments.Mean,
        _ => (value - moments.Mean) / moments.Sd,
    };

    /// <summary>The moments of each group: those of training, or its own where training did not have it.</summary>
    private static IEnumerable<(double Mean, double Sd)> Moments(
        IEvaluation evaluator, CallArguments arguments, double[] values, RowGroups groups, GroupMoments trained)
    {
        bool[] occurs = new bool[groups.Names.Count];
        foreach (int code in groups.Codes.Where(code => code >= 0))
        {
            occurs[code] = true;
        }

        string[] added = [.. groups.Names.Where((name, group) => occurs[group] && !trained.Contains(name))];
        GroupMoments own = added.Length == 0 ? trained : GroupMoments.Train(values, groups);
        string[] measured = [.. added.Where(own.Contains).Select(RowGroups.Shown)];
        if (measured.Length > 0)
        {
            evaluator.Warn(ExpressionDiagnostics.MeansOfNewGroups(
                evaluator.Source, arguments.Call.Span, ExpressionPrinter.Print(arguments.Call), measured));
        }

        return groups.Names.Select(name => trained.Contains(name) ? trained[name] : own[name]);
    }

    /// <summary>The first group with a value and without variation; null when there is none.</summary>
    private static int? FindConstant(double[] values, RowGroups groups, (double Mean, double Sd)[] moments)
    {
        int row = Enumerable.Range(0, values.Length)
            .FirstOrDefault(row => groups.Codes[row] >= 0 && !double.IsNaN(values[row]) && !(moments[groups.Codes[row]].Sd > 0), -1);
        return row < 0 ? null : groups.Codes[row];
    }

    private static List<CategoricalColumn>? Columns(IEvaluation evaluator, IEnumerable<Expression> groups)
    {
        List<CategoricalColumn> columns = [];
        foreach (Expression group in groups.SelectMany(Factors))
        {
            CategoricalColumn? column = evaluator.Evaluate(group) switch
            {
                Levels levels => levels.Column,
                Numbers numbers => Categorical(ExpressionPrinter.Print(group), numbers),
                null => null,
                _ => evaluator.Report<CategoricalColumn>(ExpressionDiagnostics.NotAValue(evaluator.Source, group.Span)),
            };
            if (column is null)
            {
                return null;
            }

            columns.Add(column);
        }

        return columns;
    }

    /// <summary>The columns of <c>a:b</c>.</summary>
    private static IEnumerable<Expression> Factors(Expression group) => group switch
    {
        BinaryExpression { Operator: BinaryOperator.Interaction } pair => Factors(pair.Left).Concat(Factors(pair.Right)),
        ParenthesizedExpression parentheses => Factors(parentheses.Inner),
        _ => [group],
    };
}
