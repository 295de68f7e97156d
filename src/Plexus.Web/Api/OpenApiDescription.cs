using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Plexus.Contracts;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api;

/// <summary>What <c>/api/openapi.json</c> says that the code does not say by itself.</summary>
internal static class OpenApiDescription
{
    private static readonly Dictionary<Type, string> Texts = new()
    {
        [typeof(ExchangeId)] = "Id of a message: 32 lower-case hexadecimal digits.",
        [typeof(ConversationId)] = "Id of a conversation: 32 lower-case hexadecimal digits.",
        [typeof(TaskId)] = "Id of a task: 32 lower-case hexadecimal digits.",
        [typeof(StimulusId)] = "Id of a step: 32 lower-case hexadecimal digits.",
        [typeof(SensitiveText)] = "Text that may name a patient.",
        [typeof(NhsNumber)] = "Ten digits.",
        [typeof(OdsCode)] = "ODS code of an organisation or site.",
        [typeof(WorkflowId)] = "MESH workflow.",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (Texts.TryGetValue(type, out var description))
                (schema.Type, schema.Description, schema.Properties, schema.Required) = (JsonSchemaType.String, description, null, null);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            if (operation.RequestBody?.Content is { Count: > 1 } types)
                types.Remove(ApiGuard.AnyType);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Plexus";
            document.Info.Version = "v1";
            document.Info.Description = "Messages, work, patients and configuration of one installation. Errors are problem+json with a stable code. Searches by patient are POST: no address names a patient.";
            return Task.CompletedTask;
        });
    }
}
