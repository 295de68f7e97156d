using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plexus.Contracts;
using Plexus.Engine.Events;
using Plexus.Primitives;

namespace Plexus.Engine.Patients;

/// <summary>Asks the supplier's own patient index over HTTP: one signed POST, one answer.</summary>
/// <remarks>docs/patients.md describes request and answer. Nothing of either is logged.</remarks>
public sealed class HttpPatientIndex(HttpMessageInvoker http, TimeProvider wallClock)
{
    private const int LargestAnswer = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <exception cref="PatientIndexException">No answer, or none that can be understood: not now, perhaps later.</exception>
    public async Task<PatientAnswer> AskAsync(WebhookTarget target, OdsCode organisation, PatientQuestion question, CancellationToken cancellation)
    {
        if (Webhook.Unsafe(target) is { } problem)
            throw new PatientIndexException(problem.Reason!);
        var body = JsonSerializer.SerializeToUtf8Bytes(Request.Of(organisation, question), Json);
        using var timeout = new CancellationTokenSource(target.Timeout, wallClock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            Webhook.Sign(request, target, wallClock.GetUtcNow(), body);
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(response, either.Token).ConfigureAwait(false),
                HttpStatusCode.NotFound => PatientMatch.NotKnown,
                var status => throw new PatientIndexException($"The supplier's patient index answered with HTTP {((int)status).ToString(CultureInfo.InvariantCulture)}."),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PatientIndexException("The supplier's patient index gave no answer in time.");
        }
        catch (HttpRequestException e)
        {
            throw new PatientIndexException($"The supplier's patient index could not be reached: {e.HttpRequestError}.");
        }
    }

    private static async Task<PatientAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[LargestAnswer + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        try
        {
            // The serialiser's own message may repeat the answer: it is not passed on.
            if (length <= LargestAnswer && JsonSerializer.Deserialize<Reply>(buffer.AsSpan(0, length), Json) is { Standing: { } standing } reply)
                return new PatientAnswer(standing, reply.LocalId, reply.DemographicsAgree, reply.EndedOn, reply.DiedOn);
        }
        catch (JsonException)
        {
        }

        throw new PatientIndexException("The supplier's patient index gave an answer that cannot be understood.");
    }

    private sealed record Request(OdsCode Organisation, NhsNumber? NhsNumber, string? Surname, string? GivenName, DateOnly? BirthDate, string? Gender, string? Postcode)
    {
        internal static Request Of(OdsCode organisation, PatientQuestion q) =>
            new(organisation, q.NhsNumber, q.Surname.Value, q.GivenName.Value, q.BirthDate, q.Gender, q.Postcode.Value);
    }

    private sealed record Reply(PatientStanding? Standing, string? LocalId, bool DemographicsAgree, DateOnly? EndedOn, DateOnly? DiedOn);
}

/// <summary>The patient index could not answer now. The message never holds patient data.</summary>
public sealed class PatientIndexException(string message) : Exception(message);
