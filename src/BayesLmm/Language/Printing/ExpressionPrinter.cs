using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;

namespace BayesLmm.Language.Printing;

/// <summary>
/// Writes expressions as R's <c>deparse</c> does, so that coefficients have the names that R users know: <c>I((age - 11)^2)</c>,
/// <c>log(x + 1)</c>, <c>a:b</c>. Blanks stand around every operator but <c>^</c>, <c>:</c>, <c>/</c> and signs. Parsing the text gives
/// the expression again, up to spans; parentheses are added only where a tree built by hand needs them.
/// </summary>
/// <remarks>A departure from R: numbers are written with as many digits as reading them back exactly needs, where R stops at 15.</remarks>
internal static class ExpressionPrinter
{
    private static readonly HashSet<string> Unspaced = ["^", ":", "/"];

    /// <summary>Writes an expression on one line.</summary>
    public static string Print(Expression expression)
    {
        StringBuilder text = new();
        Append(text, expression);
        return text.ToString();
    }

    /// <summary>Writes a formula on one line, as <c>y ~ a + b</c>.</summary>
    public static string Print(FormulaStatement formula)
    {
        StringBuilder text = new();
        Append(text, formula.Response);
        text.Append(" ~ ");
        Append(text, formula.RightHandSide);
        return text.ToString();
    }

    /// <summary>Writes a column's name, in backquotes when it is not a plain name.</summary>
    public static string PrintName(string name)
    {
        StringBuilder text = new();
        AppendName(text, name);
        return text.ToString();
    }

    /// <summary>
    /// Writes a number as R prints it: fixed notation, or scientific where that is shorter (<c>100000</c> is <c>1e+05</c>).
    /// </summary>
    public static string PrintNumber(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value == 0 ? "0" : double.IsNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
        }

        (string digits, int exponent) = Decompose(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        string scientific = $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        bool longerFixed = Math.Abs(exponent) > scientific.Length || Fixed(digits, exponent).Length > scientific.Length;
        string text = longerFixed ? scientific : Fixed(digits, exponent);
        return value < 0 ? "-" + text : text;
    }

    private static void Append(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case NumberExpression number:
                text.Append(PrintNumber(number.Value));
                break;
            case NameExpression name:
                AppendName(text, name.Name);
                break;
            case TextExpression quoted:
                text.Append(QuotedText.Of(quoted.Value));
                break;
            case ParenthesizedExpression parenthesized:
                text.Append('(');
                Append(text, parenthesized.Inner);
                text.Append(')');
                break;
            case CallExpression call:
                AppendCall(text, call);
                break;
            case UnaryExpression unary:
                text.Append(OperatorTable.Written(unary.Operator));
                AppendOperand(text, unary.Operand, unary.Operand is BinaryExpression binaryOperand
                    && OperatorTable.Rank(binaryOperand.Operator) < OperatorTable.Rank(unary.Operator));
                break;
            case BinaryExpression binary:
                AppendBinary(text, binary);
                break;
            default:
                throw new ArgumentException($"An expression of type {expression.GetType().Name} cannot be written.", nameof(expression));
        }
    }

    private static void AppendBinary(StringBuilder text, BinaryExpression binary)
    {
        string sign = OperatorTable.Written(binary.Operator);
        bool spaced = !Unspaced.Contains(sign);
        AppendOperand(text, binary.Left, OperatorTable.TrailingRank(binary.Left) < OperatorTable.LeftRank(binary.Operator));
        text.Append(spaced ? " " : "").Append(sign).Append(spaced ? " " : "");
        AppendOperand(text, binary.Right, binary.Right is BinaryExpression right
            && OperatorTable.Rank(right.Operator) < OperatorTable.RightRank(binary.Operator));
    }

    private static void AppendOperand(StringBuilder text, Expression operand, bool parenthesize)
    {
        text.Append(parenthesize ? "(" : "");
        Append(text, operand);
        text.Append(parenthesize ? ")" : "");
    }

    private static void AppendCall(StringBuilder text, CallExpression call)
    {
        AppendName(text, call.Function);
        text.Append('(');
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (call.Arguments[i].Name is { } name)
            {
                AppendName(text, name);
                text.Append(" = ");
            }

            Append(text, call.Arguments[i].Value);
        }

        text.Append(')');
    }

    private static void AppendName(StringBuilder text, string name)
    {
        if (name.Length > 0 && ModelTokenizer.NameLength(name, 0) == name.Length && !IsNumberLike(name))
        {
            text.Append(name);
        }
        else
        {
            text.Append(QuotedText.Of(name, '`'));
        }
    }

    /// <summary>A dot and a digit start a number, not a name.</summary>
    private static bool IsNumberLike(string name) => name.Length > 1 && name[0] == '.' && char.IsAsciiDigit(name[1]);

    /// <summary>The significant digits of a positive number's text and the power of ten of the first of them.</summary>
    private static (string Digits, int Exponent) Decompose(string text)
    {
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int leadingZeros = digits.Length - digits.TrimStart('0').Length;
        exponent += (point < 0 ? mantissa.Length : point) - 1 - leadingZeros;
        return (digits.Trim('0'), exponent);
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
