using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Engine.Patients;
using Plexus.Web.Api.Conversations;
using Plexus.Web.Api.Events;
using Plexus.Web.Api.Exchanges;
using Plexus.Web.Api.Fhir;
using Plexus.Web.Api.Http;
using Plexus.Web.Api.Operations;
using Plexus.Web.Api.Organisations;
using Plexus.Web.Api.Patients;
using Plexus.Web.Api.Sending;
using Plexus.Web.Api.Tasks;

namespace Plexus.Web.Api;

/// <summary>Puts the REST API into a web application.</summary>
public static class ApiSetup
{
    /// <summary>Registers the API. The host registers an <see cref="EngineCore"/>, whose directory is a <see cref="ConfigurationDirectory"/> and whose ports have a <see cref="PatientPort"/>, and an <see cref="EngineNode"/>; everything else follows from them.</summary>
    public static IServiceCollection AddPlexusApi(this IServiceCollection services, ApiLimits? limits = null)
    {
        limits ??= new ApiLimits();
        services.AddSingleton(limits);
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<ExchangeDesk>();
        services.AddSingleton<TaskDesk>();
        services.AddSingleton<MatchDesk>();
        services.AddSingleton<ConversationDesk>();
        services.AddSingleton<OperationsDesk>();
        services.AddSingleton<PatientDesk>();
        services.AddSingleton<OrganisationDesk>();
        services.AddSingleton<SendingDesk>();
        services.AddSingleton<EventDesk>();
        services.AddSingleton<FhirDesk>();
        services.TryAddSingleton(provider => (ConfigurationDirectory)provider.GetRequiredService<EngineCore>().Directory);
        services.TryAddSingleton(provider =>
        {
            var core = provider.GetRequiredService<EngineCore>();
            return new PatientIndex(core.Database, core.Keys, core.Clocks.Business);
        });
        services.TryAddSingleton(provider => provider.GetRequiredService<EngineCore>().Ports.OfType<PatientPort>().Single());
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddOpenApi(OpenApiDescription.Configure);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<FormOptions>(forms =>
        {
            // Uploads are about patients: they stay in memory rather than in a temporary file.
            forms.MultipartBodyLengthLimit = limits.LargestDocument;
            forms.MemoryBufferThreshold = checked((int)limits.LargestDocument);
        });
        return services;
    }

    /// <summary>Maps everything under <c>/api</c> and <c>/health</c>, and refuses requests that other sites' pages or names cause, for pages too: call it before the console is mapped.</summary>
    public static void MapPlexusApi(this WebApplication app)
    {
        app.UseMiddleware<OnlyFromHere>();
        var limits = app.Services.GetRequiredService<ApiLimits>();
        var api = app.MapGroup("/api").DisableAntiforgery();
        api.WithMetadata(new RequestLimit(limits.LargestRequest));
        api.MapExchangesApi();
        api.MapTasksApi();
        api.MapConversationsApi();
        api.MapPatientsApi(limits);
        api.MapOrganisationsApi();
        api.MapSendingApi(limits);
        api.MapEventsApi();
        api.MapFhirApi(limits);
        api.MapOperationsApi();
        api.MapOpenApi("/openapi.json");
        ((IEndpointConventionBuilder)api).Finally(ApiGuard.Protect);
        app.MapHealth();
    }
}
