using BayesLmm.Specification.Formulas;

namespace BayesLmm.Reports.Document;

/// <summary>A part of a section.</summary>
internal abstract record Block;

/// <summary>Sentences.</summary>
/// <param name="Text">The sentences; line breaks count where lines are not broken at will.</param>
internal sealed record Prose(string Text) : Block
{
    /// <summary>Whether lines are kept unbroken, however long.</summary>
    public bool HasOwnLines { get; init; }

    /// <summary>Whether it belongs to the sentence before it and stands below that, indented.</summary>
    public bool IsDetail { get; init; }

    /// <summary>Whether a new thought begins.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether it is what a reader is to see first.</summary>
    public bool IsLead { get; init; }

    /// <summary>Sentences whose lines are not broken.</summary>
    public static Prose Lines(string text) => new(text) { HasOwnLines = true };
}

/// <summary>Numbered sentences.</summary>
/// <param name="Items">The sentences.</param>
internal sealed record Listing(IReadOnlyList<string> Items) : Block;

/// <summary>A formula, equations or other code, which is set as code where a format can.</summary>
/// <param name="Text">The code; its lines are not broken.</param>
internal sealed record FormulaText(string Text) : Block
{
    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines { get; } = Text.TrimEnd('\n').Split('\n');

    /// <summary>Whether it is LaTeX for amsmath, which a page sets as mathematics.</summary>
    public bool IsMath { get; init; }
}

/// <summary>A drawing in SVG.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Svg">Draws it; called by formats that show drawings, and by no other.</param>
internal sealed record Drawing(string Caption, Func<string> Svg) : Block;

/// <summary>A figure of a page, whose values a reader can point at.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Caption">What it shows and how it is read.</param>
/// <param name="Markup">Draws it as elements of a page; called by formats that show figures, and by no other.</param>
internal sealed record PageFigure(string Title, string Caption, Func<string> Markup) : Block;

/// <summary>Figures of a page that are made when a format shows them.</summary>
/// <param name="Figures">Makes them.</param>
internal sealed record PageFigures(Func<IReadOnlyList<PageFigure>> Figures) : Block;

/// <summary>Judgements, each in a sentence.</summary>
/// <param name="Items">The judgements.</param>
internal sealed record Judgements(IReadOnlyList<Judgement> Items) : Block
{
    /// <summary>The same where a format has sentences alone.</summary>
    public Listing AsListing() => new([.. Items.Select(item => $"{item.Subject}: {item.Word}. {item.Text}")]);
}

/// <summary>A judgement.</summary>
/// <param name="Grade">How it came out.</param>
/// <param name="Subject">What was judged.</param>
/// <param name="Text">What was found, in sentences.</param>
internal sealed record Judgement(Grade Grade, string Subject, string Text)
{
    /// <summary>How it came out, in a word.</summary>
    public string Word => Grade switch
    {
        Grade.Good => "fine",
        Grade.Doubtful => "look here",
        Grade.Bad => "not to be trusted",
        _ => "not checked",
    };
}

/// <summary>How a judgement came out.</summary>
internal enum Grade
{
    /// <summary>Nothing speaks against it.</summary>
    Good,

    /// <summary>Something is worth a look.</summary>
    Doubtful,

    /// <summary>The result should not be trusted.</summary>
    Bad,

    /// <summary>It was not checked.</summary>
    Open,
}

/// <summary>Single values with their names, on a line.</summary>
/// <param name="Table">What the table of these facts is called in CSV.</param>
/// <param name="Items">The facts.</param>
internal sealed record Facts(string Table, IReadOnlyList<NamedValue> Items) : Block
{
    /// <summary>Whether people see none of the cells.</summary>
    public bool IsForProgramsOnly => Items.All(fact => fact.Label is null);

    /// <summary>Those that people see, in words.</summary>
    public string Words => string.Join(", ", Items.Select(fact => fact.Words).Where(words => words.Length > 0));

    /// <summary>Those that programs read by the name of a member: all, or some in another order.</summary>
    /// <param name="names">The names; none for all.</param>
    public IEnumerable<Member> Members(params IReadOnlyList<string> names) => names.Count == 0
        ? Items.Where(fact => fact.Member is not null).Select(fact => new Member(fact.Member!, fact.Value.Datum))
        : names.Select(name => new Member(name, Items.First(fact => fact.Member == name).Value.Datum));
}

/// <summary>A single value.</summary>
/// <param name="Label">The title for people; null if it is for programs only.</param>
/// <param name="Term">The name in CSV; null if it is not in CSV.</param>
/// <param name="Member">The name among nested values; null if it is not among them.</param>
/// <param name="Value">The value.</param>
internal sealed record NamedValue(string? Label, string? Term, string? Member, Cell Value)
{
    /// <summary>The text that people read; empty if there is none.</summary>
    public string Words => Label is null || Value.Text.Length == 0 ? "" : $"{Label} {Value.Text}";
}
