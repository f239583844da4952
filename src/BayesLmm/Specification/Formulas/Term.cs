using System.Numerics;

namespace BayesLmm.Specification.Formulas;

/// <summary>
/// A term of an expanded formula: a set of variables whose columns are multiplied. The empty set is the intercept.
/// Variables are numbered by their first appearance in the formula; bit i of the set stands for variable i, 64 to a word.
/// </summary>
internal readonly struct Term : IEquatable<Term>
{
    private const int WordBits = 64;

    private readonly ulong first;
    private readonly ulong[]? others; // the words behind the first; the last is not 0

    private Term(ulong first, ulong[]? others)
    {
        this.first = first;
        this.others = others;
    }

    /// <summary>The empty set.</summary>
    public static Term Intercept => default;

    /// <summary>Number of variables in the term: 1 for a main effect, 2 for a two-way interaction.</summary>
    public int Degree
    {
        get
        {
            int degree = BitOperations.PopCount(first);
            foreach (ulong word in Others)
            {
                degree += BitOperations.PopCount(word);
            }

            return degree;
        }
    }

    private ReadOnlySpan<ulong> Others => others;

    /// <summary>Whether both have the same variables.</summary>
    public static bool operator ==(Term left, Term right) => left.Equals(right);

    /// <summary>Whether the variables differ.</summary>
    public static bool operator !=(Term left, Term right) => !left.Equals(right);

    /// <summary>The term of variable <paramref name="index"/> alone.</summary>
    public static Term Of(int index)
    {
        ulong bit = 1UL << (index % WordBits);
        if (index < WordBits)
        {
            return new Term(bit, null);
        }

        ulong[] words = new ulong[index / WordBits];
        words[^1] = bit;
        return new Term(0, words);
    }

    /// <summary>Whether variable <paramref name="index"/> is in the term.</summary>
    public bool Contains(int index) => (Word(index / WordBits) >> (index % WordBits) & 1) == 1;

    /// <summary>The term with the variables of both.</summary>
    public Term Union(Term other)
    {
        if (others is null && other.others is null)
        {
            return new Term(first | other.first, null);
        }

        ulong[] words = new ulong[Math.Max(Others.Length, other.Others.Length)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Word(i + 1) | other.Word(i + 1);
        }

        return new Term(first | other.first, words);
    }

    /// <summary>The term without variable <paramref name="index"/>.</summary>
    public Term Without(int index)
    {
        if (!Contains(index))
        {
            return this;
        }

        ulong bit = 1UL << (index % WordBits);
        if (index < WordBits)
        {
            return new Term(first & ~bit, others);
        }

        ulong[] words = Others.ToArray();
        words[(index / WordBits) - 1] &= ~bit;
        int length = words.AsSpan().LastIndexOfAnyExcept(0UL) + 1;
        return new Term(first, length == 0 ? null : words[..length]);
    }

    /// <summary>Whether all variables of this term are in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(Term other)
    {
        bool isSubset = (first & ~other.first) == 0;
        for (int i = 1; isSubset && i <= Others.Length; i++)
        {
            isSubset = (Word(i) & ~other.Word(i)) == 0;
        }

        return isSubset;
    }

    /// <inheritdoc/>
    public bool Equals(Term other) => first == other.first && Others.SequenceEqual(other.Others);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Term other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(first);
        foreach (ulong word in Others)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    private ulong Word(int index) => index == 0 ? first : index <= Others.Length ? Others[index - 1] : 0;
}
