namespace BayesLmm.Data.Files.Formats;

/// <summary>Thrown where a file does not hold what its format promises.</summary>
/// <param name="reason">Why it cannot be read, as the end of a sentence, with its full stop.</param>
internal sealed class UnreadableException(string reason) : Exception(reason);

/// <summary>Thrown where two columns have one name.</summary>
/// <param name="name">The name.</param>
internal sealed class SameNameException(string name) : Exception(name);
