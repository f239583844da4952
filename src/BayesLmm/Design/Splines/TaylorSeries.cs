using System.Numerics.Tensors;

namespace BayesLmm.Design.Splines;

/// <summary>The Taylor polynomials of all B-splines of a basis about one place: Σ_d B^(d)(c) / d! (x − c)^d.</summary>
internal sealed class TaylorSeries
{
    private readonly double center;
    private readonly double[][] coefficients;

    /// <summary>Expands the B-splines.</summary>
    /// <param name="basis">The B-splines.</param>
    /// <param name="center">c, between the boundary knots.</param>
    /// <param name="degree">The highest power.</param>
    public TaylorSeries(BSplineBasis basis, double center, int degree)
    {
        this.center = center;
        coefficients = new double[degree + 1][];
        double factorial = 1;
        for (int d = 0; d <= degree; d++)
        {
            factorial *= Math.Max(d, 1);
            coefficients[d] = new double[basis.Count];
            basis.Evaluate(center, d, coefficients[d]);
            TensorPrimitives.Divide(coefficients[d], factorial, coefficients[d]);
        }
    }

    /// <summary>The polynomials' values.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="values">Receives one for each B-spline.</param>
    public void Evaluate(double x, Span<double> values)
    {
        double power = 1;
        values.Clear();
        foreach (double[] own in coefficients)
        {
            TensorPrimitives.MultiplyAdd(own, power, values, values);
            power *= x - center;
        }
    }
}
