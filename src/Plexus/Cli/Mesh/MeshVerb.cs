using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plexus.Mesh;

namespace Plexus.Cli.Mesh;

/// <summary>What the verbs share: one result, printed for people or as one JSON document, and what MESH's failures mean to the caller.</summary>
internal static class MeshVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Makes a command of a verb.</summary>
    /// <param name="verb">The command with its own options; those of the connection are added.</param>
    /// <param name="act">Does the work with the open mailbox.</param>
    /// <param name="largest">The verb's option for what may come out of a compressed message, if it downloads.</param>
    public static Command With(Command verb, Func<MeshClient, ParseResult, CancellationToken, Task<MeshAnswerToUser>> act, Option<long>? largest = null)
    {
        var connection = MeshConnection.AddTo(verb);
        verb.SetAction(async (result, cancellation) =>
        {
            using var client = connection.Open(result, largest);
            var answer = await ExplainAsync(() => act(client, result, cancellation)).ConfigureAwait(false);
            await PrintAsync(answer, result).ConfigureAwait(false);
            return answer.ExitCode;
        });
        return verb;
    }

    public static string ToJson(object document) => JsonSerializer.Serialize(document, Json);

    private static async Task<MeshAnswerToUser> ExplainAsync(Func<Task<MeshAnswerToUser>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (MeshException refusal)
        {
            // A refusal is MESH's "no"; a failing service, or an answer nobody understands, is not an answer.
            var isNo = refusal.Kind is not (MeshErrorKind.ServiceFailed or MeshErrorKind.TooManyRequests or MeshErrorKind.UnreadableAnswer or MeshErrorKind.DecompressedTooLarge);
            return new(isNo ? ExitCode.No : ExitCode.Failed, new { ok = false, outcome = isNo ? "refused" : "failed", error = Describe(refusal.Error) }, [])
            {
                Complaint = refusal.Message + (refusal.Kind == MeshErrorKind.DecompressedTooLarge ? " --largest allows more." : ""),
            };
        }
        catch (MeshSendUncertainException uncertain)
        {
            return new(ExitCode.Failed, new { ok = false, outcome = "uncertain", mayHaveBeenDelivered = uncertain.MayHaveBeenDelivered, error = uncertain.Error is null ? null : Describe(uncertain.Error) }, [])
            {
                Complaint = uncertain.Message + (uncertain.MayHaveBeenDelivered ? " Track it by its local id before sending it again." : " It was to go in chunks, so nobody can see it: send it again."),
            };
        }
        catch (Exception failure) when (failure is MeshUnreachableException or MeshPayloadException)
        {
            return new(ExitCode.Failed, new { ok = false, outcome = failure is MeshUnreachableException ? "unreachable" : "unreadable" }, []) { Complaint = failure.Message };
        }
    }

    private static object Describe(MeshError error) => new
    {
        status = (int)error.Status,
        kind = error.Kind,
        @event = error.Event,
        code = error.Code,
        fields = error.Fields.Count == 0 ? null : error.Fields.Select(field => field.Place),
    };

    private static async Task PrintAsync(MeshAnswerToUser answer, ParseResult result)
    {
        var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        if (answer.Complaint is not null)
            await error.WriteLineAsync($"plexus: {answer.Complaint}").ConfigureAwait(false);
        if (result.GetValue(CommonOptions.Json))
            await output.WriteLineAsync(ToJson(answer.Document)).ConfigureAwait(false);
        else
            foreach (var line in answer.Lines)
                await output.WriteLineAsync(line).ConfigureAwait(false);
    }
}

/// <summary>What a verb says.</summary>
/// <param name="ExitCode">Yes, no, or failed.</param>
/// <param name="Document">The JSON document.</param>
/// <param name="Lines">The same for people.</param>
internal sealed record MeshAnswerToUser(int ExitCode, object Document, IReadOnlyList<string> Lines)
{
    /// <summary>What goes to standard error.</summary>
    public string? Complaint { get; init; }

    public static MeshAnswerToUser Yes(object document, params IReadOnlyList<string> lines) => new(Cli.ExitCode.Yes, document, lines);

    public static MeshAnswerToUser No(object document, string complaint) => new(Cli.ExitCode.No, document, []) { Complaint = complaint };
}
