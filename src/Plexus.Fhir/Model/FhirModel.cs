using Plexus.Fhir.Documents;
using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir;

/// <summary>The types, elements and rules of one FHIR version, read once from the definitions embedded in this library.</summary>
/// <remarks>Immutable and safe to share; the first use of a version loads it in some tens of milliseconds.</remarks>
public sealed class FhirModel
{
    private static readonly Lazy<FhirModel>[] Loaded =
        [.. Enum.GetValues<FhirVersion>().Select(version => new Lazy<FhirModel>(() => ModelLoader.Load(version)))];

    private readonly PropertyIndex _propertyIndex;

    internal FhirModel(FhirVersion version, PackStrings strings, ModelContent content)
    {
        Version = version;
        Strings = strings;
        Names = content.Names;
        Types = content.Types;
        Elements = content.Elements;
        Properties = content.Properties;
        Invariants = content.Invariants;
        CodeSets = content.CodeSets;
        TypeByName = content.TypeByName;
        _propertyIndex = new PropertyIndex(content.Properties);
        LongestType = content.Types.Max(type => type.ElementCount);
        ResourceType = FindType("Resource");
        ReferenceType = FindType("Reference");
        ExtensionType = FindType("Extension");
        XmlNames = new XmlNames(content.Names);
        DocumentNames = new DocumentNames(this);
        ReferenceTargets = new string[]?[content.Properties.Length];
    }

    public FhirVersion Version { get; }

    internal PackStrings Strings { get; }

    internal NameIndex Names { get; }

    internal TypeDef[] Types { get; }

    internal ElementDef[] Elements { get; }

    internal PropertyDef[] Properties { get; }

    internal InvariantDef[] Invariants { get; }

    /// <summary>The value sets of required bindings.</summary>
    internal CodeSets CodeSets { get; }

    /// <summary>Type number by name number; -1 where a name is not a type.</summary>
    internal int[] TypeByName { get; }

    /// <summary>Elements of the type that has most.</summary>
    internal int LongestType { get; }

    internal int ResourceType { get; }

    internal int ReferenceType { get; }

    internal int ExtensionType { get; }

    internal XmlNames XmlNames { get; }

    internal DocumentNames DocumentNames { get; }

    /// <summary>The types that a property of type Reference may lead to, filled as they are met; empty where any may be.</summary>
    internal string[]?[] ReferenceTargets { get; }

    /// <summary>The model of a version.</summary>
    public static FhirModel For(FhirVersion version) => Loaded[(int)version].Value;

    /// <summary>Whether a concrete resource of this name exists in this version.</summary>
    public bool IsResourceType(string name) => FindType(name) is var type and >= 0 && IsConcreteResource(type);

    internal bool IsConcreteResource(int type) => Types[type].Kind == TypeKind.Resource && !Types[type].IsAbstract;

    /// <summary>The number of a type, or -1.</summary>
    internal int FindType(ReadOnlySpan<char> name) => Names.Find(name) is var id and >= 0 ? TypeByName[id] : -1;

    internal int FindType(ReadOnlySpan<byte> name) => Names.Find(name) is var id and >= 0 ? TypeByName[id] : -1;

    /// <summary>The property of a type by its name on the wire, or -1.</summary>
    internal int FindProperty(int type, int nameId) => _propertyIndex.Find(type, nameId);

    internal string TypeName(int type) => Names[Types[type].NameId];

    /// <summary>Whether a type is another or derives from it.</summary>
    internal bool IsA(int type, int ancestor)
    {
        for (; type >= 0; type = Types[type].Base)
        {
            if (type == ancestor)
                return true;
        }

        return false;
    }
}
