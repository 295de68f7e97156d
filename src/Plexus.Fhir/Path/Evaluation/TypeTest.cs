using Plexus.Fhir.Model;

namespace Plexus.Fhir.Paths;

/// <summary>A type named in an expression: of FHIR, of System, or (<c>Quantity</c>) of both.</summary>
internal sealed class TypeTest
{
    private static readonly string[] SystemTypes = ["Any", "Boolean", "Integer", "Long", "Decimal", "String", "Date", "DateTime", "Time", "Quantity"];

    /// <summary>Names that in some versions are profiles of Quantity rather than types.</summary>
    private static readonly string[] QuantityProfiles = ["SimpleQuantity", "Age", "Count", "Distance", "Duration", "Money", "MoneyQuantity"];

    private readonly FhirModel _model;
    private readonly string? _systemName;

    private TypeTest(FhirModel model, int fhirType, string? systemName)
    {
        _model = model;
        FhirType = fhirType;
        _systemName = systemName;
    }

    /// <summary>-1 when the name is one of System only.</summary>
    internal int FhirType { get; }

    /// <exception cref="PathFault">Neither FHIR nor System has such a type.</exception>
    internal static TypeTest Resolve(FhirModel model, TypeName name)
    {
        var fhirType = name.Namespace is null or "FHIR" ? FhirTypeOf(model, name.Name) : -1;
        var systemName = name.Namespace is null or "System" && SystemTypes.Contains(name.Name) ? name.Name : null;
        if (fhirType < 0 && systemName is null)
            throw new PathFault(FhirPathErrorKind.UnknownType, "No type of this name exists.", name.Position);

        return new TypeTest(model, fhirType, systemName);
    }

    private static int FhirTypeOf(FhirModel model, string name)
    {
        var type = name.Contains('.', StringComparison.Ordinal) ? -1 : model.FindType(name);
        return type < 0 && QuantityProfiles.Contains(name) ? model.FindType("Quantity") : type;
    }

    /// <summary>The operator <c>is</c>: the type or one derived from it.</summary>
    internal bool Is(in FhirPathValue item)
    {
        if (!item.IsElement)
            return IsSystem(item.Kind);

        var type = item.Document.Nodes[item.Index].Type;
        return (FhirType >= 0 && _model.IsA(type, FhirType)) || (_systemName is "String" or "Any" && IsSystemElement(item));
    }

    /// <summary>The operator <c>as</c>: like <c>is</c>, but a primitive must have exactly the type, and turns into a System type asked for.</summary>
    internal bool TryCast(in FhirPathValue item, out FhirPathValue result)
    {
        result = item;
        if (!item.IsElement)
            return IsSystem(item.Kind);

        var type = item.Document.Nodes[item.Index].Type;
        var kind = _model.Types[type].Primitive;
        if (FhirType >= 0)
            return _model.Types[FhirType].Primitive == PrimitiveKind.None ? _model.IsA(type, FhirType) : type == FhirType;
        return kind != PrimitiveKind.None && Primitives.TrySystem(item, out result) && IsSystem(result.Kind);
    }

    private bool IsSystem(FhirPathKind kind) => _systemName switch
    {
        null => false,
        "Any" => true,
        _ => kind.ToString() == _systemName,
    };

    /// <summary>R4 declares ids and the url of extensions as System.String.</summary>
    internal static bool IsSystemElement(in FhirPathValue item)
    {
        var document = item.Document;
        if (document.Version != FhirVersion.R4 || document.Nodes[item.Index].Property is not (>= 0 and var number))
            return false;

        ref var property = ref document.Model.Properties[number];
        return document.Model.Names[property.NameId] switch
        {
            "id" => true,
            "url" => property.Owner == document.Model.ExtensionType,
            _ => false,
        };
    }
}
