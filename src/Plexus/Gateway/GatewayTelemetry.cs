using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Plexus.Gateway;

/// <summary>Traces and metrics to a collector by OTLP. They carry ids and codes, never patient data.</summary>
internal sealed class GatewayTelemetry(Uri collector) : IDisposable
{
    private readonly OpenTelemetrySdk _sdk = OpenTelemetrySdk.Create(builder => builder
        .ConfigureResource(resource => resource.AddService("plexus"))
        .WithTracing(traces => traces.AddSource("Plexus").AddOtlpExporter(otlp => otlp.Endpoint = collector))
        .WithMetrics(metrics => metrics
            .AddMeter("Plexus", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
            .AddOtlpExporter(otlp => otlp.Endpoint = collector)));

    public void Dispose() => _sdk.Dispose();
}
