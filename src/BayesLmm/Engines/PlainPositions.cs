using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling;

namespace BayesLmm.Engines;

/// <summary>
/// Positions that are the parameters themselves: σ, ν where residuals are student_t, for each term its standard deviations and, where it is correlated, the
/// factor of its correlation matrix; then coefficients and group effects, unless these are drawn from an approximation in which they do not depend on the rest.
/// </summary>
internal sealed class PlainPositions : IPositionSource
{
    private readonly EffectsMarginal? effects;
    private readonly int[] starts;

    /// <summary>Builds the layout.</summary>
    /// <param name="model">The model.</param>
    /// <param name="effects">What coefficients and group effects are drawn from; null where positions have them.</param>
    public PlainPositions(BoundModel model, EffectsMarginal? effects)
        : this(model, effects, effects is null)
    {
    }

    private PlainPositions(BoundModel model, EffectsMarginal? effects, bool hasEffects)
    {
        Model = model;
        this.effects = effects;
        HasEffects = hasEffects;
        int first = model.FamilyPriors.Count;
        starts = new int[model.GroupTerms.Count + 1];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            starts[k] = first;
            GroupTerm term = model.GroupTerms[k];
            first += term.Width + (term.Structure.HasCorrelations ? term.Width * term.Width : 0);
        }

        starts[^1] = first;
        Dimension = first + (hasEffects ? model.FixedEffects.Count + model.Products.EffectCount : 0);
    }

    /// <inheritdoc/>
    public BoundModel Model { get; }

    /// <summary>
    /// Positions without coefficients and group effects where what these were drawn from is not kept: NaN is read in their place.
    /// </summary>
    /// <param name="model">The model.</param>
    public static PlainPositions OfParameters(BoundModel model) => new(model, effects: null, hasEffects: false);

    /// <summary>Whether a position has coefficients and group effects.</summary>
    public bool HasEffects { get; }

    /// <summary>Numbers of a position.</summary>
    public int Dimension { get; }

    /// <summary>Where coefficients stand, group effects behind them.</summary>
    public int FirstCoefficient => starts[^1];

    /// <inheritdoc/>
    public IPositionReader CreateReader() => new Reader(this);

    /// <summary>The same draws as positions of this kind: what they mean no longer depends on the coordinates that they were made in.</summary>
    /// <param name="source">What the draws are positions in; a position determines everything.</param>
    /// <param name="draws">Draws of the No-U-Turn sampler.</param>
    public Draws Convert(IPositionSource source, Draws draws)
    {
        IPositionReader reader = source.CreateReader();
        double[] values = new double[draws.Count * Dimension];
        for (int i = 0; i < draws.Count; i++)
        {
            Write(reader, draws.Values.Slice(i * draws.Dimension, draws.Dimension), values.AsSpan(i * Dimension, Dimension));
        }

        EquatableArray<double> Converted(EquatableArray<double> position)
        {
            double[] own = new double[Dimension];
            Write(reader, position.Span, own);
            return EquatableArray.Create<double>(own);
        }

        Trajectories origin = ((Trajectories)draws.Origin).WithDivergences(divergence => divergence with
        {
            Start = Converted(divergence.Start),
            Position = Converted(divergence.Position),
        });
        return new Draws(origin, Dimension, values, draws.Chains, draws.Interrupted, draws.Elapsed);
    }

    private void Write(IPositionReader reader, ReadOnlySpan<double> position, Span<double> own)
    {
        int p = Model.FixedEffects.Count;
        reader.Draw(position, [], own.Slice(FirstCoefficient, p), own[(FirstCoefficient + p)..]);
        reader.FamilyParameters.CopyTo(own);
        for (int k = 0; k < Model.GroupTerms.Count; k++)
        {
            reader.Sds(k).CopyTo(own[starts[k]..]);
            if (Model.GroupTerms[k].Structure.HasCorrelations)
            {
                reader.CorrelationFactor(k).CopyTo(own[(starts[k] + Model.GroupTerms[k].Width)..]);
            }
        }
    }

    /// <summary>Writes the family's parameters: σ, and ν where the family has it.</summary>
    public void WriteResiduals(double sigma, double nu, Span<double> position)
    {
        ReadOnlySpan<double> parameters = [sigma, nu];
        parameters[..Model.FamilyPriors.Count].CopyTo(position);
    }

    /// <summary>Writes a term's covariance matrix.</summary>
    /// <param name="term">Which term.</param>
    /// <param name="covariance">Σ, r × r by rows.</param>
    /// <param name="position">Written to.</param>
    public void WriteCovariance(int term, ReadOnlySpan<double> covariance, Span<double> position)
    {
        int r = Model.GroupTerms[term].Width;
        Span<double> sds = position.Slice(starts[term], r);
        for (int i = 0; i < r; i++)
        {
            sds[i] = Math.Sqrt(covariance[(i * r) + i]);
        }

        if (!Model.GroupTerms[term].Structure.HasCorrelations)
        {
            return;
        }

        Span<double> C = position.Slice(starts[term] + r, r * r);
        for (int i = 0; i < r * r; i++)
        {
            C[i] = covariance[i] / (sds[i / r] * sds[i % r]);
        }

        if (!SmallCholesky.TryFactor(C, r))
        {
            throw new InvalidOperationException(
                $"A covariance matrix of the effects of '{Model.GroupTerms[term].Group}' is not positive definite to working precision.");
        }
    }

    private sealed class Reader(PlainPositions source) : IPositionReader
    {
        private readonly double[] position = new double[source.Dimension];
        private readonly double[] identity = [1];
        private readonly double[] work = new double[source.effects?.Means.Length ?? 0];
        private readonly double[] draw = new double[source.effects?.Means.Length ?? 0];

        public ReadOnlySpan<double> FamilyParameters => position.AsSpan(0, source.Model.FamilyPriors.Count);

        public int DrawLength => work.Length;

        public ReadOnlySpan<double> Sds(int term) => position.AsSpan(source.starts[term], source.Model.GroupTerms[term].Width);

        /// <summary>For a term without correlations, callers use only the type of the structure.</summary>
        public ReadOnlySpan<double> CorrelationFactor(int term)
        {
            int r = source.Model.GroupTerms[term].Width;
            return source.Model.GroupTerms[term].Structure.HasCorrelations ? position.AsSpan(source.starts[term] + r, r * r) : identity;
        }

        public void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
        {
            position.CopyTo(this.position);
            DrawAgain(normals, coefficients, effects);
        }

        public void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
        {
            int p = coefficients.Length, q = effects.Length;
            if (source is { effects: null, HasEffects: false })
            {
                coefficients.Fill(double.NaN);
                effects.Fill(double.NaN);
                return;
            }

            if (source.effects is null)
            {
                position.AsSpan(source.FirstCoefficient, p).CopyTo(coefficients);
                position.AsSpan(source.FirstCoefficient + p, q).CopyTo(effects);
                return;
            }

            normals.CopyTo(work);
            source.effects.Draw(work, draw);
            draw.AsSpan(0, q).CopyTo(effects);
            draw.AsSpan(q, p).CopyTo(coefficients);
            source.Model.Products.Fixed.Coordinates.ToWritten(coefficients);
        }
    }
}
