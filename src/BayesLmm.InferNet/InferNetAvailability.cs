namespace BayesLmm.InferNet;

/// <summary>Whether this build of BayesLmm has the Infer.NET engine.</summary>
internal static class InferNetAvailability
{
    /// <summary>Whether <see cref="InferNetEngine.Run"/> can run.</summary>
    public static bool IsAvailable =>
#if INFERNET
        true;
#else
        false;
#endif

    /// <summary>How to get a build that has the engine, in one sentence.</summary>
    public const string HowToGet =
        "This build has no Infer.NET engine; build it with 'dotnet build -p:InferNet=true', "
        + "which takes the package Microsoft.ML.Probabilistic from the public NuGet gallery.";
}
