using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;

namespace BayesLmm.Densities.Coordinates;

/// <summary>The coordinates of one random term's covariance matrix.</summary>
internal sealed class TermCoordinates
{
    /// <summary>Takes coordinates.</summary>
    /// <param name="term">The term.</param>
    /// <param name="scales">For each effect the size from which the data can distinguish its standard deviation from zero.</param>
    /// <param name="next">The next free coordinate; moved on.</param>
    /// <param name="isFolded">Whether standard deviations are folded rather than signed.</param>
    public TermCoordinates(GroupTerm term, double[] scales, ref int next, bool isFolded = false)
    {
        ScalarCoordinate[] sds = new ScalarCoordinate[term.Width];
        for (int i = 0; i < sds.Length; i++)
        {
            sds[i] = ScalarCoordinate.StandardDeviation(term.SdPriors[i], scales[i], ref next, isFolded);
        }

        Sds = sds;
        Width = term.Width;
        Correlation = term.CorrelationPrior;
        FirstCorrelation = next;
        if (Correlation is not null)
        {
            next += Lkj.CoordinateCount(Width);
            CorrelationLogNormalizer = Correlation.LogNormalizer(Width);
        }
    }

    /// <summary>Number of effects, r.</summary>
    public int Width { get; }

    /// <summary>The standard deviations' coordinates.</summary>
    public ScalarCoordinate[] Sds { get; }

    /// <summary>The prior of the correlation matrix, or null where it is the identity.</summary>
    public Lkj? Correlation { get; }

    /// <summary>Where the correlation matrix's coordinates start.</summary>
    public int FirstCorrelation { get; }

    /// <summary>Number of coordinates of the correlation matrix.</summary>
    public int CorrelationCount => Correlation is null ? 0 : Lkj.CoordinateCount(Width);

    /// <summary>
    /// For each signed standard deviation the coordinates whose signs change with its own; those of correlations are row by row below the diagonal.
    /// </summary>
    public IEnumerable<SignSymmetry> Symmetries
    {
        get
        {
            for (int i = 0; i < Width; i++)
            {
                if (!Sds[i].IsSigned)
                {
                    continue;
                }

                List<int> coordinates = [Sds[i].Index];
                for (int row = 1, t = FirstCorrelation; Correlation is not null && row < Width; row++)
                {
                    for (int column = 0; column < row; column++, t++)
                    {
                        if (row == i || column == i)
                        {
                            coordinates.Add(t);
                        }
                    }
                }

                yield return new SignSymmetry(Sds[i].Index, coordinates.ToEquatableArray());
            }
        }
    }

    /// <summary>Logarithm of the constant of the correlation matrix's prior.</summary>
    public double CorrelationLogNormalizer { get; }

    /// <summary>
    /// For each effect of a term the smallest standard deviation that the data can distinguish from zero: that of the response around the fixed effects, over
    /// the root of the information that one level has about its effect. Only the order of magnitude matters.
    /// </summary>
    public static double[] DetectableSds(CrossProducts products, int term)
    {
        TermShape shape = products.Terms[term];
        double spread = Math.Sqrt(products.Fixed.Yy / products.RowCount);
        double[] scales = new double[shape.Width];
        for (int i = 0; i < scales.Length; i++)
        {
            scales[i] = spread / Math.Sqrt(products.SumOfSquares(shape, i) / shape.LevelCount);
        }

        return scales;
    }
}
