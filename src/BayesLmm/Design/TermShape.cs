using BayesLmm.Covariances;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>The size of a random term and where it stands in the effect vector.</summary>
/// <param name="LevelCount">Number of levels, J.</param>
/// <param name="Width">Number of effects a level, r.</param>
/// <param name="FirstLevel">Number of its first level in the numbering through all terms.</param>
/// <param name="FirstEffect">Index of its first effect in u; level j's effects start at FirstEffect + j · Width.</param>
/// <param name="Structure">The form of the covariance matrix of a level's effects.</param>
internal readonly record struct TermShape(int LevelCount, int Width, int FirstLevel, int FirstEffect, CovarianceStructure Structure)
{
    /// <summary>Number of effects of all levels.</summary>
    public int EffectCount => LevelCount * Width;

    /// <summary>Index in u of the first effect of a level.</summary>
    /// <param name="level">The level, numbered from 0 within the term.</param>
    public int FirstEffectOf(int level) => FirstEffect + (level * Width);

    /// <summary>Numbers levels and effects through all terms, the term with most effects first.</summary>
    /// <param name="terms">For each term its number of levels, its effects a level, and the form of their covariance matrix.</param>
    internal static EquatableArray<TermShape> Number(IReadOnlyList<(int LevelCount, int Width, CovarianceStructure Structure)> terms)
    {
        TermShape[] shapes = new TermShape[terms.Count];
        int level = 0, effect = 0;
        foreach (int k in Enumerable.Range(0, terms.Count).OrderByDescending(k => terms[k].LevelCount * terms[k].Width))
        {
            shapes[k] = new TermShape(terms[k].LevelCount, terms[k].Width, level, effect, terms[k].Structure);
            level += terms[k].LevelCount;
            effect = checked(effect + shapes[k].EffectCount);
        }

        return EquatableArray.Create<TermShape>(shapes);
    }
}
