using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plexus.Engine;
using Plexus.Web.Console.Pages;
using Plexus.Web.Console.Pages.Patients;
using Plexus.Web.Console.Sealing;
using Plexus.Web.Console.Shell;

namespace Plexus.Web.Console;

/// <summary>Puts the console into a web application.</summary>
public static class ConsoleSetup
{
    /// <summary>Registers the console. Call <see cref="MapPlexusConsole"/> on the application it is built into.</summary>
    public static IServiceCollection AddPlexusConsole(this IServiceCollection services, Action<ConsoleOptions>? configure = null)
    {
        services.AddRazorComponents();
        services.AddAntiforgery();
        services.AddDataProtection().SetApplicationName("Plexus");
        services.AddOptions<KeyManagementOptions>().Configure<EngineCore>((keys, core) =>
        {
            keys.XmlRepository = new SealingKeys(core.Database);
            keys.XmlEncryptor = new SealingKeyEncryptor(core.Keys);
        });
        services.AddOptions<ConsoleOptions>().Configure(configure ?? (_ => { }));
        services.AddSingleton<ConsoleSections>();
        services.AddSingleton<PatientLinks>();
        return services;
    }

    /// <summary>
    /// Maps the pages, their assets, and an answer for every address nobody else answers: a page for a browser,
    /// problem+json for a program. Adds the antiforgery check that forms on the pages need.
    /// </summary>
    public static void MapPlexusConsole(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
        app.UseAntiforgery();
        ConsoleAssets.Map(app);
        app.MapRazorComponents<Document>()
            .AddAdditionalAssemblies([.. options.MorePages])
            .Finally(PageGuard.Protect);
        app.MapFallback("{*path}", NotFound).Finally(PageGuard.Protect);
    }

    private static Results<RazorComponentResult<Document>, ProblemHttpResult> NotFound(HttpRequest request) =>
        PageGuard.WantsPage(request)
            ? ErrorPages.Result<NotFoundPage>(StatusCodes.Status404NotFound)
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "Nothing is found at this address.");
}
