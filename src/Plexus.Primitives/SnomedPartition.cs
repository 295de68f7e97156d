namespace Plexus.Primitives;

/// <summary>What a SNOMED CT identifier names.</summary>
public enum SnomedPartition
{
    /// <summary>A concept (partitions 00 and 10).</summary>
    Concept = 0,

    /// <summary>A description of a concept (01 and 11).</summary>
    Description = 1,

    /// <summary>A relationship between concepts (02 and 12).</summary>
    Relationship = 2,
}
