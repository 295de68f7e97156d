namespace Plexus.Fhir.Packs;

/// <summary>Decodes the body of a profile.</summary>
internal static class ProfileRowReader
{
    internal static (int[] Contexts, ProfileRow[] Rows) Read(ReadOnlyMemory<byte> body)
    {
        var reader = new PackReader(body.Span);
        var contexts = reader.Numbers();
        var rows = new ProfileRow[reader.Number()];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Row(ref reader, i, body);
        return (contexts, rows);
    }

    private static ProfileRow Row(ref PackReader reader, int position, ReadOnlyMemory<byte> body)
    {
        var flags = (RowFlags)reader.Number();
        var row = new ProfileRow
        {
            Flags = flags,
            Parent = position - reader.Number(),
            Name = reader.Number(),
            Min = reader.Number(),
            Max = reader.Number() - 1,
            SliceName = Has(flags, RowFlags.HasSliceName) ? reader.Number() : 0,
            Types = Has(flags, RowFlags.HasTypes) ? Types(ref reader) : [],
            Binding = Has(flags, RowFlags.HasBinding) ? (BindingStrength)reader.Byte() : BindingStrength.None,
            ValueSet = Has(flags, RowFlags.HasBinding) ? reader.Number() : 0,
            MaxValueSet = Has(flags, RowFlags.HasBinding) ? reader.Number() : 0,
            Fixed = Has(flags, RowFlags.HasFixed) ? Value(ref reader, body) : null,
            Pattern = Has(flags, RowFlags.HasPattern) ? Value(ref reader, body) : null,
            Slicing = Has(flags, RowFlags.HasSlicing) ? Slicing(ref reader) : null,
            Invariants = Has(flags, RowFlags.HasInvariants) ? reader.Numbers() : [],
            MaxLength = Has(flags, RowFlags.HasLimits) ? reader.Number() : 0,
            MinValue = Has(flags, RowFlags.HasLimits) ? reader.Number() : 0,
            MaxValue = Has(flags, RowFlags.HasLimits) ? reader.Number() : 0,
            ContentReference = Has(flags, RowFlags.HasContentReference) ? reader.Number() : 0,
        };
        return row;
    }

    private static bool Has(RowFlags flags, RowFlags part) => (flags & part) != 0;

    private static ProfileRowType[] Types(ref PackReader reader)
    {
        var types = new ProfileRowType[reader.Number()];
        for (var i = 0; i < types.Length; i++)
            types[i] = new ProfileRowType(reader.Number(), reader.Numbers(), reader.Numbers(), (Aggregations)reader.Byte());
        return types;
    }

    private static ProfileValue Value(ref PackReader reader, ReadOnlyMemory<byte> body)
    {
        var type = reader.Number();
        var length = reader.Number();
        var value = new ProfileValue(type, body.Slice(reader.Position, length));
        reader.Bytes(length);
        return value;
    }

    private static ProfileSlicing Slicing(ref PackReader reader)
    {
        var rules = (SlicingRules)reader.Byte();
        var isOrdered = reader.Byte() != 0;
        var discriminators = new (DiscriminatorKind, int)[reader.Number()];
        for (var i = 0; i < discriminators.Length; i++)
            discriminators[i] = ((DiscriminatorKind)reader.Byte(), reader.Number());
        return new ProfileSlicing(rules, isOrdered, discriminators);
    }
}
