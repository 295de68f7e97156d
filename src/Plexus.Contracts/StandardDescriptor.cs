using Plexus.Primitives;

namespace Plexus.Contracts;

/// <summary>A standard as a whole: what it is, the roles it can play, and the protocols that play them.</summary>
public interface IStandard
{
    StandardDescriptor Descriptor { get; }

    /// <summary>Every kind of conversation the standard has.</summary>
    IReadOnlyList<IProtocol> Protocols { get; }
}

/// <summary>What <c>plexus standards</c> prints and configuration is checked against.</summary>
/// <param name="Folder">The one folder name used in Standards, Sandbox, Conformance, docs and tests.</param>
/// <param name="CatalogueIds">Ids of the onboarding catalogue.</param>
public sealed record StandardDescriptor(string Folder, string Title, IReadOnlyList<string> CatalogueIds, IReadOnlyList<string> Versions)
{
    public IReadOnlyList<RoleDescriptor> Roles { get; init; } = [];

    public IReadOnlyList<OptionDescriptor> Options { get; init; } = [];

    public IReadOnlyList<OperationDescriptor> Operations { get; init; } = [];
}

/// <param name="Role">Such as <c>receiver</c> or <c>sender</c>.</param>
public sealed record RoleDescriptor(string Role, string Summary)
{
    /// <summary>Arriving messages that this role takes.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>Commands that start a conversation: the protocol kind by command name.</summary>
    public IReadOnlyDictionary<string, string> Commands { get; init; } = new Dictionary<string, string>();
}

/// <summary>Takes messages of a workflow to a protocol; the correlator may hand one to a conversation that already exists.</summary>
public sealed record Route(WorkflowPattern Workflow, string Protocol, ICorrelator? Correlator = null);

/// <param name="Kind"><c>boolean</c>, <c>integer</c>, <c>duration</c>, <c>text</c> or <c>choice</c>.</param>
public sealed record OptionDescriptor(string Name, string Kind, string Default, string Summary)
{
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The smallest whole number it takes; null where there is none.</summary>
    public long? Least { get; init; }

    /// <summary>The largest whole number it takes; null where there is none.</summary>
    public long? Most { get; init; }

    /// <summary>The standard's text leaves it open; shown to users as unconfirmed.</summary>
    public bool Unconfirmed { get; init; }
}

/// <summary>One thing the standard does on the wire, and how far its wire is known.</summary>
public sealed record OperationDescriptor(string Name, Grade Grade, string Source);

public enum Grade
{
    /// <summary>An official artefact or client can stand between the two sides.</summary>
    Verified,

    /// <summary>Public text only.</summary>
    Documented,

    /// <summary>Our reading; configurable and shown as unconfirmed.</summary>
    Inferred,
}
