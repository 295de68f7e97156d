using System.Diagnostics;
using System.Globalization;
using Plexus.Cli.Bench;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir.Bench;

/// <summary>What a fresh process does before it says what it cost.</summary>
internal enum ColdStep
{
    Nothing,
    Validate,
}

/// <summary>The processor time of the first validation in a process, above that of the same process doing nothing.</summary>
internal static class ColdValidation
{
    private const double Bar = 0.5;
    private const int Rounds = 5;

    internal static async Task MeasureAsync(BenchReport report, string[] files, CancellationToken cancellation)
    {
        await report.DoingAsync("first validation in a process of its own");
        var (empty, validated) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            empty.Add(await StartAsync(ColdStep.Nothing, files, cancellation) ?? double.NaN);
            validated.Add(await StartAsync(ColdStep.Validate, files, cancellation) ?? double.NaN);
        }

        report.Tell("process that does nothing", Samples.Median(empty), "s CPU");
        report.AtMost("first validation above it", Samples.Median(validated) - Samples.Median(empty), "s CPU", Bar);
    }

    /// <summary>Takes the step; the seconds of processor time since the process began.</summary>
    internal static async Task<string> RunOnceAsync(ColdStep step, string? file, CancellationToken cancellation)
    {
        if (step == ColdStep.Validate)
        {
            var bytes = file is null ? InventedRecord.Json(observations: 20) : await FhirFile.BytesAsync(file, cancellation);
            var result = FhirFile.Read(bytes, FhirVersion.Stu3, FhirReaderOptions.Default);
            if (result.Document is { } document)
                new ProfileValidator(NationalProfiles.For).Validate(document.Root);
        }

        return Environment.CpuUsage.TotalTime.TotalSeconds.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Null when the process did not end as it should.</summary>
    private static async Task<double?> StartAsync(ColdStep step, string[] files, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = OwnProcess.Start(["fhir", "bench", .. files.Take(1), "--once", step.ToString()]) };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        await error;
        return double.TryParse(await output, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
    }
}
