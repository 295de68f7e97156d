using System.Text;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Writes profiles: a directory by canonical, then the rows of each.</summary>
internal static class ProfileSection
{
    internal static byte[] ToSection(IReadOnlyCollection<CompiledProfile> profiles, PackStringTable strings, Dictionary<CompiledInvariant, int> invariants)
    {
        var directory = new PackSectionWriter();
        var bodies = new PackSectionWriter();
        directory.Number(profiles.Count);
        foreach (var profile in profiles)
        {
            var start = bodies.Length;
            bodies.Numbers([.. profile.Contexts.Select(strings.Number)]);
            var rows = profile.Rows();
            bodies.Number(rows.Count);
            for (var i = 0; i < rows.Count; i++)
                WriteRow(bodies, rows[i].Element, i - rows[i].Parent, strings, invariants);

            directory.Number(strings.Number(profile.Url));
            directory.Number(strings.Number(profile.Version));
            directory.Number(strings.Number(profile.Type));
            directory.Number(strings.Number(profile.Base));
            directory.Number((int)profile.Flags);
            directory.Number(bodies.Length - start);
        }

        directory.Bytes(bodies.ToArray());
        return directory.ToArray();
    }

    internal static void AddTexts(CompiledProfile profile, PackStringTable strings)
    {
        strings.Add(profile.Url);
        strings.Add(profile.Version);
        strings.Add(profile.Type);
        strings.Add(profile.Base);
        foreach (var context in profile.Contexts)
            strings.Add(context);
        foreach (var (row, _) in profile.Rows())
        {
            string?[] texts =
            [
                row.Name, row.SliceName, row.ContentReference, row.Fixed?.Type, row.Pattern?.Type,
                row.Binding?.ValueSet, row.Binding?.MaxValueSet, row.MinValue, row.MaxValue,
                .. row.Types.SelectMany(type => type.Profiles.Concat(type.Targets).Append(type.Code)),
                .. row.Slicing?.Discriminators.Select(discriminator => discriminator.Path) ?? [],
            ];
            foreach (var text in texts)
                strings.Add(text);
        }
    }

    private static void WriteRow(PackSectionWriter body, ProfileElement row, int distance, PackStringTable strings, Dictionary<CompiledInvariant, int> invariants)
    {
        var hasLimits = row.MaxLength > 0 || row.MinValue is not null || row.MaxValue is not null;
        var flags = row.Flags
            | (row.SliceName.Length > 0 ? RowFlags.HasSliceName : 0)
            | (row.Types.Count > 0 ? RowFlags.HasTypes : 0)
            | (row.Binding is not null ? RowFlags.HasBinding : 0)
            | (row.Fixed is not null ? RowFlags.HasFixed : 0)
            | (row.Pattern is not null ? RowFlags.HasPattern : 0)
            | (row.Slicing is not null ? RowFlags.HasSlicing : 0)
            | (row.Invariants.Count > 0 ? RowFlags.HasInvariants : 0)
            | (hasLimits ? RowFlags.HasLimits : 0)
            | (row.ContentReference.Length > 0 ? RowFlags.HasContentReference : 0);

        body.Number((int)flags);
        body.Number(distance);
        body.Number(strings.Number(row.Name));
        body.Number(row.Min);
        body.Number(row.Max + 1);
        if ((flags & RowFlags.HasSliceName) != 0)
            body.Number(strings.Number(row.SliceName));
        if ((flags & RowFlags.HasTypes) != 0)
            WriteTypes(body, row, strings);
        if (row.Binding is { } binding)
        {
            body.Byte((byte)binding.Strength);
            body.Number(strings.Number(binding.ValueSet));
            body.Number(strings.Number(binding.MaxValueSet));
        }

        WriteValue(body, row.Fixed, strings);
        WriteValue(body, row.Pattern, strings);
        if (row.Slicing is { } slicing)
            WriteSlicing(body, slicing, strings);
        if ((flags & RowFlags.HasInvariants) != 0)
            body.Numbers([.. row.Invariants.Select(invariant => invariants[invariant])]);
        if (hasLimits)
        {
            body.Number(row.MaxLength);
            body.Number(strings.Number(row.MinValue));
            body.Number(strings.Number(row.MaxValue));
        }

        if ((flags & RowFlags.HasContentReference) != 0)
            body.Number(strings.Number(row.ContentReference));
    }

    private static void WriteTypes(PackSectionWriter body, ProfileElement row, PackStringTable strings)
    {
        body.Number(row.Types.Count);
        foreach (var type in row.Types)
        {
            body.Number(strings.Number(type.Code));
            body.Numbers([.. type.Profiles.Select(strings.Number)]);
            body.Numbers([.. type.Targets.Select(strings.Number)]);
            body.Byte((byte)type.Aggregations);
        }
    }

    private static void WriteSlicing(PackSectionWriter body, CompiledSlicing slicing, PackStringTable strings)
    {
        body.Byte((byte)slicing.Rules);
        body.Byte(slicing.IsOrdered ? (byte)1 : (byte)0);
        body.Number(slicing.Discriminators.Count);
        foreach (var (kind, path) in slicing.Discriminators)
        {
            body.Byte((byte)kind);
            body.Number(strings.Number(path));
        }
    }

    private static void WriteValue(PackSectionWriter body, CompiledValue? value, PackStringTable strings)
    {
        if (value is null)
            return;

        var json = Encoding.UTF8.GetBytes(value.Json);
        body.Number(strings.Number(value.Type));
        body.Number(json.Length);
        body.Bytes(json);
    }
}
