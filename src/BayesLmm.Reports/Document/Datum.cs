using System.Globalization;

namespace BayesLmm.Reports.Document;

/// <summary>A value for programs: a number at full precision, words, a truth value, nothing, or a list or a group of these.</summary>
internal abstract record Datum
{
    /// <summary>A missing value.</summary>
    public static Datum Nothing { get; } = new Number(double.NaN);

    /// <summary>The value in a line of text: numbers at full precision, nothing for missing values, lists and groups.</summary>
    public virtual string Exact => "";

    public static implicit operator Datum(double value) => new Number(value);

    public static implicit operator Datum(double? value) => value is { } number ? new Number(number) : Nothing;

    public static implicit operator Datum(int value) => new Whole(value);

    public static implicit operator Datum(int? value) => value is { } number ? new Whole(number) : Nothing;

    public static implicit operator Datum(long value) => new Whole(value);

    public static implicit operator Datum(ulong value) => new Whole(value);

    public static implicit operator Datum(bool value) => new Truth(value);

    public static implicit operator Datum(string? value) => value is null ? Nothing : new Words(value);

    /// <summary>A list of words.</summary>
    public static Datum ListOf(IEnumerable<string> words) => new List([.. words.Select(word => (Datum)word)]);

    /// <summary>A list of numbers.</summary>
    public static Datum ListOf(IEnumerable<double> numbers) => new List([.. numbers.Select(number => (Datum)number)]);

    /// <summary>A list of groups, one for each item.</summary>
    public static Datum ListOf<T>(IEnumerable<T> items, Func<T, IEnumerable<Member>> members) =>
        new List([.. items.Select(item => (Datum)new Group([.. members(item)]))]);

    /// <summary>A number; NaN and the infinities are missing.</summary>
    public sealed record Number(double Value) : Datum
    {
        /// <inheritdoc/>
        public override string Exact => double.IsFinite(Value) ? Value.ToString("R", CultureInfo.InvariantCulture) : "";
    }

    /// <summary>A whole number, exact also where a double is not.</summary>
    public sealed record Whole(decimal Value) : Datum
    {
        /// <inheritdoc/>
        public override string Exact => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>True or false; 1 or 0 where there are only numbers.</summary>
    public sealed record Truth(bool Value) : Datum
    {
        /// <inheritdoc/>
        public override string Exact => Value ? "1" : "0";
    }

    /// <summary>Words.</summary>
    public sealed record Words(string Text) : Datum
    {
        /// <inheritdoc/>
        public override string Exact => Text;
    }

    /// <summary>A list.</summary>
    public sealed record List(IReadOnlyList<Datum> Items) : Datum;

    /// <summary>Named values in their order.</summary>
    public sealed record Group(IReadOnlyList<Member> Members) : Datum;
}

/// <summary>A named value.</summary>
/// <param name="Name">What programs call it.</param>
/// <param name="Value">The value.</param>
internal sealed record Member(string Name, Datum Value)
{
    /// <summary>A named group of values.</summary>
    public static Member Group(string name, params IReadOnlyList<Member> members) => new(name, new Datum.Group(members));
}
