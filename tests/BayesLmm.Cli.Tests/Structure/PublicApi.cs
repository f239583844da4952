using System.Reflection;
using System.Runtime.CompilerServices;

namespace BayesLmm.Cli.Tests.Structure;

/// <summary>The public face of an assembly: a line for each type and each member that users see.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The lines, sorted.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [
            .. assembly.GetExportedTypes().Where(type => !type.FullName!.Contains('<'))   // not what the compiler makes of extension blocks
                .SelectMany(type => Members(type).Prepend(Header(type))).Distinct().Order(StringComparer.Ordinal),
        ];

    private static string Header(Type type)
    {
        string kind = type.IsEnum ? "enum"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsInterface ? "interface"
            : IsRecord(type) ? type.IsValueType ? "record struct" : "record"
            : type.IsValueType ? "struct"
            : "class";
        string modifier = kind is not ("class" or "record") ? "" : type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract
            ? "abstract "
            : type.IsSealed ? "sealed " : "";
        IEnumerable<Type> bases = type.IsEnum || kind == "delegate" ? [] : ((Type?[])[type.BaseType]).OfType<Type>()
            .Where(b => b != typeof(object) && b != typeof(ValueType))
            .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => i.IsPublic && !IsOfRecords(i, type)));
        string list = string.Join(", ", bases.Select(Name).Order(StringComparer.Ordinal));
        return $"{Full(type)} = {modifier}{kind}{(list.Length > 0 ? " : " + list : "")}";
    }

    /// <summary>Whether a type is a record: only records can be cloned by <c>with</c> or print their members.</summary>
    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute))
            == true);

    private static bool IsOfRecords(Type contract, Type type) =>
        IsRecord(type) && contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static IEnumerable<string> Members(Type type)
    {
        string owner = Full(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return $"{owner}{Parameters(type.GetMethod("Invoke")!)} : {Name(type.GetMethod("Invoke")!.ReturnType)}";
            yield break;
        }

        foreach (MemberInfo member in type.GetMembers(Declared).Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute))))
        {
            string? line = member switch
            {
                FieldInfo { IsSpecialName: false } field when IsSeen(field.Attributes) => Field(field),
                PropertyInfo property when property.GetAccessors(nonPublic: true).Where(IsSeen).ToArray() is { Length: > 0 } accessors =>
                    $"{Static(accessors[0])}{property.Name}{Indices(property)} {{ "
                        + $"{string.Join(" ", accessors.Select(Accessor).Order(StringComparer.Ordinal))} }} : {Written(property)}",
                ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor) => $"new{Parameters(constructor)}",
                EventInfo added when added.AddMethod is { } add && IsSeen(add) => $"event {added.Name} : {Name(added.EventHandlerType!)}",
                MethodInfo method when IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
                    $"{Static(method)}{method.Name}{Generic(method)}{Parameters(method)} : {Written(method.ReturnParameter)}",
                _ => null,
            };
            if (line is not null)
            {
                yield return $"{owner}.{line}";
            }
        }
    }

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {field.Name} : {Name(field.FieldType)} = {FormattableString.Invariant($"{field.GetRawConstantValue()}")}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{field.Name} : {Name(field.FieldType)}";

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Static(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface
            ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } && !method.DeclaringType!.IsInterface ? "virtual " : "");

    private static string Accessor(MethodInfo method) => method.Name.StartsWith("get_", StringComparison.Ordinal) ? "get;"
        : method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;"
        : "set;";

    private static string Indices(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } indices
            ? $"[{string.Join(", ", indices.Select(index => $"{Name(index.ParameterType)} {index.Name}"))}]"
            : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) => $"({string.Join(", ", method.GetParameters().Select(Parameter))})";

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        string self = parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string optional = parameter.HasDefaultValue ? " = " + (parameter.RawDefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && System.Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
            string text => $"\"{text}\"",
            bool value => value ? "true" : "false",
            var value => FormattableString.Invariant($"{value}"),
        }) : "";
        return $"{self}{way}{Written(parameter)} {parameter.Name}{optional}";
    }

    private static string Written(ParameterInfo parameter) =>
        Name(parameter.ParameterType) + Mark(parameter.ParameterType, Nullability.Create(parameter).ReadState);

    private static string Written(PropertyInfo property) => Name(property.PropertyType) + Mark(property.PropertyType, Nullability.Create(property).ReadState);

    private static string Mark(Type type, NullabilityState state) => !type.IsValueType && !type.IsByRef && state == NullabilityState.Nullable ? "?" : "";

    private static string Full(Type type) => type.DeclaringType is { } outer ? $"{Full(outer)}.{Simple(type)}" : $"{type.Namespace}.{Simple(type)}";

    private static string Simple(Type type)
    {
        string name = type.Name.Split('`')[0];
        Type[] own = [.. type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0)];
        return own.Length == 0 ? name : $"{name}<{string.Join(", ", own.Select(Name))}>";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (System.Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        return type.IsGenericParameter ? type.Name : Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => Simple(type),
            TypeCode.Boolean => "bool",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.UInt64 => "ulong",
            TypeCode.Double => "double",
            TypeCode.String => "string",
            _ when type == typeof(void) => "void",
            _ when type == typeof(object) => "object",
            _ => Simple(type),
        };
    }
}
