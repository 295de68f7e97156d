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
            ? bundle.Elements("entry").All(entry => entry["request"].Exists == mayHave)
            : mayHave || !AnyEntryHas(bundle, "request");
    }

    internal static bool ResponsesFit(FhirElement bundle)
    {
        if (bundle.Document!.Version != FhirVersion.R4)
            return IsType(bundle, "batch-response", "transaction-response") || !AnyEntryHas(bundle, "response");

        var mayHave = IsType(bundle, "batch-response", "transaction-response", "history");
        return bundle.Elements("entry").All(entry => entry["response"].Exists == mayHave);
    }

    internal static bool FullUrlsAreDistinct(FhirElement bundle)
    {
        if (bundle.Document!.Version == FhirVersion.R4 && IsType(bundle, "history"))
            return true;

        var seen = new HashSet<(string, string?)>();
        foreach (var entry in bundle.Elements("entry"))
        {
            if (entry["fullUrl"].Value is { } fullUrl && !seen.Add((fullUrl, entry["resource"]["meta"]["versionId"].Value)))
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
            var (fullUrl, resource) = (entry["fullUrl"].Value, entry["resource"]);
            if (!resource.Exists)
                continue;

            if (fullUrl is null && options.WarnOfMissingFullUrls && !IsType(bundle, "batch", "transaction", "batch-response", "transaction-response"))
                run.Report(FhirSeverity.Warning, ValidationRules.NoFullUrl, entry.Index);
            if (fullUrl is not null && IsAddressOfAnother(fullUrl, resource["id"].Value))
                run.Error(ValidationRules.FullUrlId, entry.Index);
        }
    }

    private static bool IsAddressOfAnother(string fullUrl, string? id) =>
        id is not null && fullUrl.StartsWith("http", StringComparison.Ordinal) && !fullUrl.EndsWith("/" + id, StringComparison.Ordinal);

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
