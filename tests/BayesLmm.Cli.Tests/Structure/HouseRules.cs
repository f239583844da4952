namespace BayesLmm.Cli.Tests.Structure;

/// <summary>The rules of the house. Each answers with a sentence for each thing that breaks it.</summary>
internal static class HouseRules
{
    private static readonly HashSet<string> Searches =
        [.. ((string[])["Contains", "StartsWith", "EndsWith", "Split", "IndexOf", "LastIndexOf", "Replace"]).Select(name => "System.String." + name)];

    /// <summary>Every folder has its place in the order, and uses only folders before it.</summary>
    public static IEnumerable<string> AgainstTheOrder(IReadOnlyCollection<CompiledType> types, IReadOnlyList<string> order)
    {
        Dictionary<string, int> places = order.Select((folder, place) => (folder, place)).ToDictionary(room => room.folder, room => room.place);
        foreach (string folder in types.Select(type => type.Folder).Distinct().Where(folder => !places.ContainsKey(folder)).Order(StringComparer.Ordinal))
        {
            yield return $"{folder} has no place in the order";
        }

        foreach (CompiledType type in types.Where(type => places.ContainsKey(type.Folder)).OrderBy(type => type.File, StringComparer.Ordinal))
        {
            foreach ((CompiledType used, string member) in type.Uses.OrderBy(use => use.Key.FullName, StringComparer.Ordinal))
            {
                if (places.TryGetValue(used.Folder, out int place) && place > places[type.Folder])
                {
                    yield return $"{type.Folder} uses {used.Folder}: {member} uses {used}";
                }
            }
        }
    }

    /// <summary>No folder uses another one that uses it, by whatever way.</summary>
    public static IEnumerable<string> KnotsOfFolders(IReadOnlyCollection<CompiledType> types)
    {
        ILookup<string, string> uses = types.SelectMany(type => type.Uses.Keys.Select(used => (type.Folder, Used: used.Folder))).Distinct()
            .ToLookup(use => use.Folder, use => use.Used);
        return Knots.Find(types.Select(type => type.Folder).Distinct(), folder => uses[folder]).Select(knot => string.Join(" ⇄ ", knot));
    }

    /// <summary>
    /// No file uses another one that uses it, unless they are a type and its satellites: its parts, the closed family of its heirs, or types that carry its
    /// name.
    /// </summary>
    public static IEnumerable<string> KnotsOfFiles(IReadOnlyCollection<CompiledType> types)
    {
        ILookup<string, CompiledType> files = types.ToLookup(type => type.File);
        ILookup<string, string> uses = types.SelectMany(type => type.Uses.Keys.Select(used => (type.File, Used: used.File))).Distinct()
            .ToLookup(use => use.File, use => use.Used);
        return Knots.Find(files.Select(file => file.Key), file => uses[file]).Where(knot => !knot.Any(main => knot.All(other => IsSatellite(other, main))))
            .Select(knot => string.Join(" ⇄ ", knot));

        bool IsSatellite(string other, string main)
        {
            string name = Path.GetFileNameWithoutExtension(main);
            return other == main
                || (Path.GetDirectoryName(other) == Path.GetDirectoryName(main)
                    && (Path.GetFileNameWithoutExtension(other).StartsWith(name, StringComparison.Ordinal) || files[other]
                        .All(type => AllBases(type).Any(b => b.File == main))));
        }
    }

    /// <summary>The namespace of a file is its folder; of a file with a public type, or a part of one, the face of its project.</summary>
    public static IEnumerable<string> StrayNamespaces(IReadOnlyCollection<CompiledType> types, IReadOnlyDictionary<string, string> faces)
    {
        HashSet<string> shown = [.. types.Where(type => type.IsPublic).SelectMany(type => type.Files)];
        foreach (CompiledType type in types.Where(type => type.Name != "Program"))
        {
            string expected = shown.Contains(type.File) && faces.TryGetValue(type.Project, out string? face) ? face : type.Folder.Replace('/', '.');
            if (type.Namespace != expected)
            {
                yield return $"{type} in {type.File} belongs into the namespace {expected}";
            }

            if (type.IsPublic && !faces.ContainsKey(type.Project))
            {
                yield return $"{type} is public, but {type.Project} has no users";
            }
        }
    }

    /// <summary>No two types have one name.</summary>
    public static IEnumerable<string> SharedNames(IReadOnlyCollection<CompiledType> types) =>
        types.GroupBy(type => type.Name).Where(group => group.Count() > 1).Select(group => string.Join(", ", group));

    /// <summary>No static field is assigned after construction.</summary>
    public static IEnumerable<string> MutableStatics(IReadOnlyCollection<CompiledType> types) => types.SelectMany(type => type.MutableStatics);

    /// <summary>Every code of a diagnostic is written in one place.</summary>
    public static IEnumerable<string> CodesWrittenTwice(IReadOnlyCollection<CompiledType> types) => types
        .SelectMany(type => type.Methods.SelectMany(method => method.Steps.Where(IsCode).Select(code => (Code: code, method.Name))))
        .GroupBy(place => place.Code)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Key}: {string.Join(", ", group.Select(place => place.Name))}");

    /// <summary>Nothing is decided by looking into the message of an exception: no method that reads one searches a text.</summary>
    public static IEnumerable<string> DecisionsByMessage(IReadOnlyCollection<CompiledType> types, Func<string, bool> isProse) =>
        types.SelectMany(type => type.Methods)
        .Where(method => method.Steps.Any(isProse) && method.Steps.Any(Searches.Contains))
        .Select(method => $"{method.Name} reads {method.Steps.First(isProse)} and calls {method.Steps.First(Searches.Contains)}");

    /// <summary>Some members are used in some folders only, and in folders below them.</summary>
    public static IEnumerable<string> UsesElsewhere(IReadOnlyCollection<CompiledType> types, Func<string, bool> isMember, params string[] folders) =>
        Uses(types.Where(type => !IsIn(type, folders)), isMember);

    /// <summary>Some members are not used in some folders.</summary>
    public static IEnumerable<string> UsesWithin(IReadOnlyCollection<CompiledType> types, Func<string, bool> isMember, Func<string, bool> isFolder) =>
        Uses(types.Where(type => isFolder(type.Folder)), isMember);

    private static bool IsIn(CompiledType type, string[] folders) =>
        folders.Any(folder => type.Folder == folder || type.Folder.StartsWith(folder + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Uses(IEnumerable<CompiledType> types, Func<string, bool> isMember) =>
        from type in types
        from method in type.Methods
        let member = method.Steps.FirstOrDefault(isMember)
        where member is not null
        select $"{method.Name} in {type.File} uses {member}";

    private static bool IsCode(string step) => step.Length == 8 && step.StartsWith("\"BL", StringComparison.Ordinal) && step[3..7].All(char.IsAsciiDigit);

    private static HashSet<CompiledType> AllBases(CompiledType type)
    {
        HashSet<CompiledType> found = [];
        Add(type);
        return found;

        void Add(CompiledType heir)
        {
            foreach (CompiledType b in heir.Bases.Where(found.Add))
            {
                Add(b);
            }
        }
    }
}
