using System.Buffers;
using System.Text.Json;
using System.Xml;
using BenchmarkDotNet.Attributes;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Bench;

/// <summary>Parsing and serialising beside the platform's bare readers, validating, and FHIRPath.</summary>
[MemoryDiagnoser]
public class FhirBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 22);
    private readonly ProfileValidator _validator = new(NationalProfiles.For);
    private readonly FhirPathExpression _path = FhirPath.Compile("entry.resource.descendants().where(system = 'http://snomed.info/sct').code", FhirVersion.Stu3);
    private FhirDocument _document = null!;
    private byte[] _xml = [];
    private byte[] _json = [];

    public enum Size
    {
        Message,
        Record,
        Bundle,
    }

    [ParamsAllValues]
    public Size Input { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _document = Input switch { Size.Message => Inputs.Message(), Size.Record => Inputs.Record(), _ => Inputs.Bundle() };
        _xml = FhirXml.ToBytes(_document.Root);
        _json = FhirJson.ToBytes(_document.Root);
    }

    [Benchmark]
    public int BareXmlReader()
    {
        using var reader = XmlReader.Create(new MemoryStream(_xml, writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var events = 0;
        while (reader.Read())
            events++;
        return events;
    }

    [Benchmark]
    public FhirReadResult ParseXml() => FhirXml.Read(_xml, FhirVersion.Stu3);

    [Benchmark]
    public void BareJsonDocument() => JsonDocument.Parse(_json).Dispose();

    [Benchmark]
    public FhirReadResult ParseJson() => FhirJson.Read(_json, FhirVersion.Stu3);

    [Benchmark]
    public int SerialiseXml()
    {
        _buffer.ResetWrittenCount();
        FhirXml.Write(_document.Root, _buffer);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public int SerialiseJson()
    {
        _buffer.ResetWrittenCount();
        FhirJson.Write(_document.Root, _buffer);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public IReadOnlyList<FhirIssue> Validate() => _validator.Validate(_document.Root);

    [Benchmark]
    public int EvaluatePath() => _path.Evaluate(_document.Root).Count;
}
