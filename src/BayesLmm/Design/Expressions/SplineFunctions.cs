using System.Globalization;
using BayesLmm.Design.Splines;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design.Expressions;

/// <summary><c>ns</c> and <c>bs</c>: R's natural cubic splines and B-splines, with the knots of the training rows.</summary>
internal static class SplineFunctions
{
    private const int CubicDegree = 3;
    private const int LargestDegree = 20;
    private const int MostColumns = 200;

    /// <summary>The value of a call, or null with a report.</summary>
    public static Matrix? Evaluate(IEvaluation evaluator, CallArguments arguments)
    {
        if (evaluator.EvaluateNumbers(arguments.First) is not { } values)
        {
            return null;
        }

        if (Array.FindIndex(values, double.IsInfinity) is >= 0 and int infinite)
        {
            return evaluator.Report<Matrix>(ExpressionDiagnostics.NotFinite(
                evaluator.Source, arguments.First.Span, ExpressionPrinter.Print(arguments.First), evaluator.DataRow(infinite)));
        }

        if (evaluator.State(arguments.Call, () => Train(evaluator, arguments, values)) is not { } spline)
        {
            return null;
        }

        int beyond = values.Count(value => value < spline.Knots.Lower || value > spline.Knots.Upper);
        if (beyond > 0 && spline is PolynomialSpline && !evaluator.IsAtMeans)
        {
            evaluator.Warn(ExpressionDiagnostics.BeyondBoundaryKnots(
                evaluator.Source, arguments.Call.Span, ExpressionPrinter.Print(arguments.First), ExpressionPrinter.Print(arguments.Call), beyond,
                spline.Knots.Lower, spline.Knots.Upper));
        }

        string[] names = [.. Enumerable.Range(1, spline.ColumnCount).Select(j => j.ToString(CultureInfo.InvariantCulture))];
        return new Matrix(names, spline.Apply(values));
    }

    private static Spline? Train(IEvaluation evaluator, CallArguments arguments, double[] values)
    {
        bool isNatural = arguments.Call.Function == "ns";
        Spline? Refuse(Expression argument, string what) => evaluator.Report<Spline>(
            ExpressionDiagnostics.WrongArgument(evaluator.Source, argument.Span, arguments.Call.Function, what));

        bool? intercept = arguments["intercept"] is { } truth ? ConstantValue.Truth(truth) : false;
        if (intercept is not { } hasIntercept)
        {
            return Refuse(arguments["intercept"]!, "'intercept' must be TRUE or FALSE");
        }

        int? degree = arguments["degree"] is { } power ? ConstantValue.Whole(power, 1, LargestDegree) : CubicDegree;
        if (degree is not { } ownDegree)
        {
            return Refuse(arguments["degree"]!, $"'degree' must be a whole number from 1 to {LargestDegree}");
        }

        double[]? boundary = arguments["Boundary.knots"] is { } ends ? ConstantValue.Numbers(ends) : Range(values);
        if (boundary is not [double a, double b] || a == b)
        {
            return arguments["Boundary.knots"] is { } given
                ? Refuse(given, "'Boundary.knots' must be two different numbers, as in c(0, 10)")
                : evaluator.Report<Spline>(ExpressionDiagnostics.Constant(evaluator.Source, arguments.Call.Span, ExpressionPrinter.Print(arguments.First)));
        }

        // Columns without an interior knot.
        int least = (isNatural ? 1 : ownDegree) + (hasIntercept ? 1 : 0);
        double[]? interior = arguments["knots"] is { } places ? ConstantValue.Numbers(places) : [];
        if (interior is null)
        {
            return Refuse(arguments["knots"]!, "'knots' must be numbers, as in c(2, 5)");
        }

        int? df = arguments["df"] is { } count ? ConstantValue.Whole(count, least, MostColumns) : least + interior.Length;
        if (df is not { } columns)
        {
            return Refuse(arguments["df"]!, $"'df' must be a whole number from {least} to {MostColumns}");
        }

        if (arguments["knots"] is not null && columns != least + interior.Length)
        {
            return Refuse(arguments["df"]!, $"'df' and 'knots' are at odds: with these knots there are {least + interior.Length} columns; leave 'df' out");
        }

        (double lower, double upper) = (Math.Min(a, b), Math.Max(a, b));
        SplineKnots knots = arguments["knots"] is null
            ? SplineKnots.AtQuantiles(values, columns - least, lower, upper)
            : new SplineKnots(lower, [.. interior.Order()], upper);
        if (knots.FirstUnusable(ownDegree) is { } unusable)
        {
            return arguments["knots"] is { } at
                ? Refuse(at, FormattableString.Invariant($"the knots must lie between {lower:g6} and {upper:g6}, and be different; {unusable:g6} does not fit"))
                : evaluator.Report<Spline>(ExpressionDiagnostics.TooFewValuesForKnots(
                    evaluator.Source, arguments.Call.Span, ExpressionPrinter.Print(arguments.First), columns));
        }

        return isNatural ? NaturalSpline.Create(knots, hasIntercept) : PolynomialSpline.Create(ownDegree, knots, hasIntercept);
    }

    private static double[] Range(double[] values)
    {
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        return known.Length == 0 ? [0, 0] : [known.Min(), known.Max()];
    }
}
