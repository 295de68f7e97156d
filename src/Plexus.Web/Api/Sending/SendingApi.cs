using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Contracts;
using Plexus.Standards.SendDocument;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Sending;

/// <summary>Sends documents.</summary>
internal static class SendingApi
{
    public static void MapSendingApi(this IEndpointRouteBuilder api, ApiLimits limits) =>
        api.MapPost("/send-document", Send).WithTags("Sending").WithMetadata(new RequestLimit(limits.LargestDocument))
            .Accepts<SendDocumentRequest>("application/json", "multipart/form-data")
            .WithSummary("Sends a document to a patient's registered practice or to a mailbox; follow the conversation that it starts.")
            .WithDescription("As JSON, or as multipart/form-data with the JSON in the field request and each file as a part: files follow the attachments of the JSON.");

    private static async Task<Accepted<SendingStarted>> Send(HttpContext context, SendingDesk desk, Actor by, CancellationToken cancellation)
    {
        var request = context.Request.HasFormContentType ? await ReadFormAsync(context.Request, cancellation) : await ReadJsonAsync(context.Request, cancellation);
        var conversation = await desk.SendAsync(request, CommandsOnce.KeyOf(context), by, cancellation);
        var address = $"/api/conversations/{conversation}";
        return TypedResults.Accepted(address, new SendingStarted(conversation, address));
    }

    private static async Task<JsonObject> ReadJsonAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("Neither JSON nor a form.", StatusCodes.Status415UnsupportedMediaType);
        return await RequestBody.JsonAsync(request, cancellation);
    }

    private static async Task<JsonObject> ReadFormAsync(HttpRequest request, CancellationToken cancellation)
    {
        var form = await RequestBody.FormAsync(request, cancellation);
        var document = RequestBody.JsonOf(form, "request");
        if (document["attachments"] is not JsonArray attachments)
            document["attachments"] = attachments = [];
        foreach (var file in form.Files)
            attachments.Add(await UploadedFile.ToAttachmentAsync(file, null, cancellation));
        return document;
    }
}

/// <param name="Href">Where to follow it.</param>
internal sealed record SendingStarted(ConversationId Conversation, string Href);
