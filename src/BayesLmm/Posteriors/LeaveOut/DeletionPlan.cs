using BayesLmm.Densities;
using BayesLmm.Design;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// What leaving out each of several sets of rows takes at a draw of the variance parameters: a change of low rank where the rows contain few unknowns, a
/// factorisation without them where they contain many. Immutable.
/// </summary>
internal sealed class DeletionPlan
{
    /// <summary>Multiplications of changes of low rank, which are not made in dense blocks, that take as long as one of a factorisation.</summary>
    private const double FactorisationIsFaster = 3;

    /// <summary>Below this many multiplications a change of low rank is always taken.</summary>
    private const double Cheap = 1e5;

    /// <summary>A column that the others explain but for this part of its length is a combination of them.</summary>
    private const double Dependent = 1e-6;

    private readonly LeftOutSet?[] sets;
    private readonly MarginalDensity?[] reduced;
    private readonly InverseBlockStructure?[] blocks;
    private readonly int[]?[] numbers;
    private readonly bool[] determined;

    /// <summary>Plans.</summary>
    /// <param name="density">The density given all rows.</param>
    /// <param name="rows">The sets.</param>
    public DeletionPlan(MarginalDensity density, IReadOnlyList<LeftOutRows> rows)
    {
        Density = density;
        Rows = rows;
        Coefficients = new WrittenCoefficients(density.Model.Products.Fixed.Coordinates);
        ObservedRows observed = density.Model.CreateObservedRows();
        sets = new LeftOutSet?[rows.Count];
        reduced = new MarginalDensity?[rows.Count];
        blocks = new InverseBlockStructure?[rows.Count];
        determined = [.. rows.Select(set => Determines(observed, set.Rows))];
        double factorisation = density.Equations.Structure.Multiplications;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!determined[i])
            {
                continue;
            }

            if (LeftOutSet.Estimate(observed.Predictor, rows[i].Rows) > Math.Max(Cheap, FactorisationIsFaster * factorisation))
            {
                reduced[i] = density.Given(ReducedModel.Without(density.Model, rows[i].Rows));
            }
            else
            {
                sets[i] = LeftOutSet.Create(density.Equations, observed, rows[i]);
            }
        }

        FindBlocks();
        numbers = [.. sets.Select((set, i) => blocks[i] is { } block ? Array.ConvertAll(set!.Shape.Unknowns, block.NumberOf) : null)];
        Multiplications = (3 * factorisation)
            + sets.Sum(set => set?.Multiplications ?? 0)
            + (3 * factorisation * reduced.Count(other => other is not null))
            + blocks.OfType<InverseBlockStructure>().Distinct().Sum(block => block.Multiplications);
    }

    /// <summary>The density given all rows.</summary>
    public MarginalDensity Density { get; }

    /// <summary>The sets.</summary>
    public IReadOnlyList<LeftOutRows> Rows { get; }

    /// <summary>From coefficients of the equations to those of the model as written.</summary>
    public WrittenCoefficients Coefficients { get; }

    /// <summary>Multiplications that all sets take at one draw.</summary>
    public double Multiplications { get; }

    /// <summary>Whether the other rows determine every coefficient, so that there is a posterior without the set.</summary>
    public bool IsDetermined(int index) => determined[index];

    /// <summary>A set for a change of low rank; null where a factorisation is faster, and where there is no posterior.</summary>
    public LeftOutSet? Set(int index) => sets[index];

    /// <summary>The density without a set, where a factorisation is faster.</summary>
    public MarginalDensity? Reduced(int index) => reduced[index];

    /// <summary>The part of Q⁻¹ that a set needs beside the selected inverse; null if it needs none.</summary>
    public InverseBlockStructure? Block(int index) => blocks[index];

    /// <summary>The numbers in that part of the set's unknowns.</summary>
    public ReadOnlySpan<int> BlockNumbers(int index) => numbers[index];

    /// <summary>Whether the columns of X with flat priors are linearly independent in the rows that are left; effects of groups always have a prior.</summary>
    private bool Determines(ObservedRows observed, int[] rows)
    {
        int[] flat = [.. Density.Equations.FixedColumns.Where(j => Density.Roles[j] is CoefficientRole.Conjugate { Precision: 0 })];
        int p = Density.Model.Products.FixedCount;
        ReadOnlySpan<double> xx = Density.Model.Products.Fixed.Xx.Span;
        double[] left = new double[flat.Length * flat.Length];
        for (int i = 0; i < flat.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = xx[(flat[i] * p) + flat[j]];
                foreach (int row in rows)
                {
                    ReadOnlySpan<double> x = observed.Predictor.FixedRow(row);
                    sum -= (observed.Weights.IsEmpty ? 1 : observed.Weights[row]) * x[flat[i]] * x[flat[j]];
                }

                left[(i * flat.Length) + j] = sum / Math.Sqrt(xx[(flat[i] * p) + flat[i]] * xx[(flat[j] * p) + flat[j]]);
            }
        }

        if (rows.Length == observed.Count || !SmallCholesky.TryFactor(left, flat.Length))
        {
            return rows.Length < observed.Count && flat.Length == 0;
        }

        return Enumerable.Range(0, flat.Length).All(j => left[(j * flat.Length) + j] > Dependent);
    }

    /// <summary>One block for all sets, or one for each, whichever is computed faster.</summary>
    private void FindBlocks()
    {
        SymbolicCholesky structure = Density.Equations.Structure;
        int[] missing = [.. Enumerable.Range(0, sets.Length).Where(i => sets[i] is { IsOnPattern: false })];
        if (missing.Length == 0)
        {
            return;
        }

        InverseBlockStructure all = new(structure, missing.SelectMany(i => sets[i]!.Shape.Unknowns).Distinct());
        double separate = 0;
        foreach (int i in missing)
        {
            blocks[i] = new InverseBlockStructure(structure, sets[i]!.Shape.Unknowns);
            separate += blocks[i]!.Multiplications;
            if (separate > all.Multiplications)
            {
                Array.Fill(blocks, null);
                foreach (int own in missing)
                {
                    blocks[own] = all;
                }

                return;
            }
        }
    }
}
