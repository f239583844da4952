namespace BayesLmm.Sampling.Convergence;

/// <summary>Order statistics of numbers that are not sorted, in time that is linear in how many there are.</summary>
internal static class Selection
{
    /// <summary>Below so many numbers, sorting is faster than dividing.</summary>
    private const int Few = 24;

    /// <summary>Brings the value that has a place in ascending order to it, smaller ones before it and larger ones behind (Hoare 1961).</summary>
    /// <param name="values">The values; they are reordered.</param>
    /// <param name="place">The place, from 0.</param>
    public static void Place(Span<double> values, int place)
    {
        int low = 0, high = values.Length - 1;
        while (high - low > Few)
        {
            double pivot = MedianOfThree(values[low], values[(low + high) / 2], values[high]);
            int i = low - 1, j = high + 1;
            while (true)
            {
                do
                {
                    i++;
                }
                while (values[i] < pivot);
                do
                {
                    j--;
                }
                while (values[j] > pivot);
                if (i >= j)
                {
                    break;
                }

                (values[i], values[j]) = (values[j], values[i]);
            }

            if (place <= j)
            {
                high = j;
            }
            else
            {
                low = j + 1;
            }
        }

        values[low..(high + 1)].Sort();
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
