using System.Diagnostics;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet;

/// <summary>
/// Runs the factor graphs of bound models as Infer.NET programs, of standard factors only: in the joint form one normal vector holds all coefficients and group effects; models too large for it have
/// the mean-field form. An engine keeps the programs it has compiled, one for each structure, so that models which differ only in their data are compiled once; it may be used from
/// several threads, of which those that run expectation propagation wait for each other.
/// </summary>
public sealed class InferNetEngine
{
    /// <summary>
    /// The largest number of coefficients and group effects together, D, in the joint form. Every row and every group effect sends a D × D message, so memory grows as D³.
    /// </summary>
    public const int LargestOrder = 300;

#if INFERNET
    private readonly Programs.CompiledPrograms programs = new();
#endif

    /// <summary>Approximates the posterior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to run and when to stop; null for the defaults.</param>
    /// <param name="progress">Is told the number of iterations done, now and then; or null.</param>
    /// <param name="cancellationToken">Ends the run before the next iteration.</param>
    /// <exception cref="NotSupportedException">
    /// This build has no Infer.NET (<see cref="InferNetAvailability"/>), or there is no program for the model; the message names the engines that can.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range, or the response is a linear function of the predictors.</exception>
    /// <exception cref="InvalidOperationException">Message passing broke down; the message says how, and names the engines that can.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public InferNetResult Run(BoundModel model, InferNetOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new InferNetOptions();
        options.Validate();
        RunPlan plan = RunPlan.Of(model, options);
        long start = Stopwatch.GetTimestamp();
        if (plan.Conjugate.Residual is not PrecisionPrior.Fixed && !(model.Products.Fixed.Yy > 0))
        {
            throw new ArgumentException("The response is an exact linear function of the predictors, so that sigma has no posterior.", nameof(model));
        }

        cancellationToken.ThrowIfCancellationRequested();
#if INFERNET
        Programs.ProgramResult result = plan.Form == InferNetForm.Joint
            ? Joint.JointRun.Run(plan, JointProducts.Of(model.Products, plan.Conjugate.Coefficients), programs, options, progress, cancellationToken)
            : MeanField.MeanFieldRun.Run(plan, programs, options, progress, cancellationToken);
        return new InferNetResult(
            model,
            result.Approximation,
            ApproximationMoments.From(model, result.Approximation),
            plan.Algorithm,
            plan.Form,
            result.Outcome.Iterations,
            result.Outcome.Change <= options.Tolerance,
            result.Outcome.Change,
            RunNotes.Of(plan, result.Outcome.Change <= options.Tolerance, result.MadeProper).ToEquatableArray(),
            result.CompileTime,
            Stopwatch.GetElapsedTime(start) - result.CompileTime);
#else
        throw new NotSupportedException(InferNetAvailability.HowToGet);
#endif
    }
}
