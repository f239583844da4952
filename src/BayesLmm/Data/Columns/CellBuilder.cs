using System.Text;
using System.Text.Unicode;
using BayesLmm.Data.Cells;
using BayesLmm.Numerics;

namespace BayesLmm.Data.Columns;

/// <summary>
/// Collects the cells of one column of text. It is numbers until a cell is none, and all cells decide: whole numbers among which some have leading zeros or
/// lie beyond 2⁵³ are identifiers, which are text; so are those beyond 2⁵³ with <c>.0</c> behind, as programs write whole numbers where some are missing.
/// A column that turns out to be text only after it has begun as numbers is to be read again.
/// </summary>
/// <param name="notation">How numbers are written.</param>
internal sealed class CellBuilder(NumberNotation notation)
{
    private readonly NumericBuilder numbers = new();
    private readonly List<(byte[] Text, int Rows, int FirstRow)> codes = [];
    private readonly Spellings spellings = new(notation.Decimal);
    private CategoricalBuilder? texts;
    private bool hasNumbers, hasMarks, isWhole = true, isWholeWithZeros = true, hasIdentifiers, hasLong, isBroken;

    /// <summary>Makes one for a column that is text, whatever its cells.</summary>
    public static CellBuilder ForText() => new(NumberNotation.Plain) { texts = new CategoricalBuilder() };

    /// <summary>Makes one for a column whose source says that it holds numbers.</summary>
    public static CellBuilder ForNumbers() => new(NumberNotation.Plain) { hasNumbers = true };

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the cells have to be read again, by <see cref="ForText"/>.</summary>
    public bool IsText => texts is null
        && (isBroken || (hasNumbers && ((isWhole && hasIdentifiers) || (isWholeWithZeros && hasLong))) || (!hasNumbers && codes.Count > 0));

    /// <summary>Whether the cells are collected as text.</summary>
    public bool HoldsText => texts is not null;

    /// <summary>Adds a row with a cell as it stands, in UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        if (texts is not null)
        {
            AddToTexts(texts, cell);
        }
        else if (!isBroken)
        {
            AddToNumbers(cell);
        }

        Count++;
    }

    /// <summary>Adds a row with a number as it stands, whose decimal mark is a point by the word of its format.</summary>
    public void AddNumber(ReadOnlySpan<byte> number)
    {
        if (texts is not null)
        {
            texts.Add(number);
        }
        else if (!isBroken)
        {
            AddNumber(NumberText.Parse(number, (byte)'.', out double value), value, number);
        }

        Count++;
    }

    /// <summary>Adds rows without a value until there are so many.</summary>
    public void FillTo(int count)
    {
        while (Count < count)
        {
            Add(default(ReadOnlySpan<byte>));
        }
    }

    /// <summary>Adds a row with a double.</summary>
    public void Add(double value)
    {
        isWhole = isWholeWithZeros = false;
        hasNumbers = true;
        numbers.Add(value);
        Count++;
    }

    /// <summary>Adds a row with a whole number.</summary>
    public void Add(long value)
    {
        hasNumbers = true;
        hasIdentifiers |= value is > NumberText.LargestExact or < -NumberText.LargestExact;
        hasLong |= hasIdentifiers;
        numbers.Add(value);
        Count++;
    }

    /// <summary>The column of all rows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="lines">The lines of the file; null when it has none.</param>
    /// <param name="isTyped">Whether the source says that text is text, whatever it looks like.</param>
    public Column ToColumn(string name, SourceLines? lines, bool isTyped = false)
    {
        ColumnOrigin origin = new()
        {
            Notation = notation,
            HasMarks = hasMarks,
            Codes = codes.Select(code => new MissingCode(Encoding.UTF8.GetString(code.Text), code.Rows, code.FirstRow)).ToEquatableArray(),
            Spellings = texts is null ? spellings : null,
            Lines = lines,
            IsTyped = isTyped,
        };
        ColumnBuilder builder = texts is not null ? texts : hasNumbers ? numbers : Missing();
        return builder.ToColumn(name, origin);
    }

    private void AddToNumbers(ReadOnlySpan<byte> cell)
    {
        if (cell.Length == 0)
        {
            numbers.Add(double.NaN);
            return;
        }

        NumberForm form = NumberText.Parse(cell, (byte)notation.Decimal, out double value);
        if (form == NumberForm.None && notation.Thousands is not null && notation.TryParse(Encoding.UTF8.GetString(cell), out value))
        {
            form = NumberForm.Decimal;
        }

        if (form != NumberForm.None)
        {
            hasMarks |= form == NumberForm.Decimal;
            AddNumber(form, value, cell);
        }
        else if (cell.SequenceEqual("NA"u8) || IsCode(cell))
        {
            numbers.Add(double.NaN);
        }
        else if (!hasNumbers && codes.Count == 0)
        {
            texts = Missing();
            AddToTexts(texts, cell);
        }
        else
        {
            isBroken = true;
        }
    }

    private void AddNumber(NumberForm form, double value, ReadOnlySpan<byte> cell)
    {
        hasNumbers = true;
        hasIdentifiers |= form >= NumberForm.Padded;
        hasLong |= form == NumberForm.Long;
        if (form == NumberForm.Decimal)
        {
            isWhole = false;
            isWholeWithZeros &= value == Math.Floor(value) && double.IsFinite(value) && !cell.ContainsAny((byte)'e', (byte)'E');
            hasLong |= Math.Abs(value) >= NumberText.LargestExact;
        }

        if (form == NumberForm.Decimal || cell[0] < (byte)'0')
        {
            spellings.Add(cell, value, Count);
        }

        numbers.Add(value);
    }

    private static void AddToTexts(CategoricalBuilder texts, ReadOnlySpan<byte> cell)
    {
        int levels = texts.LevelCount;
        texts.Add(cell);
        if (texts.LevelCount > levels && !(Utf8.IsValid(cell) && !cell.Contains((byte)0)))
        {
            throw new EncodingException(cell.Contains((byte)0) ? "not text: it has a NUL in it" : "not in UTF-8");
        }
    }

    /// <summary>Counts a cell that stands for a missing value.</summary>
    private bool IsCode(ReadOnlySpan<byte> cell)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            if (cell.SequenceEqual(codes[i].Text))
            {
                codes[i] = codes[i] with { Rows = codes[i].Rows + 1 };
                return true;
            }
        }

        bool isCode = MissingCodes.IsAmongNumbers(Encoding.UTF8.GetString(cell));
        if (isCode && !cell.Trim(" \t"u8).IsEmpty)
        {
            codes.Add((cell.ToArray(), 1, Count));
        }

        return isCode;
    }

    /// <summary>Text of as many missing rows as there are.</summary>
    private CategoricalBuilder Missing()
    {
        CategoricalBuilder missing = new();
        for (int row = 0; row < Count; row++)
        {
            missing.Add(default(ReadOnlySpan<byte>));
        }

        return missing;
    }
}
