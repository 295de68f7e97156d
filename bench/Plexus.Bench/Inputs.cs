using Plexus.Cli.Fhir.Bench;
using Plexus.Fhir;

namespace Plexus.Bench;

/// <summary>What is measured with: published messages where the specifications stand beside the repository, else invented ones of about their size.</summary>
internal static class Inputs
{
    private const int LargeBundle = 1_400_000;

    /// <summary>An ITK3 message.</summary>
    internal static FhirDocument Message() => Published("itk3/examples/ITK010D-emergency-supply.xml") ?? Invented(observations: 28);

    /// <summary>A GP Connect structured record.</summary>
    internal static FhirDocument Record() => Published("gp-connect-access-record-structured/test-records/Problems_ConsumerData_v0_2.json") ?? Invented(observations: 200);

    /// <summary>A bundle of that record's entries, repeated with fresh ids.</summary>
    internal static FhirDocument Bundle() => FhirJson.Read(RepeatedBundle.Of(FhirJson.ToBytes(Record().Root), LargeBundle), FhirVersion.Stu3).Document!;

    private static FhirDocument Invented(int observations) => FhirJson.Read(InventedRecord.Json(observations), FhirVersion.Stu3).Document!;

    private static FhirDocument? Published(string path)
    {
        // BenchmarkDotNet runs each benchmark from a folder of its own, some levels below.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "..", "shared", "specs", path);
            if (!File.Exists(Path.Combine(folder.FullName, "Plexus.slnx")) || !File.Exists(file))
                continue;

            var bytes = File.ReadAllBytes(file);
            return (path.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Read(bytes, FhirVersion.Stu3) : FhirJson.Read(bytes, FhirVersion.Stu3)).Document;
        }

        return null;
    }
}
