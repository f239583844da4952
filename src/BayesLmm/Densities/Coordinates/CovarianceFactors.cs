using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities.Coordinates;

/// <summary>
/// The factors Λ_k = diag(s_k) C_k of the group effects' covariance matrices at a position, with the chain rule back and the priors. Owns its memory.
/// </summary>
internal sealed class CovarianceFactors
{
    private readonly TermCoordinates[] terms;
    private readonly EffectFactors layout;
    private readonly double[] lambda;
    private readonly double[][] sds;
    private readonly double[][] correlationFactors;
    private readonly double[] byCorrelationFactor;

    public CovarianceFactors(TermCoordinates[] terms, EffectFactors layout)
    {
        this.terms = terms;
        this.layout = layout;
        lambda = new double[layout.Length];
        sds = [.. terms.Select(term => new double[term.Width])];
        correlationFactors = [.. terms.Select(term => SmallMatrix.Identity(term.Width))];
        int widest = terms.Length == 0 ? 0 : terms.Max(term => term.Width);
        byCorrelationFactor = new double[widest * widest];
    }

    /// <summary>The factors, laid out as <see cref="EffectFactors"/> says.</summary>
    public ReadOnlySpan<double> Lambda => lambda;

    /// <summary>Λ_k, by rows.</summary>
    public ReadOnlySpan<double> Of(int term) => layout.Of(term, lambda.AsSpan());

    /// <summary>s_k, with the signs of signed coordinates.</summary>
    public ReadOnlySpan<double> Sds(int term) => sds[term];

    /// <summary>C_k, by rows.</summary>
    public ReadOnlySpan<double> CorrelationFactor(int term) => correlationFactors[term];

    /// <summary>Reads a position.</summary>
    public void Read(ReadOnlySpan<double> position)
    {
        for (int k = 0; k < terms.Length; k++)
        {
            TermCoordinates term = terms[k];
            int r = term.Width;
            double[] C = correlationFactors[k];
            if (term.Correlation is not null)
            {
                Lkj.CholeskyFactor(position.Slice(term.FirstCorrelation, term.CorrelationCount), r, C);
            }

            Span<double> L = layout.Of(k, lambda.AsSpan());
            for (int i = 0; i < r; i++)
            {
                sds[k][i] = term.Sds[i].Value(position);
                for (int j = 0; j <= i; j++)
                {
                    L[(i * r) + j] = sds[k][i] * C[(i * r) + j];
                }
            }
        }
    }

    /// <summary>Adds what ∂f/∂Λ_k implies for the coordinates: ∂f/∂s_i = Σ_j C_ij G_ij, ∂f/∂C_ij = s_i G_ij.</summary>
    /// <param name="k">Which term.</param>
    /// <param name="G">∂f/∂Λ_ij for j ≤ i, r × r by rows.</param>
    /// <param name="position">The position last read.</param>
    /// <param name="gradient">Added to.</param>
    public void AddGradient(int k, ReadOnlySpan<double> G, ReadOnlySpan<double> position, Span<double> gradient)
    {
        TermCoordinates term = terms[k];
        int r = term.Width;
        double[] C = correlationFactors[k];
        Span<double> byC = byCorrelationFactor.AsSpan(0, r * r);
        for (int i = 0; i < r; i++)
        {
            double bySd = 0;
            for (int j = 0; j <= i; j++)
            {
                bySd += C[(i * r) + j] * G[(i * r) + j];
                byC[(i * r) + j] = sds[k][i] * G[(i * r) + j];
            }

            ScalarCoordinate coordinate = term.Sds[i];
            if (coordinate.Index >= 0)
            {
                gradient[coordinate.Index] += bySd * coordinate.Slope(position);
            }
        }

        if (term.Correlation is not null)
        {
            Lkj.AddGradient(
                position.Slice(term.FirstCorrelation, term.CorrelationCount), r, C, byC, gradient.Slice(term.FirstCorrelation, term.CorrelationCount));
        }
    }

    /// <summary>Adds the log prior density of standard deviations and correlations, Jacobians included, to a sum; and its gradient.</summary>
    public void AddLogPrior(ReadOnlySpan<double> position, ref double sum, Span<double> gradient)
    {
        foreach (TermCoordinates term in terms)
        {
            foreach (ScalarCoordinate sd in term.Sds)
            {
                sum += sd.AddLogPrior(position, gradient);
            }

            if (term.Correlation is { } lkj)
            {
                Span<double> own = gradient.Slice(term.FirstCorrelation, term.CorrelationCount);
                sum += term.CorrelationLogNormalizer + lkj.LogKernel(position.Slice(term.FirstCorrelation, term.CorrelationCount), term.Width, own);
            }
        }
    }
}
