using BayesLmm.Language.Syntax;

namespace BayesLmm.Design.Expressions;

/// <summary>A call's arguments in the places of the function's parameters: named ones first take theirs, the others fill the rest, as in R.</summary>
internal sealed class CallArguments
{
    private readonly FunctionSignature signature;
    private readonly Expression?[] values;

    private CallArguments(CallExpression call, FunctionSignature signature, Expression?[] values, List<Expression> groups)
    {
        Call = call;
        this.signature = signature;
        this.values = values;
        Groups = groups;
    }

    /// <summary>The call.</summary>
    public CallExpression Call { get; }

    /// <summary>The first argument, which every function has.</summary>
    public Expression First => values[0]!;

    /// <summary>The grouping factors behind the first argument.</summary>
    public IReadOnlyList<Expression> Groups { get; }

    /// <summary>The argument of a parameter; null when it is not given.</summary>
    public Expression? this[string parameter]
    {
        get
        {
            int place = signature.Parameters.Span.IndexOf(parameter);
            return place < 0 ? null : values[place];
        }
    }

    /// <summary>The arguments in their places, or null with a report.</summary>
    public static CallArguments? Match(CallExpression call, FunctionSignature signature, IEvaluation evaluator)
    {
        Expression?[] values = new Expression?[signature.Parameters.Count];
        List<Expression> groups = [];
        foreach (Argument argument in call.Arguments.Where(argument => argument.Name is not null))
        {
            int place = signature.Parameters.Span.IndexOf(argument.Name!);
            if (place < 0)
            {
                return evaluator.Report<CallArguments>(
                    ExpressionDiagnostics.UnknownArgument(evaluator.Source, argument.Value.Span, call.Function, argument.Name!, signature.Parameters));
            }

            if (values[place] is not null)
            {
                return evaluator.Report<CallArguments>(
                    ExpressionDiagnostics.ArgumentTwice(evaluator.Source, argument.Value.Span, call.Function, argument.Name!));
            }

            values[place] = argument.Value;
        }

        bool fits = true;
        foreach (Expression value in call.Arguments.Where(argument => argument.Name is null).Select(argument => argument.Value))
        {
            int place = Array.IndexOf(values, null);
            if (place >= 0)
            {
                values[place] = value;
            }
            else if (signature.TakesGroups)
            {
                groups.Add(value);
            }
            else
            {
                fits = false;
            }
        }

        return fits && !values.Take(signature.Required).Contains(null)
            ? new CallArguments(call, signature, values, groups)
            : evaluator.Report<CallArguments>(ExpressionDiagnostics.WrongArguments(evaluator.Source, call.Span, call.Function, signature.Usage));
    }
}
