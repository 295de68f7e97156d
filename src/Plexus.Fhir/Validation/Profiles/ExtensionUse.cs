using System.Text;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Holds each extension to its definition, wherever it stands.</summary>
internal static class ExtensionUse
{
    internal static void Check(ProfileRun run, int node)
    {
        var url = run.Document.FirstChild(node, run.Names.Url);
        if (url < 0 || !run.Document.Nodes[url].HasValue)
            return;

        var text = run.Document.Value(url);
        if (text.IndexOf((byte)':') < 0)
        {
            // The parts of an extension have names that only its definition gives.
            if (run.Document.Nodes[run.Document.Nodes[node].Parent].Type != run.Model.ExtensionType)
                run.Report(FhirSeverity.Error, ProfileRules.RelativeUrl, node, null);
            return;
        }

        var isModifier = run.Model.Properties[run.Document.Nodes[node].Property].BaseNameId == run.Names.ModifierExtension;
        if (run.Library.Find(text) is not { } profile)
        {
            if (isModifier)
                run.Report(FhirSeverity.Error, ProfileRules.UnknownModifier, node, null, Encoding.UTF8.GetString(text));
            else if (run.Options.ReportUnknownExtensions)
                run.ReportOnce(FhirSeverity.Information, ProfileRules.UnknownExtension, node, null, Encoding.UTF8.GetString(text));
            return;
        }

        if (profile.IsModifier && !isModifier)
            run.Report(FhirSeverity.Error, ProfileRules.MustBeModifier, node, profile.Root, profile.Name);
        if (isModifier && !profile.IsModifier)
            run.Report(FhirSeverity.Error, ProfileRules.NotModifier, node, profile.Root, profile.Name);
        if (run.Options.CheckExtensionContexts && !run.IsPlaced(node) && !ExtensionContexts.Allow(run, node, profile.Contexts))
            run.ReportOnce(FhirSeverity.Warning, ProfileRules.Misplaced, node, profile.Root, profile.Name);
        run.Apply(node, profile);
    }
}
