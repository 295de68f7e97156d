using System.CommandLine;
using Plexus.Mesh;

namespace Plexus.Cli.Mesh;

internal static class InboxVerb
{
    public static Command Create()
    {
        var filter = new Option<MeshWorkflowFilter?>("--filter")
        {
            Description = "Only some workflows: X, X*, *X*, each with or without a leading !.",
            CustomParser = argument =>
            {
                try
                {
                    return MeshWorkflowFilter.Parse(argument.Tokens[^1].Value);
                }
                catch (FormatException wrong)
                {
                    argument.AddError($"--filter: {wrong.Message}");
                    return null;
                }
            },
        };
        return MeshVerb.With(new Command("inbox", "Lists the messages waiting, oldest first.") { filter }, async (client, result, cancellation) =>
        {
            var ids = await client.EnumerateInboxAsync(new MeshInboxQuery { Filter = result.GetValue(filter) }, cancellation).ToListAsync(cancellation);
            return MeshAnswerToUser.Yes(new { ok = true, mailbox = client.Mailbox, count = ids.Count, messages = ids }, [.. ids.Select(id => id.ToWire())]);
        });
    }
}
