using System.Text;
using Plexus.Fhir;

namespace Plexus.Standards.Tests;

/// <summary>Compares with a file of the repository; PLEXUS_GOLDEN=write writes it anew, for a reviewer to read.</summary>
internal static class Golden
{
    internal static void Check(string name, ReadOnlyMemory<byte> xml)
    {
        var read = FhirXml.Read(xml, FhirVersion.Stu3);
        read.IsFatal.ShouldBeFalse();
        var actual = Encoding.UTF8.GetString(FhirXml.ToBytes(read.Document!.Root, FhirWriterOptions.Pretty)).TrimEnd() + "\n";
        var file = Path.Combine(SharedSpecs.Root, "tests", "Plexus.Standards.Tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("PLEXUS_GOLDEN") == "write")
            File.WriteAllText(file, actual);
        actual.ShouldBe(File.ReadAllText(file));
    }
}
