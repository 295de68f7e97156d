using System.CommandLine;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

internal static class LookupVerb
{
    public static Command Create()
    {
        var workflow = Values.Argument<WorkflowId>("workflow", "The workflow's id.");
        var organisation = Values.Optional<OdsCode>("--ods", "Only mailboxes of this organisation.");
        return MeshVerb.With(new Command("lookup", "Finds the mailboxes that take a workflow.") { workflow, organisation }, async (client, result, cancellation) =>
        {
            var wanted = result.GetRequiredValue(workflow);
            var found = result.GetValue(organisation) is { } ods
                ? await client.LookUpAsync(ods, wanted, cancellation)
                : await client.SearchWorkflowAsync(wanted, cancellation);
            var document = new { ok = found.Count > 0, workflow = wanted, mailboxes = found.Select(endpoint => new { id = endpoint.Mailbox, name = endpoint.Name }) };
            return found.Count > 0
                ? MeshAnswerToUser.Yes(document, [.. found.Select(endpoint => $"{endpoint.Mailbox}  {endpoint.Name}")])
                : MeshAnswerToUser.No(document, "No mailbox takes this workflow there.");
        });
    }
}
