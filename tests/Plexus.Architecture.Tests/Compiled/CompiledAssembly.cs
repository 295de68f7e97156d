using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Plexus.Architecture.Tests.Compiled;

/// <summary>One use of a member: where it stands, and the member with its parameter types.</summary>
/// <param name="User">Full name of the outermost type the code was written in; compiler-made closures and state machines are nested in it.</param>
/// <param name="Method">The method, or the type alone for a base type, a field or a signature.</param>
/// <param name="Type">Full name of the type used, without generic arity.</param>
/// <param name="Member">The member used; empty where only the type is named.</param>
/// <param name="Parameters">Parameter types of the member.</param>
/// <param name="Before">The instruction before, as its operation code; tells a constant argument.</param>
internal sealed record Use(string User, string Method, string Type, string Member, ImmutableArray<string> Parameters, ILOpCode Before)
{
    public override string ToString() => Member.Length == 0 ? $"{Method} uses {Type}" : $"{Method} uses {Type}.{Member}";
}

/// <summary>What a compiled assembly uses, read from its metadata and instructions without loading it.</summary>
internal sealed class CompiledAssembly
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _image;
    private readonly TypeNames _names = new();
    private readonly List<Use> _uses = [];

    private CompiledAssembly(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        foreach (var handle in _metadata.TypeDefinitions)
            ReadType(_metadata.GetTypeDefinition(handle));
    }

    public IReadOnlyList<Use> Uses => _uses;

    /// <summary>Outermost types by the simple names of the interfaces they, or a type nested in them, implement.</summary>
    public ILookup<string, string> Implementers { get; private set; } = null!;

    public static CompiledAssembly Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var assembly = new CompiledAssembly(image);
        var implementations =
            from handle in assembly._metadata.TypeDefinitions
            let type = assembly._metadata.GetTypeDefinition(handle)
            from implementation in type.GetInterfaceImplementations()
            let full = assembly.NameOf(assembly._metadata.GetInterfaceImplementation(implementation).Interface)
            select (Interface: full[(full.LastIndexOf('.') + 1)..], User: assembly.Outermost(type));
        assembly.Implementers = implementations.ToLookup(i => i.Interface, i => i.User);
        return assembly;
    }

    private void ReadType(TypeDefinition type)
    {
        var user = Outermost(type);
        if (!type.BaseType.IsNil)
            Add(user, user, NameOf(type.BaseType));
        foreach (var implementation in type.GetInterfaceImplementations())
            Add(user, user, NameOf(_metadata.GetInterfaceImplementation(implementation).Interface));
        foreach (var field in type.GetFields())
            AddAll(user, user, seen => _metadata.GetFieldDefinition(field).DecodeSignature(new TypeNames(seen), null));
        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            var name = $"{user}.{_metadata.GetString(method.Name)}";
            AddAll(user, name, seen => method.DecodeSignature(new TypeNames(seen), null));
            if (method.RelativeVirtualAddress != 0)
                ReadBody(user, name, _image.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private void ReadBody(string user, string method, MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
            AddAll(user, method, seen => _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new TypeNames(seen), null));
        var before = ILOpCode.Nop;
        foreach (var (code, token) in Instructions.Read(body.GetILReader()))
        {
            if (token is { } handle)
                AddToken(user, method, handle, before);
            before = code;
        }
    }

    private void AddToken(string user, string method, EntityHandle token, ILOpCode before)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                AddAll(user, method, seen => specification.DecodeSignature(new TypeNames(seen), null));
                AddToken(user, method, specification.Method, before);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)token);
                ImmutableArray<string> parameters = member.GetKind() == MemberReferenceKind.Method ? member.DecodeMethodSignature(_names, null).ParameterTypes : [];
                _uses.Add(new(user, method, NameOf(member.Parent), _metadata.GetString(member.Name), parameters, before));
                break;
            case HandleKind.MethodDefinition:
                var own = _metadata.GetMethodDefinition((MethodDefinitionHandle)token);
                _uses.Add(new(user, method, NameOf(own.GetDeclaringType()), _metadata.GetString(own.Name), own.DecodeSignature(_names, null).ParameterTypes, before));
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)token);
                _uses.Add(new(user, method, NameOf(field.GetDeclaringType()), _metadata.GetString(field.Name), [], before));
                break;
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                Add(user, method, NameOf(token));
                break;
        }
    }

    private void AddAll<T>(string user, string method, Func<List<string>, T> decode)
    {
        var seen = new List<string>();
        decode(seen);
        foreach (var type in seen)
            Add(user, method, type);
    }

    private void Add(string user, string method, string type) => _uses.Add(new(user, method, type, "", [], ILOpCode.Nop));

    private string NameOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => TypeNames.Of(_metadata, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => TypeNames.Of(_metadata, (TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null),
        HandleKind.MethodDefinition => NameOf(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()),
        _ => "",
    };

    private string Outermost(TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return TypeNames.Join(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }
}
