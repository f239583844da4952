using System.Numerics;

namespace BayesLmm.Specification.Formulas;

/// <summary>
/// A term of an expanded formula: a set of variables whose columns are multiplied. The empty set is the intercept.
/// Variables are numbered by their first appearance in the formula; bit i of the set stands for variable i.
/// </summary>
/// <param name="Bits">The set.</param>
internal readonly record struct Term(BigInteger Bits)
{
    /// <summary>The empty set.</summary>
    public static Term Intercept => new(BigInteger.Zero);

    /// <summary>Number of variables in the term: 1 for a main effect, 2 for a two-way interaction.</summary>
    public int Degree
    {
        get
        {
            int degree = 0;
            foreach (byte part in Bits.ToByteArray())
            {
                degree += BitOperations.PopCount(part);
            }

            return degree;
        }
    }

    /// <summary>The term of variable <paramref name="index"/> alone.</summary>
    public static Term Of(int index) => new(BigInteger.One << index);

    /// <summary>Whether variable <paramref name="index"/> is in the term.</summary>
    public bool Contains(int index) => !(Bits >> index).IsEven;

    /// <summary>The term with the variables of both.</summary>
    public Term Union(Term other) => new(Bits | other.Bits);

    /// <summary>The term without variable <paramref name="index"/>.</summary>
    public Term Without(int index) => Contains(index) ? new Term(Bits ^ (BigInteger.One << index)) : this;

    /// <summary>Whether all variables of this term are in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(Term other) => (Bits & other.Bits) == Bits;
}
