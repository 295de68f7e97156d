using Plexus.Fhir.Building;

namespace Plexus.Fhir;

/// <summary>Builds a resource in code.</summary>
/// <example><code>
/// var patient = ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
///     .Set("active", true)
///     .Add("name", name => name.Set("family", "Example").Add("given", "Erin"))
///     .Build();
/// </code></example>
public sealed class ResourceBuilder : Builder<ResourceBuilder>
{
    private ResourceBuilder(FhirModel model, BuildNode node)
        : base(model, node)
    {
    }

    /// <exception cref="FhirBuildException">No concrete resource has this name in this version.</exception>
    public static ResourceBuilder Create(FhirVersion version, string resourceType)
    {
        var model = FhirModel.For(version);
        if (!model.IsResourceType(resourceType))
            throw new FhirBuildException($"{version} has no resource {resourceType}.");

        return new ResourceBuilder(model, new BuildNode(-1, model.FindType(resourceType)) { IsResource = true });
    }

    /// <summary>Starts from a copy of an existing resource, to change some of it.</summary>
    /// <exception cref="FhirBuildException">The element is not a resource.</exception>
    public static ResourceBuilder From(FhirElement resource)
    {
        if (!resource.IsResource)
            throw new FhirBuildException("A resource can only be started from a resource.");

        return new ResourceBuilder(resource.Document!.Model, BuildNode.Copy(resource.Document, resource.Index, -1));
    }

    /// <summary>The finished document. The builder may go on being used for another.</summary>
    public FhirDocument Build() => Node.ToDocument(Model);
}
