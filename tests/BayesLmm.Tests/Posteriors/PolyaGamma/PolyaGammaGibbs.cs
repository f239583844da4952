using BayesLmm.Design;
using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Posteriors.PolyaGamma;

// ω_i ~ PG(m_i, η_i), κ_i = y_i − m_i/2, A = [Z X]:  (b, β) | ω ~ N(Q⁻¹Aᵀκ, Q⁻¹), Q = AᵀΩA + diag(1/s², P)
// half-t(ν, A) for s: s² | a ~ inv_gamma(ν/2, ν/a), a ~ inv_gamma(1/2, 1/A²) (Huang & Wand 2013); the intercept's t by a mixing precision.

/// <summary>
/// Gibbs sampling of logistic models with intercepts that vary over groups, by Pólya-Gamma variables: it shares nothing with the sampler but the model.
/// </summary>
internal sealed class PolyaGammaGibbs
{
    private readonly double[][] X;
    private readonly double[] centers;
    private readonly int[][] codes;
    private readonly int[] firsts;
    private readonly double[] y;
    private readonly double[] m;
    private readonly StudentT intercept;
    private readonly StudentT[] sdPriors;
    private readonly int effects;

    public PolyaGammaGibbs(BoundModel model)
    {
        ModelDesign design = model.Design;
        y = design.Response;
        m = design.Weights ?? [.. y.Select(_ => 1.0)];
        double[][] columns = [.. design.FixedEffects.Columns.Select(column => column.Values.ToArray())];
        centers = [.. columns.Select((column, j) => j == 0 ? 0 : column.Average())];
        X = [.. columns.Select((column, j) => column.Select(value => value - centers[j]).ToArray())];
        codes = [.. design.RandomTerms.Select(term => term.Codes.ToArray())];
        firsts = new int[codes.Length + 1];
        for (int k = 0; k < codes.Length; k++)
        {
            firsts[k + 1] = firsts[k] + model.GroupTerms[k].Levels.Count;
        }

        effects = firsts[^1];
        Assert.All(model.GroupTerms, term => Assert.Equal(1, term.Width));
        Assert.Equal("intercept", model.FixedEffects[0].Name);
        intercept = (StudentT)model.FixedEffects[0].Prior;
        Assert.All(model.FixedEffects.Skip(1), effect => Assert.IsType<Flat>(effect.Prior));
        sdPriors = [.. model.GroupTerms.Select(term => (StudentT)term.SdPriors[0])];
        Names = [.. model.FixedEffects.Select(effect => effect.Name), .. model.GroupTerms.Select(term => Parameter.Sd(term.Group, term.Effects[0]).Name)];
    }

    /// <summary>Coefficients of the model as written, then standard deviations.</summary>
    public string[] Names { get; }

    /// <summary>Draws of every quantity, chain by chain.</summary>
    public double[][] Sample(int chains, int draws, int warmup, ulong seed)
    {
        double[][] result = [.. Names.Select(_ => new double[chains * draws])];
        Parallel.For(0, chains, chain => Run(result, chain * draws, draws, warmup, new RandomStream(seed, (ulong)chain)));
        return result;
    }

    private void Run(double[][] result, int start, int draws, int warmup, RandomStream random)
    {
        int p = X.Length, d = effects + p, n = y.Length;
        double[] a = new double[d], Q = new double[d * d], sds = [.. sdPriors.Select(_ => 0.7)], mixing = [.. sdPriors.Select(_ => 1.0)], row = new double[d];
        double precision = 1;
        int[] places = new int[codes.Length + p];
        for (int draw = -warmup; draw < draws; draw++)
        {
            Array.Clear(Q);
            double[] h = new double[d];
            for (int i = 0; i < n; i++)
            {
                double eta = 0;
                for (int t = 0; t < places.Length; t++)
                {
                    places[t] = t < codes.Length ? firsts[t] + codes[t][i] : effects + t - codes.Length;
                    row[t] = t < codes.Length ? 1 : X[t - codes.Length][i];
                    eta += row[t] * a[places[t]];
                }

                double omega = PolyaGammaNumber.Next(m[i], eta, random), kappa = y[i] - (0.5 * m[i]);
                for (int t = 0; t < places.Length; t++)
                {
                    h[places[t]] += row[t] * kappa;
                    for (int s = 0; s < places.Length; s++)
                    {
                        Q[(places[t] * d) + places[s]] += omega * row[t] * row[s];
                    }
                }
            }

            for (int k = 0; k < codes.Length; k++)
            {
                for (int j = firsts[k]; j < firsts[k + 1]; j++)
                {
                    Q[(j * d) + j] += 1 / (sds[k] * sds[k]);
                }
            }

            Q[(effects * d) + effects] += precision;
            h[effects] += precision * intercept.Location;
            DrawNormal(Q, h, a, random);

            double deviation = (a[effects] - intercept.Location) / intercept.Scale;
            precision = random.NextGamma(0.5 * (intercept.Df + 1)) / (0.5 * (intercept.Df + (deviation * deviation))) / (intercept.Scale * intercept.Scale);
            for (int k = 0; k < codes.Length; k++)
            {
                StudentT prior = sdPriors[k];
                double squares = 0;
                for (int j = firsts[k]; j < firsts[k + 1]; j++)
                {
                    squares += a[j] * a[j];
                }

                double variance = ((prior.Df / mixing[k]) + (0.5 * squares)) / random.NextGamma(0.5 * (prior.Df + firsts[k + 1] - firsts[k]));
                mixing[k] = ((prior.Df / variance) + (1 / (prior.Scale * prior.Scale))) / random.NextGamma(0.5 * (prior.Df + 1));
                sds[k] = Math.Sqrt(variance);
            }

            if (draw >= 0)
            {
                double origin = a[effects];
                for (int j = 1; j < p; j++)
                {
                    result[j][start + draw] = a[effects + j];
                    origin -= centers[j] * a[effects + j];
                }

                result[0][start + draw] = origin;
                for (int k = 0; k < sds.Length; k++)
                {
                    result[p + k][start + draw] = sds[k];
                }
            }
        }
    }

    /// <summary>A number of N(Q⁻¹h, Q⁻¹); overwrites Q by its Cholesky factor.</summary>
    private static void DrawNormal(double[] Q, double[] h, double[] a, RandomStream random)
    {
        int d = a.Length;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = Q[(i * d) + j];
                for (int k = 0; k < j; k++)
                {
                    rest -= Q[(i * d) + k] * Q[(j * d) + k];
                }

                Q[(i * d) + j] = i == j ? Math.Sqrt(rest) : rest / Q[(j * d) + j];
            }

            double sum = h[i];
            for (int k = 0; k < i; k++)
            {
                sum -= Q[(i * d) + k] * h[k];
            }

            h[i] = sum / Q[(i * d) + i];
        }

        for (int i = d - 1; i >= 0; i--)
        {
            double sum = h[i] + random.NextNormal();
            for (int k = i + 1; k < d; k++)
            {
                sum -= Q[(k * d) + i] * a[k];
            }

            a[i] = sum / Q[(i * d) + i];
        }
    }
}
