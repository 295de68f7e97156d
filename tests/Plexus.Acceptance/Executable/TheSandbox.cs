using Plexus.Acceptance.Installing;
using Plexus.Mesh;
using Plexus.Primitives;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Executable;

/// <summary><c>plexus sandbox</c> with the files, the folder and the leniency that users of the official sandbox bring.</summary>
public sealed class TheSandbox
{
    private const string Mailboxes =
        """
        {"mailbox_id": "LEEDS01", "mailbox_name": "First of two", "billing_entity": "England", "ods_code": "X26", "org_code": "X26", "org_name": "Somewhere", "password": "secret"}
        {"mailbox_id": "LEEDS02", "mailbox_name": "Second of two", "billing_entity": "England", "ods_code": "X27", "org_code": "X27", "org_name": "Elsewhere", "password": "secret"}
        """;

    private const string Workflows = """{"workflow_id": "PARCEL", "senders": ["LEEDS01"], "receivers": ["LEEDS02"]}""";

    [Fact]
    public async Task Has_the_mailboxes_of_its_file_keeps_messages_in_its_folder_and_is_as_lenient_as_it_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-sandbox-");
        try
        {
            string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
            await File.WriteAllTextAsync(Path("mailboxes.jsonl"), Mailboxes);
            await File.WriteAllTextAsync(Path("workflows.jsonl"), Workflows);
            string[] files = ["--mailboxes", Path("mailboxes.jsonl"), "--workflows", Path("workflows.jsonl"), "--data", Path("data")];
            MeshMessageId kept;
            await using (var strict = await RunningSandbox.StartAsync(files))
            {
                using var sender = Client(strict, "LEEDS01");
                kept = await sender.SendAsync(Parcel("PARCEL"));
                var refusal = await Should.ThrowAsync<MeshException>(() => sender.SendAsync(Parcel("LETTER")));
                refusal.Kind.ShouldBe(MeshErrorKind.WorkflowNotRegistered);
                (await sender.LookUpAsync(OdsCode.Parse("X27"), WorkflowId.Parse("PARCEL"))).ShouldHaveSingleItem().Mailbox.ToWire().ShouldBe("LEEDS02");
            }

            await using (var lenient = await RunningSandbox.StartAsync([.. files, "--permissive"]))
            {
                using var sender = Client(lenient, "LEEDS01");
                using var receiver = Client(lenient, "LEEDS02");
                await sender.SendAsync(Parcel("LETTER"));
                (await receiver.ListInboxAsync(new MeshInboxQuery())).Messages.Count.ShouldBe(2);
                await receiver.AcknowledgeAsync(kept);
                await using var again = await receiver.DownloadAsync(kept);
                again.ShouldBeOfType<MeshData>();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MeshSend Parcel(string workflow) =>
        new() { To = MexTo.Of(MeshMailboxId.Parse("LEEDS02")), Workflow = WorkflowId.Parse(workflow), Payload = MeshPayload.FromBytes("a parcel"u8.ToArray()) };

    private static MeshClient Client(RunningSandbox sandbox, string mailbox) =>
        new(new MeshClientOptions { BaseAddress = sandbox.Url, Credentials = new MeshCredentials(MeshMailboxId.Parse(mailbox), "secret", SandboxDefaults.SharedKey) });
}
