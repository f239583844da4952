using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace BayesLmm.Cli.Tests.Structure;

/// <summary>One assembly beside the tests, with its symbols: what its handles stand for.</summary>
internal sealed class AssemblyBody : IDisposable
{
    private readonly PEReader image;
    private readonly MetadataReaderProvider symbolProvider;
    private readonly MetadataReader symbols;

    /// <summary>Opens assembly and symbols.</summary>
    public AssemblyBody(string name)
    {
        Name = name;
        string path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        image = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
        Code = image.GetMetadataReader();
        symbolProvider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(File.ReadAllBytes(Path.ChangeExtension(path, ".pdb"))));
        symbols = symbolProvider.GetMetadataReader();
    }

    /// <summary>The assembly's name.</summary>
    public string Name { get; }

    /// <summary>Its tables.</summary>
    public MetadataReader Code { get; }

    public void Dispose()
    {
        symbolProvider.Dispose();
        image.Dispose();
    }

    /// <summary>The top-level type around a type.</summary>
    public TypeDefinitionHandle Owner(TypeDefinitionHandle handle)
    {
        while (Code.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
        {
            handle = outer;
        }

        return handle;
    }

    /// <summary>The full name of a top-level type.</summary>
    public string FullName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = Code.GetTypeDefinition(handle);
        return $"{Code.GetString(type.Namespace)}.{Code.GetString(type.Name)}";
    }

    /// <summary>The source files of a type: those of its methods' bodies and, where there are none, those that the compiler writes down for the type.</summary>
    public IEnumerable<string> Documents(TypeDefinitionHandle handle, Guid typeDocuments)
    {
        foreach (MethodDefinitionHandle method in Code.GetTypeDefinition(handle).GetMethods())
        {
            MethodDebugInformation information = symbols.GetMethodDebugInformation(method);
            if (!information.Document.IsNil)
            {
                yield return symbols.GetString(symbols.GetDocument(information.Document).Name);
            }
            else
            {
                foreach (SequencePoint point in information.GetSequencePoints().Where(point => !point.Document.IsNil))
                {
                    yield return symbols.GetString(symbols.GetDocument(point.Document).Name);
                }
            }
        }

        foreach (CustomDebugInformation information in symbols.GetCustomDebugInformation(handle).Select(symbols.GetCustomDebugInformation))
        {
            if (symbols.GetGuid(information.Kind) == typeDocuments)
            {
                BlobReader blob = symbols.GetBlobReader(information.Value);
                while (blob.RemainingBytes > 0)
                {
                    yield return symbols.GetString(symbols.GetDocument(MetadataTokens.DocumentHandle(blob.ReadCompressedInteger())).Name);
                }
            }
        }
    }

    /// <summary>Whether the compiler wrote it, not a person.</summary>
    public bool IsGenerated(CustomAttributeHandleCollection attributes) =>
        attributes.Any(attribute => AttributeOwner(attribute).EndsWith("CompilerGeneratedAttribute", StringComparison.Ordinal));

    /// <summary>The types of attributes.</summary>
    public IEnumerable<EntityHandle> AttributeTypes(CustomAttributeHandleCollection attributes) =>
        attributes.SelectMany(attribute => TypesOf(Code.GetCustomAttribute(attribute).Constructor));

    /// <summary>The types that type parameters are constrained to.</summary>
    public IEnumerable<EntityHandle> ConstraintTypes(GenericParameterHandleCollection parameters) =>
        parameters.SelectMany(p => Code.GetGenericParameter(p).GetConstraints()).SelectMany(c => TypesOf(Code.GetGenericParameterConstraint(c).Type));

    /// <summary>The types of a field.</summary>
    public IEnumerable<EntityHandle> TypesOf(FieldDefinition field)
    {
        SignatureTypes types = new();
        field.DecodeSignature(types, null);
        return types.Found;
    }

    /// <summary>The types of a method's parameters, result, local variables and handlers.</summary>
    public IEnumerable<EntityHandle> TypesOf(MethodDefinition method)
    {
        SignatureTypes types = new();
        method.DecodeSignature(types, null);
        List<EntityHandle> caught = [];
        if (method.RelativeVirtualAddress != 0)
        {
            MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                Code.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(types, null);
            }

            caught.AddRange(body.ExceptionRegions.Where(region => !region.CatchType.IsNil).SelectMany(region => TypesOf(region.CatchType)));
        }

        return types.Found.Concat(caught);
    }

    /// <summary>
    /// The types that a handle in an instruction stands for: a type and its arguments, the type that has a member, the arguments of a generic call.
    /// </summary>
    public IEnumerable<EntityHandle> TypesOf(EntityHandle handle)
    {
        SignatureTypes types = new();
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition when handle.IsNil:
                return [];    // the base type of an interface
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                return [handle];
            case HandleKind.TypeSpecification:
                Code.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(types, null);
                return types.Found;
            case HandleKind.FieldDefinition:
                return [Code.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.MethodDefinition:
                return [Code.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.MemberReference:
                return TypesOf(Code.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                MethodSpecification generic = Code.GetMethodSpecification((MethodSpecificationHandle)handle);
                generic.DecodeSignature(types, null);
                return TypesOf(generic.Method).Concat(types.Found);
            default:
                return [];
        }
    }

    /// <summary>Assembly and full name of the top-level type that a definition or reference belongs to.</summary>
    public IEnumerable<(string Assembly, string FullName)> Owners(EntityHandle handle)
    {
        foreach (EntityHandle type in TypesOf(handle))
        {
            if (type.Kind == HandleKind.TypeDefinition)
            {
                yield return (Name, FullName(Owner((TypeDefinitionHandle)type)));
                continue;
            }

            TypeReference reference = Code.GetTypeReference((TypeReferenceHandle)type);
            while (reference.ResolutionScope.Kind == HandleKind.TypeReference)
            {
                reference = Code.GetTypeReference((TypeReferenceHandle)reference.ResolutionScope);
            }

            if (reference.ResolutionScope.Kind == HandleKind.AssemblyReference)
            {
                string assembly = Code.GetString(Code.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name);
                yield return (assembly, $"{Code.GetString(reference.Namespace)}.{Code.GetString(reference.Name)}");
            }
        }
    }

    /// <summary>The instructions of a method; none where it has no body.</summary>
    public IEnumerable<Instruction> Instructions(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? [] : Instruction.Decode(image.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? []);

    /// <summary>An instruction in words: a call or field as <c>Type.Member</c>, a text in quotation marks, another by its name.</summary>
    public string Describe(Instruction instruction) => instruction.Token switch
    {
        { IsNil: true } => instruction.Code.Name!,
        { Kind: HandleKind.UserString } text => $"\"{Code.GetUserString((UserStringHandle)text)}\"",
        { Kind: HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification or HandleKind.StandaloneSignature } =>
            instruction.Code.Name!,
        var member => MemberName((EntityHandle)member),
    };

    private string AttributeOwner(CustomAttributeHandle attribute) =>
        MemberName(Code.GetCustomAttribute(attribute).Constructor).Replace("..ctor", "", StringComparison.Ordinal);

    private string MemberName(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                return MemberName(Code.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MemberReference:
                MemberReference member = Code.GetMemberReference((MemberReferenceHandle)handle);
                return $"{TypeName(member.Parent)}.{Code.GetString(member.Name)}";
            case HandleKind.MethodDefinition:
                MethodDefinition method = Code.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{TypeName(method.GetDeclaringType())}.{Code.GetString(method.Name)}";
            default:
                FieldDefinition field = Code.GetFieldDefinition((FieldDefinitionHandle)handle);
                return $"{TypeName(field.GetDeclaringType())}.{Code.GetString(field.Name)}";
        }
    }

    private string TypeName(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => FullName((TypeDefinitionHandle)handle),
        HandleKind.TypeReference => Code.GetTypeReference((TypeReferenceHandle)handle) is var reference
            ? $"{Code.GetString(reference.Namespace)}.{Code.GetString(reference.Name)}"
            : "",
        _ => TypesOf(handle).Select(TypeName).FirstOrDefault() ?? "",
    };
}
