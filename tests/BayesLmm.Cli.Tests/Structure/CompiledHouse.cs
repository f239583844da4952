using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace BayesLmm.Cli.Tests.Structure;

/// <summary>Reads built assemblies and their portable symbols: which types there are, in which files, and what they touch.</summary>
internal sealed class CompiledHouse
{
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");
    private readonly Dictionary<(string Assembly, string FullName), CompiledType> types = [];

    /// <summary>The assemblies of <c>src</c>.</summary>
    public static readonly IReadOnlyList<string> Assemblies =
        ["BayesLmm.Numerics", "BayesLmm.Sampling", "BayesLmm", "BayesLmm.InferNet", "BayesLmm.Plots", "BayesLmm.Reports", "blmm"];

    private static readonly Lazy<CompiledHouse> Built = new(() => Read([]));

    private CompiledHouse()
    {
    }

    /// <summary>The types of the projects, as they were built.</summary>
    public static IReadOnlyCollection<CompiledType> Types => Built.Value.types.Values;

    /// <summary>The types of the projects and some that are planted among them: those of this assembly whose sources say that they are in <c>src</c>.</summary>
    public static IReadOnlyCollection<CompiledType> WithPlanted() => Read([typeof(CompiledHouse).Assembly.GetName().Name!]).types.Values;

    private static CompiledHouse Read(IReadOnlyList<string> further)
    {
        CompiledHouse house = new();
        List<AssemblyBody> bodies = [.. Assemblies.Concat(further).Select(name => new AssemblyBody(name))];
        try
        {
            foreach (AssemblyBody body in bodies)
            {
                house.Declare(body);
            }

            foreach (AssemblyBody body in bodies)
            {
                house.Connect(body);
            }
        }
        finally
        {
            bodies.ForEach(body => body.Dispose());
        }

        return house;
    }

    /// <summary>The part of a path below the folder <c>src</c>; null for what is generated or lies elsewhere.</summary>
    private static string? BelowSource(string document)
    {
        string path = document.Replace('\\', '/');
        int at = path.LastIndexOf("/src/", StringComparison.Ordinal);
        return at < 0 || path.Contains("/obj/", StringComparison.Ordinal) ? null : path[(at + 5)..];
    }

    private void Declare(AssemblyBody body)
    {
        Dictionary<TypeDefinitionHandle, SortedSet<string>> files = [];
        foreach (TypeDefinitionHandle handle in body.Code.TypeDefinitions)
        {
            TypeDefinitionHandle owner = body.Owner(handle);
            SortedSet<string> found = files.TryGetValue(owner, out SortedSet<string>? known) ? known : files[owner] = new(StringComparer.Ordinal);
            found.UnionWith(body.Documents(handle, TypeDocuments).Select(BelowSource).OfType<string>());
        }

        foreach ((TypeDefinitionHandle handle, SortedSet<string> found) in files)
        {
            TypeDefinition type = body.Code.GetTypeDefinition(handle);
            if (found.Count == 0 || body.IsGenerated(type.GetCustomAttributes()))
            {
                continue;
            }

            string name = body.Code.GetString(type.Name);
            types[(body.Name, body.FullName(handle))] = new CompiledType
            {
                Namespace = body.Code.GetString(type.Namespace),
                Name = name,
                IsPublic = (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public,
                Files = found,
                File = found.MinBy(file => (Path.GetFileNameWithoutExtension(file) == name.Split('`')[0] ? 0 : 1, file.Length))!,
            };
        }
    }

    private void Connect(AssemblyBody body)
    {
        foreach (TypeDefinitionHandle handle in body.Code.TypeDefinitions)
        {
            if (!types.TryGetValue((body.Name, body.FullName(body.Owner(handle))), out CompiledType? owner))
            {
                continue;
            }

            TypeDefinition type = body.Code.GetTypeDefinition(handle);
            string own = body.Code.GetString(type.Name);
            IEnumerable<EntityHandle> bases = type.GetInterfaceImplementations().Select(i => body.Code.GetInterfaceImplementation(i).Interface)
                .Append(type.BaseType);
            foreach (CompiledType target in bases.SelectMany(b => Resolve(body, b)).Where(target => target != owner))
            {
                owner.Uses.TryAdd(target, own);
                owner.Bases.Add(target);
            }

            Add(owner, own, body.AttributeTypes(type.GetCustomAttributes()).Concat(body.ConstraintTypes(type.GetGenericParameters())), body);
            foreach (FieldDefinition field in type.GetFields().Select(body.Code.GetFieldDefinition))
            {
                string name = $"{own}.{body.Code.GetString(field.Name)}";
                Add(owner, name, body.TypesOf(field).Concat(body.AttributeTypes(field.GetCustomAttributes())), body);
                bool mutable =
                    field.Attributes.HasFlag(FieldAttributes.Static) && (field.Attributes & (FieldAttributes.InitOnly | FieldAttributes.Literal)) == 0;
                if (mutable && !name.Contains('<') && !body.IsGenerated(field.GetCustomAttributes()))
                {
                    owner.MutableStatics.Add(name);
                }
            }

            foreach (MethodDefinition method in type.GetMethods().Select(body.Code.GetMethodDefinition))
            {
                string name = $"{own}.{body.Code.GetString(method.Name)}";
                Add(owner, name, body.TypesOf(method), body);
                Add(owner, name, body.AttributeTypes(method.GetCustomAttributes()).Concat(body.ConstraintTypes(method.GetGenericParameters())), body);
                List<string> steps = [];
                foreach (Instruction instruction in body.Instructions(method))
                {
                    steps.Add(body.Describe(instruction));
                    if (instruction.Token is { IsNil: false, Kind: not HandleKind.UserString })
                    {
                        Add(owner, name, body.TypesOf((EntityHandle)instruction.Token), body);
                    }
                }

                owner.Methods.Add(new CompiledMethod(name, steps));
            }

            foreach (PropertyDefinition property in type.GetProperties().Select(body.Code.GetPropertyDefinition))
            {
                Add(owner, $"{own}.{body.Code.GetString(property.Name)}", body.AttributeTypes(property.GetCustomAttributes()), body);
            }
        }
    }

    private void Add(CompiledType owner, string member, IEnumerable<EntityHandle> handles, AssemblyBody body)
    {
        foreach (CompiledType target in handles.SelectMany(handle => Resolve(body, handle)).Where(target => target != owner))
        {
            owner.Uses.TryAdd(target, member);
        }
    }

    private IEnumerable<CompiledType> Resolve(AssemblyBody body, EntityHandle handle)
    {
        foreach ((string assembly, string fullName) in body.Owners(handle))
        {
            if (types.TryGetValue((assembly, fullName), out CompiledType? type))
            {
                yield return type;
            }
        }
    }
}
