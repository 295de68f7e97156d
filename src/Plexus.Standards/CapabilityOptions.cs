using System.Xml;
using Plexus.Contracts;

namespace Plexus.Standards;

/// <summary>Reads a capability's options by their descriptors: a missing or malformed value is the default.</summary>
internal static class CapabilityOptions
{
    internal static string Text(this CapabilityFact capability, OptionDescriptor option) => capability.Option(option.Name) ?? option.Default;

    internal static bool Flag(this CapabilityFact capability, OptionDescriptor option) =>
        bool.TryParse(capability.Option(option.Name), out var value) ? value : bool.Parse(option.Default);

    internal static string Choice(this CapabilityFact capability, OptionDescriptor option) =>
        capability.Option(option.Name) is { } value && option.Choices.Contains(value) ? value : option.Default;

    internal static TimeSpan Duration(this CapabilityFact capability, OptionDescriptor option) =>
        TryDuration(capability.Option(option.Name), out var value) || TryDuration(option.Default, out value) ? value : TimeSpan.Zero;

    internal static IReadOnlyList<string> List(this CapabilityFact capability, OptionDescriptor option) =>
        capability.Text(option).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Accepts ISO 8601 (<c>PT1H</c>, <c>P5D</c>), not negative.</summary>
    private static bool TryDuration(string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        try
        {
            value = XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }

        return value >= TimeSpan.Zero;
    }
}
