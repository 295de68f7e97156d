using System.Xml;
using Plexus.Primitives;

namespace Plexus.Mesh.Folders;

/// <summary>Sends what lies in <c>out</c>.</summary>
internal sealed class FolderSender(MeshClient client, MeshFolder folder)
{
    /// <summary>How far MESH's clock and ours may differ when a message is recognised by its time.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private DateTimeOffset Now => client.Options.Clock.GetUtcNow();

    internal async Task<MeshFolderEvent> SendAsync(string name, CancellationToken cancellation)
    {
        var begun = folder.ReadNote(name);
        if (begun?.IsSent is { } isSent)
        {
            folder.Complete(name, begun);
            return new MeshFolderEvent(isSent ? MeshFolderOutcome.Sent : MeshFolderOutcome.Failed, name, begun.MessageId, null);
        }

        ControlFile control;
        try
        {
            control = ControlFile.Read(Path.Combine(folder.Out, name + ControlFile.Extension));
        }
        catch (XmlException)
        {
            return SetAside(name);
        }

        try
        {
            var id = await ResolveAsync(name, control, cancellation).ConfigureAwait(false);
            control.Set("DTSId", id.ToWire());
            control.SetStatus(Now, "TRANSFER", isSuccess: true, "00", "Transferred to recipient mailbox");
            folder.Finish(name, NoteOf(name, control) with { MessageId = id }, control, isSent: true);
            return new MeshFolderEvent(MeshFolderOutcome.Sent, name, id, null);
        }
        catch (FolderRefusalException refusal)
        {
            return Fail(name, control, refusal.Step, refusal.Code, refusal.Message);
        }
        catch (ArgumentException wrong)
        {
            return Fail(name, control, "COLLECT", "01", wrong.Message);
        }
        catch (MeshException refusal) when (IsAboutTheMessage(refusal.Kind))
        {
            return Fail(name, control, refusal.Error.Event ?? "SEND", refusal.Error.Code ?? "14", refusal.Kind.ToString());
        }
        catch (Exception failure) when (failure is MeshException or MeshUnreachableException or MeshSendUncertainException or MeshSendInterruptedException
            or MeshPayloadException or IOException or UnauthorizedAccessException)
        {
            return new MeshFolderEvent(MeshFolderOutcome.Waiting, name, null, (failure as MeshException)?.Error.ToString() ?? failure.GetType().Name);
        }
    }

    /// <summary>Sends, or finds out what became of a send that was begun before.</summary>
    private async Task<MeshMessageId> ResolveAsync(string name, ControlFile control, CancellationToken cancellation)
    {
        var note = folder.ReadNote(name);
        if (note is { MessageId: { } done, State: null or { IsComplete: true } })
            return done;

        var data = Path.Combine(folder.Out, name + MeshFolder.Data);
        if (!File.Exists(data))
            throw new FolderRefusalException("COLLECT", "02", "The .dat file is missing.");
        var payload = MeshPayload.FromFile(data);
        if (note?.State is { } state)
            return await client.ResumeSendAsync(state, payload, OptionsFor(name, control, note), cancellation).ConfigureAwait(false);
        if (note is not null && await FindAsync(note, cancellation).ConfigureAwait(false) is { } found)
            return found;
        return await SendAsync(name, control, payload, cancellation).ConfigureAwait(false);
    }

    private async Task<MeshMessageId> SendAsync(string name, ControlFile control, MeshPayload payload, CancellationToken cancellation)
    {
        var note = NoteOf(name, control);
        var message = control.ToMessage(client.Mailbox, payload, note.LocalId);
        var options = OptionsFor(name, control, note);
        if (payload.Length > options.ChunkSize && !control.IsYes("AllowChunking"))
            throw new FolderRefusalException("TRANSFER", "06", "The data is too large for one request, and AllowChunking is not Y.");

        folder.WriteNote(name, note);
        var id = await client.SendAsync(message, options, cancellation).ConfigureAwait(false);
        folder.WriteNote(name, note with { MessageId = id });
        return id;
    }

    private OutgoingNote NoteOf(string name, ControlFile control) => new()
    {
        ControlWrittenAt = folder.ControlWrittenAt(name),
        StartedAt = Now,
        LocalId = control["LocalId"] ?? $"plexus-{client.Options.Nonces():N}",
    };

    private MeshSendOptions OptionsFor(string name, ControlFile control, OutgoingNote note) => new()
    {
        Gzip = control.IsYes("Compress"),
        OnState = (state, _) =>
        {
            folder.WriteNote(name, note with { MessageId = state.MessageId, State = state });
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>The message of a send whose answer was lost: it has our local id, is whole, and is not an older one with the same id.</summary>
    private async Task<MeshMessageId?> FindAsync(OutgoingNote note, CancellationToken cancellation)
    {
        try
        {
            var found = await client.TrackByLocalIdAsync(note.LocalId, cancellation).ConfigureAwait(false);
            var isOurs = found is not null && found.Status != MeshMessageStatus.Uploading && (found.UploadedAt is null || found.UploadedAt >= note.StartedAt - ClockSkew);
            return isOurs ? found!.MessageId : null;
        }
        catch (MeshException several) when (several.Kind == MeshErrorKind.SeveralMatches)
        {
            throw new FolderRefusalException("TRANSFER", "06", "Whether MESH has it is not known: its LocalId was used several times.");
        }
    }

    private MeshFolderEvent Fail(string name, ControlFile control, string step, string code, string description)
    {
        control.SetStatus(Now, step, isSuccess: false, code, description);
        folder.Finish(name, NoteOf(name, control), control, isSent: false);
        return new MeshFolderEvent(MeshFolderOutcome.Failed, name, null, $"{step} {code}: {description}");
    }

    /// <summary>A control file that cannot be read stays as it is, beside a report of why.</summary>
    private MeshFolderEvent SetAside(string name)
    {
        File.Copy(Path.Combine(folder.Out, name + ControlFile.Extension), Path.Combine(folder.Failed, name + ControlFile.Extension + ".unreadable"), overwrite: true);
        return Fail(name, ControlFile.Empty(), "COLLECT", "01", "The .ctl file is not readable.");
    }

    /// <summary>Whether sending the same again tomorrow would be refused again.</summary>
    private static bool IsAboutTheMessage(MeshErrorKind kind) => kind is not
        (MeshErrorKind.NotAuthorised or MeshErrorKind.TokenUsedTwice or MeshErrorKind.UnknownMailbox or MeshErrorKind.InactiveMailbox
        or MeshErrorKind.ServiceFailed or MeshErrorKind.TooManyRequests or MeshErrorKind.UnreadableAnswer);
}
