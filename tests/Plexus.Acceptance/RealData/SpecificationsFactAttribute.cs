namespace Plexus.Acceptance.RealData;

/// <summary>A test over published samples, which lie beside the checkout and not in it: skipped with its reason where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SpecificationsFactAttribute : FactAttribute
{
    public SpecificationsFactAttribute() => Skip = Directory.Exists(Folder) ? null : "The published samples (../shared/specs) are not beside this checkout.";

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared", "specs"));
}
