using System.Diagnostics;
using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Runs the factor graphs of bound models as Infer.NET programs, of standard factors only: in the joint form one normal vector holds all coefficients and group
/// effects; models too large for it have the mean-field form. An engine keeps the programs it has compiled, one for each structure, so that models which differ
/// only in their data are compiled once; it may be used from several threads; runs of expectation propagation wait for each other.
/// </summary>
/// <param name="options">The options; null for the defaults.</param>
public sealed class InferNetEngine(InferNetOptions? options = null) : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "infernet";

    /// <summary>The largest number of coefficients and group effects together in the joint form.</summary>
    public const int LargestOrder = RunPlan.LargestOrder;

#if INFERNET
    private readonly InferNet.Programs.CompiledPrograms programs = new();
#endif

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model)
    {
        if (!InferNetAvailability.IsAvailable)
        {
            return new Support.No(new Refusal(RefusalReason.NotInThisBuild, InferNetAvailability.HowToGet, []));
        }

        try
        {
            RunPlan plan = RunPlan.Of(model, options ?? new InferNetOptions());
            return HasPosterior(plan) ? new Support.Yes() : new Support.No(new Refusal(RefusalReason.ExactFit, NoPosterior, []));
        }
        catch (EngineRefusedException refused)
        {
            return new Support.No(refused.Refusal);
        }
        catch (NotSupportedException refused)
        {
            return new Support.No(new Refusal(RefusalReason.NoConjugateForm, refused.Message, []));
        }
    }

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? draws = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        InferNetResult result;
        try
        {
            result = Run(model, options, progress, cancellationToken);
        }
        catch (BrokenMessagesException broken)
        {
            throw new EngineRefusedException(new Refusal(RefusalReason.BrokeDown, broken.Message, [HmcEngine.Id]), broken);
        }

        bool isPropagation = result.Algorithm == InferNetAlgorithm.Ep;
        string form = result.Form == InferNetForm.MeanField ? "mean-field " : "";
        MessagePassingReport report = new(
            Refinement.None,
            result.LogEvidence,
            result.Iterations,
            result.Converged,
            result.Substitutions.Select(substitution => substitution.ToString()).ToEquatableArray(),
            result.CompileTime + result.RunTime)
        {
            Algorithm = isPropagation ? "Infer.NET's expectation propagation" : $"Infer.NET's {form}variational message passing",
            IsBound = !isPropagation,
            Notes = result.Facts,
            Compilation = result.CompileTime,
        };
        return MessagePassingEngine.DrawFrom(model, result.Approximation, Id, report, draws);
    }

    /// <summary>Approximates the posterior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">The options; null for those of the engine.</param>
    /// <param name="progress">Receives progress now and then; or null.</param>
    /// <param name="cancellationToken">Ends the run before the next iteration.</param>
    /// <exception cref="NotSupportedException">
    /// This build has no Infer.NET (<see cref="InferNetAvailability"/>), or there is no program for the model; the message names the engines that can.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range, or the response is a linear function of the predictors.</exception>
    /// <exception cref="InvalidOperationException">Message passing broke down; the message says how, and names the engines that can.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public InferNetResult Run(BoundModel model, InferNetOptions? settings = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        settings ??= options ?? new InferNetOptions();
        settings.Validate();
        RunPlan plan = RunPlan.Of(model, settings);
        long start = Stopwatch.GetTimestamp();
        if (!HasPosterior(plan))
        {
            throw new ArgumentException(NoPosterior, nameof(model));
        }

        cancellationToken.ThrowIfCancellationRequested();
#if INFERNET
        InferNet.Programs.ProgramResult result = plan.Form == InferNetForm.Joint
            ? InferNet.Joint.JointRun.Run(plan, JointProducts.Of(model.Products, plan.Conjugate.Coefficients), programs, settings, progress, cancellationToken)
            : InferNet.MeanField.MeanFieldRun.Run(plan, programs, settings, progress, cancellationToken);
        return new InferNetResult(
            model,
            result.Approximation,
            ApproximationMoments.From(model, result.Approximation),
            plan.Algorithm,
            plan.Form,
            result.Outcome.Iterations,
            result.Outcome.Change <= settings.Tolerance,
            result.Outcome.Change,
            RunNotes.Of(plan, result.Outcome.Change <= settings.Tolerance, result.MadeProper).ToEquatableArray(),
            result.CompileTime,
            Stopwatch.GetElapsedTime(start) - result.CompileTime);
#else
        throw new NotSupportedException(InferNetAvailability.HowToGet);
#endif
    }

    private const string NoPosterior = "The response is an exact linear function of the predictors, so that sigma has no posterior.";

    private static bool HasPosterior(RunPlan plan) => plan.Conjugate.Residual is PrecisionPrior.Fixed || plan.Model.Products.Fixed.Yy > 0;
}
