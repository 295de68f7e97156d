using System.Text;
using Plexus.Fhir.Paths;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>What holds for a code whatever value set it is for: the grammar of its system, and the display that its system gives it.</summary>
internal static class CodeSystems
{
    private const int LongestUnit = 200;

    private static ReadOnlySpan<byte> Snomed => "http://snomed.info/sct"u8;

    private static ReadOnlySpan<byte> Units => "http://unitsofmeasure.org"u8;

    private static ReadOnlySpan<byte> Languages => "urn:ietf:bcp:47"u8;

    private static ReadOnlySpan<byte> MediaTypes => "urn:ietf:bcp:13"u8;

    /// <summary>A Coding, or a Quantity, whose code is a unit.</summary>
    internal static void Check(ProfileRun run, int node)
    {
        var code = run.Document.FirstChild(node, run.Names.Code);
        if (code < 0 || !run.Document.Nodes[code].HasValue)
            return;

        var system = CodedElements.Text(run, node, run.Names.System);
        var text = run.Document.Value(code);
        if (system.SequenceEqual(Snomed))
        {
            if (!SnomedIdentifier.IsValid(text))
                run.Report(FhirSeverity.Error, ProfileRules.SnomedCode, code, null);
        }
        else if (system.SequenceEqual(Units))
        {
            if (!IsUnit(run, text))
                run.Report(FhirSeverity.Warning, ProfileRules.UnitCode, code, null);
        }
        else if (system.SequenceEqual(Languages))
        {
            if (!CodeGrammars.IsLanguageTag(text))
                run.Report(FhirSeverity.Error, ProfileRules.LanguageCode, code, null);
        }
        else if (system.SequenceEqual(MediaTypes))
        {
            if (!CodeGrammars.IsMediaType(text))
                run.Report(FhirSeverity.Error, ProfileRules.MediaTypeCode, code, null);
        }
        else if (run.Options.CheckDisplays)
        {
            CheckDisplay(run, node, system, text);
        }
    }

    private static bool IsUnit(ProfileRun run, ReadOnlySpan<byte> code)
    {
        if (run.Library.Units.TryGetValue(code, out var known))
            return known;

        var text = code.Length <= LongestUnit ? Encoding.UTF8.GetString(code) : "";
        var isUnit = UcumUnit.IsScaleOfTemperature(text) || new UcumParser(text).Parse() is not null;
        run.Library.Units.TryAdd(code, isUnit);
        return isUnit;
    }

    private static void CheckDisplay(ProfileRun run, int coding, ReadOnlySpan<byte> system, ReadOnlySpan<byte> code)
    {
        var display = run.Document.FirstChild(coding, run.Names.Display);
        if (display < 0 || !run.Document.Nodes[display].HasValue || run.Library.FindDisplay(system, code) is not { Length: > 0 } published)
            return;

        var stated = run.Document.Value(display);
        if (stated.SequenceEqual(Encoding.UTF8.GetBytes(published)) || Fold(Encoding.UTF8.GetString(stated)) == Fold(published))
            return;

        run.ReportOnce(FhirSeverity.Warning, ProfileRules.Display, display, null, $"{published} ({Encoding.UTF8.GetString(code)} of {Encoding.UTF8.GetString(system)})");
    }

    /// <summary>Case and white space make no other display.</summary>
    private static string Fold(string display) =>
        string.Join(' ', display.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
