using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>What a supplier's own system does for Plexus: takes events, fetches messages, and says who its patients are.</summary>
/// <remarks>It references nothing of Plexus: everything it knows is in docs/events.md and docs/patients.md.</remarks>
public static class SupplierProgram
{
    private const int LargestRequest = 1024 * 1024;

    /// <param name="arguments">As <see cref="SupplierOptions"/> names them, and <c>--urls</c>.</param>
    /// <param name="clock">Says how old a signature is.</param>
    public static WebApplication Build(string[] arguments, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(arguments);
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls("http://127.0.0.1:9000");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestRequest);
        builder.Services.AddSingleton(SupplierOptions.Read(builder.Configuration));
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<ReceivedEvents>();
        builder.Services.AddSingleton<EventIntake>();
        builder.Services.AddSingleton<PullCursor>();
        builder.Services.AddHostedService<EventPuller>();
        builder.Services.AddSingleton<OwnPatients>();
        builder.Services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) });

        var app = builder.Build();
        app.Use(RequireSignature);
        app.MapPost("/events", TakeEvent);
        app.MapPost("/patients", AnswerQuestion);
        app.MapGet("/", (ReceivedEvents events) => new { received = events.Ids });
        return app;
    }

    /// <summary>Nothing that changes anything is read before its signature was checked.</summary>
    private static async Task RequireSignature(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        var (options, clock) = (context.RequestServices.GetRequiredService<SupplierOptions>(), context.RequestServices.GetRequiredService<TimeProvider>());
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (!Signature.Verify(options.Keys, context.Request.Headers["Plexus-Timestamp"], context.Request.Headers["Plexus-Signature"], body.ToArray(), clock.GetUtcNow()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        body.Position = 0;
        context.Request.Body = body;
        await next(context);
    }

    private static async Task<IResult> TakeEvent(HttpRequest request, EventIntake intake, CancellationToken cancellation) => await intake.TakeAsync(await ReadAsync(request, cancellation), cancellation) switch
    {
        Taken.Kept or Taken.KeptWithoutMessage => Results.Accepted(),
        Taken.Known => Results.Conflict(),
        Taken.Refused => Results.Json(new { reason = "This system refuses events at present (--refuse)." }, statusCode: StatusCodes.Status422UnprocessableEntity),
        Taken.NotNow => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
        _ => Results.BadRequest(),
    };

    private static async Task<IResult> AnswerQuestion(HttpRequest request, OwnPatients patients, CancellationToken cancellation) =>
        await ReadAsync(request, cancellation) is not { } question ? Results.BadRequest()
        : patients.Find(question) is { } answer ? Results.Json(answer)
        : Results.NotFound();

    private static async Task<JsonObject?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        return JsonText.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
    }
}
