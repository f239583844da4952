using BayesLmm.Reports.Wording;

namespace BayesLmm.InferNet.Tests;

/// <summary>Results in the words of reports.</summary>
internal static class TestWords
{
    extension(InferNetResult result)
    {
        public IReadOnlyList<string> Notes => [.. result.Facts.Select(MessagePassingWording.Of)];
    }
}
