using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation;

// Henderson's equations at the estimates (Henderson 1975; Bates et al. 2015, §3), Λ relative to σ, Q = ΛᵀZᵀWZΛ + I, F = Q⁻¹ΛᵀZᵀWX, S = XᵀWX − XᵀWZΛF:
//     Var(β̂) = σ² S⁻¹     Cov(β̂, b̂ − b) = −σ² S⁻¹FᵀΛᵀ     Var(b̂ − b) = σ² Λ(Q⁻¹ + F S⁻¹Fᵀ)Λᵀ     Var(b | y, β) = σ² Λ Q⁻¹ Λᵀ
// For a row (x, z) with a = Λᵀz and e = x − Fᵀa:   Var(xᵀβ̂ + zᵀb̂ − xᵀβ − zᵀb) = σ² (aᵀQ⁻¹a + eᵀS⁻¹e).

/// <summary>
/// A fit's mixed model equations, solved at its estimates: β̂, b̂, and the joint covariance matrix of their errors; of Q⁻¹ only the entries on the pattern of
/// its factor are ever stored. Columns of X and Z are those of the cross-products, measured from origins and centred. Cost: one factorisation,
/// and one selected inverse if requested.
/// Thread-safe: threads that solve wait for each other.
/// </summary>
internal sealed class FittedEquations
{
    private readonly CrossProducts products;
    private readonly RemlCriterion criterion;
    private readonly double[] beta;
    private readonly double[] effects;
    private readonly double[] Sinverse;
    private readonly Lock gate = new();
    private bool isInverted;

    /// <summary>Solves the equations.</summary>
    /// <param name="model">The model.</param>
    /// <param name="restricted">True for REML, false for ML.</param>
    /// <param name="theta">The relative factor at the optimum.</param>
    public FittedEquations(BoundModel model, bool restricted, ReadOnlySpan<double> theta)
    {
        products = model.Products;
        criterion = new RemlCriterion(products, restricted, model.HasKnownErrors);
        criterion.Evaluate(theta);
        Sigma = criterion.Sigma;
        beta = [.. criterion.Given.Beta];
        products.Fixed.Coordinates.AddReference(beta);
        effects = new double[products.EffectCount];
        criterion.Given.CopyEffects(effects);
        Sinverse = criterion.Given.UnscaledCovariance();
    }

    /// <summary>σ; 1 when the residual standard deviations are known.</summary>
    public double Sigma { get; }

    /// <summary>Number of fixed effects, p.</summary>
    public int FixedCount => products.FixedCount;

    /// <summary>Number of random effects, q.</summary>
    public int EffectCount => products.EffectCount;

    /// <summary>The random terms' places among the effects.</summary>
    public EquatableArray<TermShape> Terms => products.Terms;

    /// <summary>From where columns of a term's Z are measured; null for 0.</summary>
    public PredictorOrigin? OriginOf(int term) => products.Written.OriginOf(term);

    /// <summary>What is then subtracted from each column of X.</summary>
    public ReadOnlySpan<double> Centers => products.Fixed.Centers.Span;

    /// <summary>β̂ on centred columns.</summary>
    public ReadOnlySpan<double> Beta => beta;

    /// <summary>b̂, q numbers.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>S⁻¹, p × p by rows.</summary>
    public ReadOnlySpan<double> FixedInverse => Sinverse;

    /// <summary>F, p columns of q.</summary>
    public ReadOnlySpan<double> SolvedX => criterion.Given.SolvedX;

    /// <summary>Entries of Q⁻¹, with memory of their own for those that are solved for.</summary>
    public InverseEntries CreateInverse()
    {
        lock (gate)
        {
            if (!isInverted)
            {
                criterion.Given.System.ComputeInverse();
                isInverted = true;
            }
        }

        return new InverseEntries(criterion.Given.System, gate);
    }

    /// <summary>Var(β̂) = σ²S⁻¹, p × p by rows.</summary>
    public double[] FixedCovariance()
    {
        double[] covariance = [.. Sinverse];
        TensorPrimitives.Multiply(covariance, Sigma * Sigma, covariance);
        return covariance;
    }

    /// <summary>A criterion of the same structure to be evaluated elsewhere.</summary>
    public RemlCriterion CreateCriterion() =>
        new(products, criterion.Restricted, criterion.SigmaIsKnown, criterion.Given.System.Equations, Environment.ProcessorCount);

    /// <summary>Does work with the criterion at the optimum; other threads that solve wait.</summary>
    /// <param name="work">The work; it must not evaluate the criterion.</param>
    public T Solve<T>(Func<RemlCriterion, T> work)
    {
        lock (gate)
        {
            return work(criterion);
        }
    }

    /// <summary>Λ_k relative to σ, r × r by rows, lower triangular.</summary>
    public ReadOnlySpan<double> FactorOf(int term) => criterion.Factors.Of(term, criterion.Given.Lambda);

    /// <summary>a = Λ_kᵀ z for one level.</summary>
    /// <param name="term">k.</param>
    /// <param name="z">r numbers.</param>
    /// <param name="a">Receives r numbers.</param>
    public void Scale(int term, ReadOnlySpan<double> z, Span<double> a) => SmallTriangular.MultiplyTransposed(FactorOf(term), z, a);

    /// <summary>eᵀS⁻¹e.</summary>
    /// <param name="e">p numbers.</param>
    public double FixedForm(ReadOnlySpan<double> e)
    {
        int p = e.Length;
        double sum = 0;
        for (int i = 0; i < p; i++)
        {
            sum += e[i] * TensorPrimitives.Dot(Sinverse.AsSpan(i * p, p), e);
        }

        return sum;
    }
}
