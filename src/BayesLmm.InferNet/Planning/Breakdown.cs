using System.Reflection;

namespace BayesLmm.InferNet.Planning;

/// <summary>Message passing broke down, in our words.</summary>
internal sealed class BreakdownException(string what) : Exception(what);

/// <summary>The same after <see cref="Breakdown"/> has put it into a sentence.</summary>
internal sealed class BrokenMessagesException(string sentence) : InvalidOperationException(sentence);

/// <summary>
/// Turns Infer.NET's exceptions on a breakdown of messages into a sentence with the cause and an engine that can answer. They are recognised by name, so that
/// this needs no package.
/// </summary>
internal static class Breakdown
{
    /// <summary>Runs something.</summary>
    /// <param name="algorithm">Which algorithm is run.</param>
    /// <param name="iterations">How many iterations have ended.</param>
    /// <param name="run">What to run.</param>
    /// <exception cref="BrokenMessagesException">It broke down.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static T Guard<T>(InferNetAlgorithm algorithm, Func<int> iterations, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (TargetInvocationException error) when (error.InnerException is OperationCanceledException inner)
        {
            throw inner;
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner && What(inner) is not null)
        {
            throw new BrokenMessagesException(Sentence(algorithm, iterations(), What(inner)!));
        }
        catch (Exception error) when (What(error) is not null)
        {
            throw new BrokenMessagesException(Sentence(algorithm, iterations(), What(error)!));
        }
    }

    /// <summary>What happened, and which engine can answer.</summary>
    public static string Sentence(InferNetAlgorithm algorithm, int iterations, string what) => algorithm == InferNetAlgorithm.Ep
        ? $"Expectation propagation broke down after {iterations} iterations: {what}. It is not guaranteed to converge; variational message passing is, and "
            + "the engine hmc is exact."
        : $"Variational message passing broke down after {iterations} iterations: {what}. The engine hmc does not depend on messages.";

    /// <summary>What happened; null if it is not a breakdown of messages.</summary>
    private static string? What(Exception error) => error.GetType().Name switch
    {
        nameof(BreakdownException) => error.Message,
        "ImproperMessageException" or "ImproperDistributionException" => "a message is no proper distribution",
        "PositiveDefiniteMatrixException" or "MatrixSingularException" => "a precision matrix is not positive definite",
        "AllZeroException" or "ConstraintViolatedException" => "the product of two messages is zero everywhere",
        "InferRuntimeException" => "a number in a message is out of range",
        _ => error switch
        {
            NotSupportedException or NotImplementedException => "a message has no formula for the distributions that it met",
            ArithmeticException or ArgumentException => "a number in a message is out of range",

            // Infer.NET's integrals over precisions throw the bare type.
            _ when error.GetType() == typeof(Exception) => "a message could not be computed",
            _ => null,
        },
    };
}
