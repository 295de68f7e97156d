using System.Runtime.InteropServices;

namespace Plexus.Fhir.Documents;

/// <summary>One element of a document, in depth-first order: the descendants of a node are the nodes up to <see cref="End"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Node
{
    /// <summary>The property under which the node stands in its parent; -1 for the root.</summary>
    internal int Property;

    /// <summary>-1 for the root.</summary>
    internal int Parent;

    /// <summary>Index behind the last descendant: the next sibling, when the parent has one.</summary>
    internal int End;
    internal int ValueOffset;
    internal int ValueLength;
    internal int Line;
    internal int Column;
    internal ushort Type;
    internal NodeFlags Flags;

    internal readonly bool HasValue => (Flags & NodeFlags.HasValue) != 0;

    internal readonly bool IsResource => (Flags & NodeFlags.Resource) != 0;
}

[Flags]
internal enum NodeFlags : ushort
{
    None = 0,
    HasValue = 1,
    Resource = 2,

    /// <summary>Only while reading JSON: children that belong to the primitive whose index is the value offset.</summary>
    Detached = 4,
}
