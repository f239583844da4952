using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using Superpower;
using Superpower.Model;
using Result = Superpower.Model.TokenListParserResult<BayesLmm.Language.Tokens.TokenKind, BayesLmm.Language.Syntax.Expression>;
using TokenInput = Superpower.Model.TokenList<BayesLmm.Language.Tokens.TokenKind>;
using TokenResult = Superpower.Model.TokenListParserResult<BayesLmm.Language.Tokens.TokenKind, Superpower.Model.Token<BayesLmm.Language.Tokens.TokenKind>>;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Grammar;

/// <summary>
/// Expressions with R's precedence, as Superpower parsers. The operators are read by precedence climbing (Richards 1979) instead of one
/// combinator a rank: the ranks stay in one table, and a level of nesting costs few stack frames, so that a depth limit is enough to be safe.
/// </summary>
internal static class ExpressionGrammar
{
    /// <summary>Expressions nested deeper are refused.</summary>
    public const int MaximumDepth = 200;

    /// <summary>The error message of a result that failed because of <see cref="MaximumDepth"/>.</summary>
    public const string TooDeep = "too deep";

    /// <summary>What an expression may start with.</summary>
    private static readonly string[] OperandExpected = ["a column name", "a number", "'('"];

    /// <summary>Any expression.</summary>
    public static TokenListParser<TokenKind, Expression> Expression { get; } = input => Binary(input, OperatorTable.Loosest, 0);

    /// <summary>A name or a function call.</summary>
    public static TokenListParser<TokenKind, Expression> NameOrCall { get; } = input => NameOrCallAt(input, 0);

    private static Result Binary(TokenInput input, int rank, int depth)
    {
        Result left = Prefix(input, depth);
        while (left.HasValue)
        {
            TokenResult sign = left.Remainder.ConsumeToken();
            if (!sign.HasValue || BinaryOf(sign.Value.Kind) is not { } op || OperatorTable.Rank(op) < rank || !MayFollow(op, left.Value))
            {
                break;
            }

            Result right = Binary(sign.Remainder, OperatorTable.RightRank(op), depth + 1);
            if (!right.HasValue)
            {
                return right;
            }

            TextSpan span = TextSpan.Cover(left.Value.Span, right.Value.Span);
            left = Value(new BinaryExpression(op, left.Value, right.Value, sign.Value.Place(), span), input, right.Remainder);
        }

        return left;
    }

    /// <summary>Comparisons do not chain: behind <c>a &lt; b</c> no further comparison may follow.</summary>
    private static bool MayFollow(BinaryOperator op, Expression left) =>
        OperatorTable.TrailingRank(left) >= OperatorTable.LeftRank(op);

    private static Result Prefix(TokenInput input, int depth)
    {
        if (depth > MaximumDepth)
        {
            return TokenListParserResult.Empty<TokenKind, Expression>(input, TooDeep);
        }

        TokenResult sign = input.ConsumeToken();
        if (!sign.HasValue || UnaryOf(sign.Value.Kind) is not { } op)
        {
            return Primary(input, depth);
        }

        Result operand = Binary(sign.Remainder, OperatorTable.Rank(op), depth + 1);
        return operand.HasValue
            ? Value(new UnaryExpression(op, operand.Value, TextSpan.Cover(sign.Value.Place(), operand.Value.Span)), input, operand.Remainder)
            : operand;
    }

    private static Result Primary(TokenInput input, int depth)
    {
        TokenResult first = input.ConsumeToken();
        if (!first.HasValue)
        {
            return Expected(input, OperandExpected);
        }

        Token<TokenKind> token = first.Value;
        return token.Kind switch
        {
            TokenKind.Number => Value(new NumberExpression(token.Number(), token.Place()), input, first.Remainder),
            TokenKind.Text => Value(new TextExpression(token.Unquoted(), token.Place()), input, first.Remainder),
            TokenKind.Name or TokenKind.QuotedName => NameOrCallAt(input, depth),
            TokenKind.OpenParenthesis => Parenthesized(input, token, first.Remainder, depth),
            _ => Expected(input, OperandExpected),
        };
    }

    private static Result Parenthesized(TokenInput input, Token<TokenKind> open, TokenInput rest, int depth)
    {
        Result inner = Binary(rest, OperatorTable.Loosest, depth + 1);
        if (!inner.HasValue)
        {
            return inner;
        }

        TokenResult close = inner.Remainder.ConsumeToken();
        return close.HasValue && close.Value.Kind == TokenKind.CloseParenthesis
            ? Value(new ParenthesizedExpression(inner.Value, TextSpan.Cover(open.Place(), close.Value.Place())), input, close.Remainder)
            : Expected(inner.Remainder, ["an operator", "')'"]);
    }

    private static Result NameOrCallAt(TokenInput input, int depth)
    {
        TokenResult name = input.ConsumeToken();
        if (!name.HasValue || name.Value.Kind is not (TokenKind.Name or TokenKind.QuotedName))
        {
            return Expected(input, ["a column name"]);
        }

        TokenResult open = name.Remainder.ConsumeToken();
        return open.HasValue && open.Value.Kind == TokenKind.OpenParenthesis
            ? Call(input, name.Value, open.Remainder, depth)
            : Value(new NameExpression(name.Value.Unquoted(), name.Value.Place()), input, name.Remainder);
    }

    private static Result Call(TokenInput input, Token<TokenKind> function, TokenInput rest, int depth)
    {
        List<Argument> arguments = [];
        TokenResult next = rest.ConsumeToken();
        bool closed = next.HasValue && next.Value.Kind == TokenKind.CloseParenthesis;
        while (!closed)
        {
            string? name = ArgumentName(ref rest);
            Result value = Binary(rest, OperatorTable.Loosest, depth + 1);
            if (!value.HasValue)
            {
                return value;
            }

            arguments.Add(new Argument(name, value.Value));
            next = value.Remainder.ConsumeToken();
            if (!next.HasValue || next.Value.Kind is not (TokenKind.Comma or TokenKind.CloseParenthesis))
            {
                return Expected(value.Remainder, ["an operator", "','", "')'"]);
            }

            closed = next.Value.Kind == TokenKind.CloseParenthesis;
            rest = next.Remainder;
        }

        TextSpan span = TextSpan.Cover(function.Place(), next.Value.Place());
        return Value(new CallExpression(function.Unquoted(), function.Place(), arguments.ToEquatableArray(), span), input, next.Remainder);
    }

    /// <summary>Takes <c>name =</c> off the front of <paramref name="rest"/>, if it is there.</summary>
    private static string? ArgumentName(ref TokenInput rest)
    {
        TokenResult name = rest.ConsumeToken();
        if (!name.HasValue || name.Value.Kind is not (TokenKind.Name or TokenKind.QuotedName))
        {
            return null;
        }

        TokenResult assign = name.Remainder.ConsumeToken();
        if (!assign.HasValue || assign.Value.Kind != TokenKind.Assign)
        {
            return null;
        }

        rest = assign.Remainder;
        return name.Value.Unquoted();
    }

    private static Result Value(Expression expression, TokenInput input, TokenInput rest) => TokenListParserResult.Value(expression, input, rest);

    private static Result Expected(TokenInput input, string[] expected) => TokenListParserResult.Empty<TokenKind, Expression>(input, expected);

    private static UnaryOperator? UnaryOf(TokenKind kind) => kind switch
    {
        TokenKind.Plus => UnaryOperator.Plus,
        TokenKind.Minus => UnaryOperator.Minus,
        TokenKind.Not => UnaryOperator.Not,
        _ => null,
    };

    private static BinaryOperator? BinaryOf(TokenKind kind) => kind switch
    {
        TokenKind.Caret => BinaryOperator.Power,
        TokenKind.Colon => BinaryOperator.Interaction,
        TokenKind.In => BinaryOperator.In,
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        TokenKind.EqualEqual => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Bar => BinaryOperator.Bar,
        TokenKind.DoubleBar => BinaryOperator.DoubleBar,
        _ => null,
    };
}
