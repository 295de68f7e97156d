namespace SupplierSystem;

/// <param name="Keys">The signing keys in force: <c>--key</c>, and <c>--next-key</c> while they change over.</param>
/// <param name="Gateway">Where messages are fetched: <c>--gateway</c>.</param>
/// <param name="Folder">Where events are kept: <c>--folder</c>.</param>
/// <param name="Patients">A JSON file of this system's patients: <c>--patients</c>.</param>
/// <param name="Refuse">Refuses every event: <c>--refuse true</c>.</param>
/// <param name="Pull">The organisation whose events are fetched as well: <c>--pull A99901</c>.</param>
public sealed record SupplierOptions(IReadOnlyList<string> Keys, Uri Gateway, string Folder, string? Patients, bool Refuse, string? Pull)
{
    /// <exception cref="InvalidOperationException">No key: without one nobody could be told from us. Or what is to be pulled is no organisation's code.</exception>
    public static SupplierOptions Read(IConfiguration configuration)
    {
        string?[] keys = [configuration["key"], configuration["next-key"]];
        if (string.IsNullOrEmpty(keys[0]))
            throw new InvalidOperationException("Name the signing key with --key; it is the one that plexus config apply was given for the webhook.");
        if (configuration["pull"] is { } pull && (pull.Length == 0 || !pull.All(char.IsAsciiLetterOrDigit)))
            throw new InvalidOperationException("Name the organisation to fetch events of with its ODS code: --pull A99901.");
        return new SupplierOptions(
            [.. keys.OfType<string>()],
            new Uri(configuration["gateway"] ?? "http://127.0.0.1:8080"),
            configuration["folder"] ?? "received",
            configuration["patients"],
            configuration.GetValue("refuse", false),
            configuration["pull"]?.ToUpperInvariant());
    }
}
