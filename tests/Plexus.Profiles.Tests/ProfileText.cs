using System.Text;
using Plexus.Fhir;
using Plexus.Fhir.Packs;

namespace Plexus.Profiles.Tests;

/// <summary>A compiled profile as lines that a person can read.</summary>
internal static class ProfileText
{
    internal static string[] Of(ProfilePack pack, string canonical)
    {
        var profile = pack.Find(canonical).ShouldNotBeNull(canonical);
        return [.. profile.Rows.Select((row, i) => Line(pack, profile, row, PathOf(pack, profile, i)))];
    }

    private static string PathOf(ProfilePack pack, ProfileDefinition profile, int index)
    {
        var row = profile.Rows[index];
        var name = pack.Strings[row.Name] + (row.SliceName == 0 ? "" : ":" + pack.Strings[row.SliceName]);
        return row.Parent < 0 ? name : PathOf(pack, profile, row.Parent) + "." + name;
    }

    private static string Line(ProfilePack pack, ProfileDefinition profile, ProfileRow row, string path)
    {
        var line = new StringBuilder(path).Append(' ').Append(row.Min).Append("..").Append(row.Max < 0 ? "*" : row.Max.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var type in row.Types)
        {
            line.Append(' ').Append(pack.Strings[type.Code]);
            foreach (var url in type.Profiles.Concat(type.Targets))
                line.Append('<').Append(pack.Strings[url]).Append('>');
        }

        if (row.Slicing is { } slicing)
            line.Append(" sliced ").Append(slicing.Rules).Append(string.Concat(slicing.Discriminators.Select(by => $" {by.Kind}({pack.Strings[by.Path]})")));
        if (row.Fixed is { } value)
            line.Append(" fixed").Append(pack.Strings[value.Type]).Append('=').Append(Encoding.UTF8.GetString(value.Json.Span));
        if (row.Binding != BindingStrength.None)
            line.Append(' ').Append(row.Binding).Append('(').Append(pack.Strings[row.ValueSet]).Append(')');
        foreach (var invariant in row.Invariants)
            line.Append(" {").Append(pack.Strings[pack.Invariants[invariant].Key]).Append('}');
        return line.ToString();
    }
}
