using BayesLmm.Estimation.Tests;

namespace BayesLmm.Tests.Estimation.Tests;

public sealed class QuadraticFormTests
{
    [Fact]
    public void Weights_that_are_0_change_nothing_not_even_a_bit()
    {
        const int p = 7;
        Random random = new(3);
        double[] M = [.. Enumerable.Range(0, p * p).Select(_ => random.NextDouble() - 0.5)];
        double[][] rows =
        [
            .. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, p).Select(_ => random.Next(3) == 0 ? random.NextDouble() - 0.5 : 0).ToArray()),
            new double[p], [1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, -1],
        ];

        double[,] all = QuadraticForm.EvaluateAll(M, rows);

        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows.Length; j++)
            {
                double expected = 0;
                for (int k = 0; k < p; k++)
                {
                    double row = 0;
                    for (int l = 0; l < p; l++)
                    {
                        row += M[(k * p) + l] * rows[j][l];
                    }

                    expected += rows[i][k] * row;
                }

                Assert.Equal(expected, QuadraticForm.Evaluate(M, rows[i], rows[j]));
                Assert.Equal(expected, all[i, j]);
            }
        }
    }
}
