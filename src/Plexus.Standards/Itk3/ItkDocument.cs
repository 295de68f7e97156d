using Plexus.Fhir;

namespace Plexus.Standards.Itk3;

/// <summary>A document bundle opened: its Composition and what that refers to.</summary>
/// <remarks>ITK-Document-Bundle-1, CareConnect-Composition-1. Reading never fails: what is missing is empty, and the rules of the payload judge it.</remarks>
internal sealed class ItkDocument
{
    internal required FhirElement Bundle { get; init; }

    internal required BundleIndex Index { get; init; }

    /// <summary>The first entry's Composition; nothing when the first entry is something else.</summary>
    internal required FhirElement Composition { get; init; }

    internal required FhirElement Patient { get; init; }

    internal required IReadOnlyList<ItkAttachment> Attachments { get; init; }

    /// <summary>The first section entry that points at nothing in the bundle.</summary>
    internal FhirElement DanglingReference { get; init; }

    internal string? Identifier => Bundle["identifier"]["value"].Value?.Trim();

    internal string Title => Composition["title"].Value?.Trim() ?? "";

    internal FhirElement TypeCoding => SnomedCoding(Composition["type"]);

    internal string TypeCode => TypeCoding["code"].Value ?? "";

    internal string TypeText =>
        TypeCoding["display"].Value ?? Composition["type"]["text"].Value ?? "";

    internal string Confidentiality => Composition["confidentiality"].Value ?? "";

    internal FhirElement Custodian => Index.Resolve(Composition["custodian"]);

    /// <summary>Opens the bundle; every Binary counts as an attachment, those that sections name first and in their order.</summary>
    internal static ItkDocument Read(FhirElement bundle)
    {
        var index = BundleIndex.Of(bundle);
        var first = bundle["entry"]["resource"];
        var composition = first.TypeName == "Composition" ? first : default;
        var attachments = new List<ItkAttachment>();
        var seen = new HashSet<FhirElement>();
        FhirElement dangling = default;
        Collect(composition, index, seen, attachments, ref dangling);
        foreach (var entry in bundle.Elements("entry"))
        {
            if (entry["resource"] is { TypeName: "Binary" } binary && seen.Add(binary))
                attachments.Add(new ItkAttachment(binary, null));
        }

        return new ItkDocument
        {
            Bundle = bundle,
            Index = index,
            Composition = composition,
            Patient = index.Resolve(composition["subject"]),
            Attachments = attachments,
            DanglingReference = dangling,
        };
    }

    /// <summary>Keys that a replacement may name this document by: the bundle's identifier first, then its id and those of the Composition.</summary>
    internal IReadOnlyList<string> Keys(string sender)
    {
        var keys = new List<string>(4);
        Add(Identifier);
        Add(Composition["identifier"]["value"].Value);
        Add(Bundle["id"].Value);
        Add(Composition["id"].Value);
        return keys;

        void Add(string? id)
        {
            if (!string.IsNullOrWhiteSpace(id) && KeyOf(id, sender) is var key && !keys.Contains(key))
                keys.Add(key);
        }
    }

    /// <summary>What this document replaces, as a key; null when it replaces nothing.</summary>
    internal string? ReplacesKey(string sender)
    {
        foreach (var relation in Composition.Elements("relatesTo"))
        {
            if (!relation["code"].ValueEquals("replaces"))
                continue;
            var target = relation["targetIdentifier"]["value"].Value ?? relation["targetReference"]["reference"].Value ?? relation["targetReference"]["identifier"]["value"].Value;
            return string.IsNullOrWhiteSpace(target) ? "" : KeyOf(target, sender);
        }

        return null;
    }

    /// <summary>The version: <c>Bundle.meta.versionId</c>, else the number behind the word "version" in the title or the subject line.</summary>
    internal string? Version(string subject) =>
        Bundle["meta"]["versionId"].Value ?? VersionIn(Title) ?? VersionIn(subject);

    internal string AuthorText()
    {
        foreach (var author in Composition.Elements("author"))
        {
            var resource = Index.Resolve(author);
            var name = resource.TypeName == "Organization" ? resource["name"].Value : ItkPatient.NameText(resource);
            if (!string.IsNullOrWhiteSpace(name))
                return name;
        }

        return "";
    }

    // A UUID is unique in the world; anything else only within its sender.
    private static string KeyOf(string id, string sender)
    {
        var bare = Itk3Id.Normalise(id);
        return Itk3Id.IsUuid(bare) ? bare : $"{sender}|{bare}";
    }

    private static string? VersionIn(string text)
    {
        const string Word = "version";
        var at = text.LastIndexOf(Word, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var rest = text.AsSpan(at + Word.Length).TrimStart(" :");
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        var number = digits < 0 ? rest : rest[..digits];
        return number.Length is > 0 and < 6 ? number.ToString() : null;
    }

    private static FhirElement SnomedCoding(FhirElement concept)
    {
        foreach (var coding in concept.Elements("coding"))
        {
            if (coding["system"].ValueEquals(Itk3Wire.SnomedSystem))
                return coding;
        }

        return concept["coding"];
    }

    private static void Collect(FhirElement parent, BundleIndex index, HashSet<FhirElement> seen, List<ItkAttachment> attachments, ref FhirElement dangling)
    {
        foreach (var section in parent.Elements("section"))
        {
            foreach (var entry in section.Elements("entry"))
            {
                var target = index.Resolve(entry);
                if (!target.Exists && !dangling.Exists && entry["reference"].Exists)
                    dangling = entry;
                if (target.TypeName == "Binary" && seen.Add(target))
                    attachments.Add(new ItkAttachment(target, section["title"].Value));
            }

            Collect(section, index, seen, attachments, ref dangling);
        }
    }
}
