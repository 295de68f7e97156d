using System.Buffers;
using System.Text;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Tests.Documents;

/// <summary>Buffers are used again for the next patient: nothing of one may be seen in another's document.</summary>
public sealed class PooledMemory
{
    private const byte Poison = 0x58;

    public static TheoryData<string> Formats => ["xml", "json", "json out of order", "xml with a fault"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_document_holds_nothing_that_was_in_the_pool(string format)
    {
        var clean = Read(format, "Holloway");
        var expected = Everything(clean);

        PoisonPools();
        var afterwards = Read(format, "Holloway");

        Everything(afterwards).ShouldBe(expected);
        afterwards.Values.Length.ShouldBe(clean.Values.Length);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_document_keeps_nothing_that_goes_back_to_the_pool(string format)
    {
        var document = Read(format, "Holloway");
        var before = Everything(document);

        PoisonPools();

        Everything(document).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_bytes_of_one_patient_are_not_in_the_document_of_the_next(string format)
    {
        Read(format, new string('Z', 500)).Root.Exists.ShouldBeTrue();

        var next = Read(format, "Ng");

        next.Values.AsSpan().IndexOf("ZZ"u8).ShouldBe(-1);
        Everything(next).ShouldNotContain("ZZ");
    }

    [Fact]
    public void A_validation_leaves_nothing_of_a_document_for_the_next()
    {
        var validator = new BaseValidator();
        var faulty = Read("xml with a fault", "Holloway");
        var sound = Read("xml", "Ng");
        var alone = validator.Validate(sound.Root);

        validator.Validate(faulty.Root);
        PoisonPools();

        validator.Validate(sound.Root).ShouldBe(alone);
    }

    private static FhirDocument Read(string format, string family) => format switch
    {
        "json" => FhirJson.Read(Bytes($$"""{"resourceType":"Patient","id":"a","name":[{"family":"{{family}}","given":["A","B"]}],"birthDate":"1970-01-01"}"""), FhirVersion.Stu3).Document!,
        "json out of order" => FhirJson.Read(Bytes($$"""{"resourceType":"Patient","birthDate":"1970-01-01","name":[{"given":["A","B"],"family":"{{family}}"}],"id":"a"}"""), FhirVersion.Stu3).Document!,
        "xml with a fault" => FhirXml.Read(Bytes($"<Patient xmlns='http://hl7.org/fhir'><id value='a'/><name id='n'><family value='{family}'/></name><name id='n'/><unknown/></Patient>"), FhirVersion.Stu3).Document!,
        _ => FhirXml.Read(Bytes($"<Patient xmlns='http://hl7.org/fhir'><id value='a'/><name><family value='{family}'/><given value='A'/></name></Patient>"), FhirVersion.Stu3).Document!,
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Everything(FhirDocument document) =>
        Encoding.UTF8.GetString(FhirXml.ToBytes(document.Root)) + Encoding.UTF8.GetString(FhirJson.ToBytes(document.Root)) + Encoding.UTF8.GetString(document.Values);

    /// <summary>Writes over whatever arrays of this thread's pools the readers have returned.</summary>
    private static void PoisonPools()
    {
        for (var size = 16; size <= 1 << 16; size *= 2)
        {
            Fill(size, Poison);
            Fill(size, (char)Poison);
            Fill(size, new Node { Property = 1, Parent = 1, End = 1, ValueOffset = 1, ValueLength = 1, Line = -7, Column = -7, Type = 1, Flags = NodeFlags.HasValue });
        }
    }

    private static void Fill<T>(int size, T poison)
    {
        var arrays = Enumerable.Range(0, 4).Select(_ => ArrayPool<T>.Shared.Rent(size)).ToArray();
        foreach (var array in arrays)
        {
            Array.Fill(array, poison);
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
