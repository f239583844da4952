using BayesLmm.Design;

namespace BayesLmm.Estimation.Comparison;

// A random term stands for the covariance matrices {Z (I ⊗ Σ) Zᵀ}, Σ ≥ 0 or diagonal. They are among those of another term when both group the rows alike and
// the term's columns are linear combinations of the other's (one of the other's, where that is diagonal); and, as compound symmetry is a special case of an
// unstructured matrix, when the term's groups are those of the other's split by the values of its columns, and the other's columns can tell these apart.

/// <summary>Which covariance matrices of the larger model's random terms the smaller model's can take.</summary>
internal sealed class CovarianceNesting
{
    private CovarianceNesting(bool isWithin, int boundaries, bool isKnownShape)
    {
        IsWithin = isWithin;
        Boundaries = boundaries;
        IsKnownShape = isKnownShape;
    }

    /// <summary>Whether every covariance matrix of the smaller model is one of the larger.</summary>
    public bool IsWithin { get; }

    /// <summary>In how many directions the larger model's terms lose their variance in the smaller model.</summary>
    public int Boundaries { get; }

    /// <summary>
    /// Whether the smaller model lies on the boundary as a corner of half-lines, each the variance of one direction: then the mixture's weights are binomial.
    /// They are not known when a correlated term loses two directions or more.
    /// </summary>
    public bool IsKnownShape { get; }

    /// <summary>Compares two designs on the same rows.</summary>
    public static CovarianceNesting Examine(ModelDesign small, ModelDesign large)
    {
        if (!ResidualsAreWithin(small, large))
        {
            return new CovarianceNesting(false, 0, false);
        }

        Host[] hosts = [.. large.RandomTerms.Select(term => new Host(term))];
        foreach (RandomTermDesign term in small.RandomTerms)
        {
            if (hosts.Any(host => host.TryTake(term)))
            {
                continue;
            }

            // Independent effects may be spread over several terms.
            bool isSplit = !term.Structure.HasCorrelations && term.Columns.All(column => hosts.Any(host => host.TryTake(term with { Columns = [column] })));
            if (!isSplit)
            {
                return new CovarianceNesting(false, 0, false);
            }
        }

        return new CovarianceNesting(true, hosts.Sum(host => host.Lost), hosts.All(host => !host.Term.Structure.HasCorrelations || host.Lost <= 1));
    }

    /// <summary>
    /// Whether the residual covariance σ²W⁻¹ of the smaller is one of the larger: the same weights up to a factor, which σ absorbs if it is free.
    /// </summary>
    private static bool ResidualsAreWithin(ModelDesign small, ModelDesign large)
    {
        const double Rounding = 1e-12;
        double Ratio(int row) => (small.Weights?[row] ?? 1) / (large.Weights?[row] ?? 1);
        if (small.RowCount == 0 || (large.HasKnownErrors && !small.HasKnownErrors))
        {
            return false;
        }

        double first = Ratio(0);
        return Enumerable.Range(0, small.RowCount).All(row => Math.Abs(Ratio(row) - first) <= Rounding * first)
            && (!large.HasKnownErrors || Math.Abs(first - 1) <= Rounding);
    }

    /// <summary>A term of the larger model, and which part of it the smaller model's terms make use of.</summary>
    private sealed class Host(RandomTermDesign term)
    {
        private readonly ColumnSpace all = new(term.Columns.Select(column => column.Values));
        private readonly ColumnSpace taken = new([]);
        private readonly HashSet<int> takenColumns = [];

        public RandomTermDesign Term => term;

        /// <summary>In how many directions the smaller model's terms give it no variance.</summary>
        public int Lost => term.Structure.HasCorrelations ? all.Dimension - taken.Dimension : term.Columns.Count - takenColumns.Count;

        public bool TryTake(RandomTermDesign other)
        {
            if (!GroupCodes.AreSamePartition(term.Codes, other.Codes))
            {
                return term.Structure.HasCorrelations && TakeSplit(other);
            }

            double[][] columns = [.. other.Columns.Select(column => column.Values)];
            if (term.Structure.HasCorrelations || (term.Columns.Count == 1 && columns.Length == 1))
            {
                if (!columns.All(all.Contains))
                {
                    return false;
                }

                foreach (double[] column in columns)
                {
                    taken.Add(column);
                    takenColumns.Add(0);
                }

                return true;
            }

            // Independent effects: each column must be a multiple of one of these columns.
            int[] places = [.. columns.Select(
                column => Enumerable.Range(0, term.Columns.Count).FirstOrDefault(j => new ColumnSpace([term.Columns[j].Values]).Contains(column), -1))];
            if ((other.Structure.HasCorrelations && columns.Length > 1) || places.Contains(-1))
            {
                return false;
            }

            takenColumns.UnionWith(places);
            return true;
        }

        /// <summary>
        /// A term on groups that are this term's, split by the values of its columns: as many different rows of values as columns, which can tell them apart.
        /// </summary>
        private bool TakeSplit(RandomTermDesign other)
        {
            if (other.Columns.Count != 1)
            {
                return false;
            }

            Dictionary<string, int> classes = [];
            int[] classOf = new int[term.Codes.Length], split = new int[term.Codes.Length];
            Dictionary<(int, int), int> groups = [];
            for (int row = 0; row < classOf.Length; row++)
            {
                string key =
                    string.Join(' ', term.Columns.Select(column => column.Values[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
                classOf[row] = classes.TryGetValue(key, out int known) ? known : classes[key] = classes.Count;
                if (classes.Count > term.Columns.Count)
                {
                    return false;
                }

                split[row] =
                    groups.TryGetValue((term.Codes[row], classOf[row]), out int group) ? group : groups[(term.Codes[row], classOf[row])] = groups.Count;
            }

            if (!GroupCodes.AreSamePartition(split, other.Codes))
            {
                return false;
            }

            double[][] parts =
                [.. Enumerable.Range(0, classes.Count).Select(c => other.Columns[0].Values.Select((value, row) => classOf[row] == c ? value : 0).ToArray())];
            if (!parts.All(all.Contains))
            {
                return false;
            }

            foreach (double[] part in parts)
            {
                taken.Add(part);
            }

            return true;
        }
    }
}
