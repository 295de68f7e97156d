namespace Plexus.Fhir.Validation;

/// <summary>What the type of a Bundle demands of it and of its entries.</summary>
internal static class BundleRules
{
    internal static bool TotalFits(FhirElement bundle) => !bundle["total"].Exists || IsType(bundle, "searchset", "history");

    internal static bool SearchFits(FhirElement bundle) => IsType(bundle, "searchset") || !AnyEntryHas(bundle, "search");

    /// <summary>From R4 on a batch, transaction or history must have requests; before it only they may.</summary>
    internal static bool RequestsFit(FhirElement bundle)
    {
        var mayHave = IsType(bundle, "batch", "transaction", "history");
        return bundle.Document!.Version == FhirVersion.R4
            ? AllEntriesHave(bundle, "request", mayHave)
            : mayHave || !AnyEntryHas(bundle, "request");
    }

    internal static bool ResponsesFit(FhirElement bundle)
    {
        if (bundle.Document!.Version != FhirVersion.R4)
            return IsType(bundle, "batch-response", "transaction-response") || !AnyEntryHas(bundle, "response");

        var mayHave = IsType(bundle, "batch-response", "transaction-response", "history");
        return AllEntriesHave(bundle, "response", mayHave);
    }

    internal static bool FullUrlsAreDistinct(FhirElement bundle)
    {
        if (bundle.Document!.Version == FhirVersion.R4 && IsType(bundle, "history"))
            return true;

        var document = bundle.Document!;
        using var seen = new DistinctTexts(document);
        foreach (var entry in bundle.Elements("entry"))
        {
            var fullUrl = entry["fullUrl"];
            var version = entry["resource"]["meta"]["versionId"];
            if (fullUrl.HasValue && !seen.Add(fullUrl.Index, version.HasValue ? version.Index : -1))
                return false;
        }

        return true;
    }

    internal static bool FullUrlHasNoVersion(FhirElement entry) => entry["fullUrl"].Utf8Value.IndexOf("/_history/"u8) < 0;

    internal static bool DocumentHasIdentifier(FhirElement bundle) =>
        !IsType(bundle, "document") || (bundle["identifier"]["system"].Exists && bundle["identifier"]["value"].Exists);

    internal static bool DocumentHasTimestamp(FhirElement bundle) => !IsType(bundle, "document") || bundle["timestamp"].HasValue;

    /// <summary>Rules that the prose of every version has, and the invariants of some.</summary>
    internal static void Check(ValidationRun run, FhirElement bundle, FhirValidatorOptions options)
    {
        var demanded = IsType(bundle, "document") ? "Composition" : IsType(bundle, "message") ? "MessageHeader" : null;
        if (demanded is not null && bundle["entry"]["resource"].TypeName != demanded)
            run.Error(ValidationRules.FirstEntry, bundle.Index, demanded);

        foreach (var entry in bundle.Elements("entry"))
        {
            var (fullUrl, resource) = (entry["fullUrl"], entry["resource"]);
            if (!resource.Exists)
                continue;

            if (!fullUrl.HasValue && options.WarnOfMissingFullUrls && !IsType(bundle, "batch", "transaction", "batch-response", "transaction-response"))
                run.Report(FhirSeverity.Warning, ValidationRules.NoFullUrl, entry.Index);
            if (fullUrl.HasValue && IsAddressOfAnother(fullUrl.Utf8Value, resource["id"]))
                run.Error(ValidationRules.FullUrlId, entry.Index);
        }
    }

    private static bool IsAddressOfAnother(ReadOnlySpan<byte> fullUrl, FhirElement id) =>
        id.HasValue && fullUrl.StartsWith("http"u8) && !(fullUrl.EndsWith(id.Utf8Value) && fullUrl[..^id.Utf8Value.Length].EndsWith("/"u8));

    private static bool AllEntriesHave(FhirElement bundle, string name, bool isThere)
    {
        foreach (var entry in bundle.Elements("entry"))
        {
            if (entry[name].Exists != isThere)
                return false;
        }

        return true;
    }

    private static bool AnyEntryHas(FhirElement bundle, string name)
    {
        foreach (var entry in bundle.Elements("entry"))
        {
            if (entry[name].Exists)
                return true;
        }

        return false;
    }

    private static bool IsType(FhirElement bundle, params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (bundle["type"].ValueEquals(type))
                return true;
        }

        return false;
    }
}
