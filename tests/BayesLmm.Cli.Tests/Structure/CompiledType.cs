namespace BayesLmm.Cli.Tests.Structure;

/// <summary>
/// A top-level type of a built assembly, with all that is nested in it: display classes of lambdas, state machines and private types count to their owner.
/// </summary>
internal sealed class CompiledType
{
    /// <summary>The name of the project that its source is in, which is the first part of its folder.</summary>
    public string Project => Folder.Split('/')[0];

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name, with the number of its type parameters as the runtime has it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether users of the library see it.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>The file below <c>src</c> that holds its first part: the one with its name, if there is one.</summary>
    public required string File { get; init; }

    /// <summary>All files below <c>src</c> that hold parts of it.</summary>
    public required IReadOnlyCollection<string> Files { get; init; }

    /// <summary>The folder of its first part, for example <c>BayesLmm/Language/Grammar</c>.</summary>
    public string Folder => File[..File.LastIndexOf('/')];

    /// <summary>The full name.</summary>
    public string FullName => $"{Namespace}.{Name}";

    /// <summary>The types of the projects it touches: in signatures, fields, base types, attributes and instructions; each with a member that does.</summary>
    public Dictionary<CompiledType, string> Uses { get; } = [];

    /// <summary>Base class and interfaces among the types of the projects.</summary>
    public HashSet<CompiledType> Bases { get; } = [];

    /// <summary>Its methods.</summary>
    public List<CompiledMethod> Methods { get; } = [];

    /// <summary>Static fields that can be assigned after construction.</summary>
    public List<string> MutableStatics { get; } = [];

    public override string ToString() => FullName;
}

/// <summary>A method with what its body does, in order.</summary>
/// <param name="Name">Type and name.</param>
/// <param name="Steps">Calls as <c>Type.Member</c>, texts in quotation marks, and the names of other instructions.</param>
internal sealed record CompiledMethod(string Name, IReadOnlyList<string> Steps);
