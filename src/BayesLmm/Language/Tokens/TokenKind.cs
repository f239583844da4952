namespace BayesLmm.Language.Tokens;

/// <summary>The kinds of words and signs that a model text is made of.</summary>
internal enum TokenKind
{
    /// <summary>A name: letters of any script, digits, dots and underscores, as R has it.</summary>
    Name,

    /// <summary>A name in backquotes, which may hold anything.</summary>
    QuotedName,

    /// <summary>A number, without a sign.</summary>
    Number,

    /// <summary>A text in double or single quotes.</summary>
    Text,

    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Tilde,

    /// <summary><c>=</c>, which names an argument.</summary>
    Assign,

    Plus,
    Minus,
    Star,
    Slash,

    /// <summary><c>^</c>, also written <c>**</c>.</summary>
    Caret,

    Colon,
    In,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    EqualEqual,
    NotEqual,
    Not,
    And,
    Bar,
    DoubleBar,

    /// <summary>A quote that is not closed on its line; covers the rest of the line.</summary>
    UnclosedText,

    /// <summary>A backquote that is not closed on its line; covers the rest of the line.</summary>
    UnclosedName,

    /// <summary>Two backquotes with nothing between.</summary>
    EmptyName,

    /// <summary>A number beyond the range of a double.</summary>
    HugeNumber,

    /// <summary>A character, or an operator in percent signs, that the language does not have.</summary>
    Unknown,
}
