using System.Reflection;
using BayesLmm.InferNet.Planning;

namespace BayesLmm.InferNet.Tests.Planning;

public class BreakdownTests
{
    public static TheoryData<Exception, string> Errors => new()
    {
        { new BreakdownException("the mean of an effect ran away"), "the mean of an effect ran away" },
        { new ImproperMessageException(), "a message is no proper distribution" },
        { new PositiveDefiniteMatrixException(), "a precision matrix is not positive definite" },
        { new AllZeroException(), "the product of two messages is zero everywhere" },
        { new NotSupportedException("operator"), "a message has no formula for the distributions that it met" },
        { new ArgumentOutOfRangeException("rate"), "a number in a message is out of range" },
        { new Exception("rmin > r"), "a message could not be computed" },
        { new TargetInvocationException(new DivideByZeroException()), "a number in a message is out of range" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void What_broke_down_is_said_in_a_sentence_with_the_engines_that_can(Exception thrown, string what)
    {
        InvalidOperationException error = Assert.Throws<BrokenMessagesException>(() => Breakdown.Guard<int>(InferNetAlgorithm.Ep, () => 7, () => throw thrown));

        Assert.Equal(
            $"Expectation propagation broke down after 7 iterations: {what}. It is not guaranteed to converge; variational message passing is, and the engine "
                + "hmc is exact.",
            error.Message);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public void A_cancellation_is_none_and_neither_is_a_defect_of_ours()
    {
        Assert.Throws<OperationCanceledException>(() => Breakdown.Guard<int>(InferNetAlgorithm.Vmp, () => 1, () => throw new OperationCanceledException()));
        Assert.Throws<OperationCanceledException>(
            () => Breakdown.Guard<int>(InferNetAlgorithm.Vmp, () => 1, () => throw new TargetInvocationException(new OperationCanceledException())));
        Assert.Throws<InvalidCastException>(() => Breakdown.Guard<int>(InferNetAlgorithm.Vmp, () => 1, () => throw new InvalidCastException()));
    }

    // Named as Infer.NET's, which this project need not have.
    private sealed class ImproperMessageException : Exception;

    private sealed class PositiveDefiniteMatrixException : Exception;

    private sealed class AllZeroException : Exception;
}
