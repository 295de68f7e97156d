using System.CommandLine;
using System.Text.Json;
using Plexus.Cli;
using Plexus.Cli.Fhir;

namespace Plexus.Tests.Cli.Fhir;

public sealed class ResourcesFromTheCommandLine : IDisposable
{
    private const string Valid = """{"resourceType":"Patient","active":true,"multipleBirthInteger":2}""";
    private const string Invalid = """{"resourceType":"Patient","active":true,"gender":"unheard-of"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plexus-fhir");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_folder_is_validated_to_its_depth_with_a_summary()
    {
        Write("valid.json", Valid);
        Write("inner/invalid.json", Invalid);
        Write("inner/notes.txt", "not a resource");

        (await Run("validate", _folder.FullName)).ShouldBe(1);

        _output.ToString().ShouldContain("invalid.json:1:");
        _output.ToString().ShouldContain("error FHIR-CODE-001");
        _output.ToString().ShouldContain("2 files, 1 valid, 1 not: 1 errors, 0 warnings");
    }

    [Fact]
    public async Task Json_is_an_OperationOutcome_for_each_file()
    {
        (await Run("validate", Write("invalid.json", Invalid), "--json")).ShouldBe(1);

        using var outcome = JsonDocument.Parse(_output.ToString());
        outcome.RootElement.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        outcome.RootElement.GetProperty("extension")[0].GetProperty("valueString").GetString().ShouldEndWith("invalid.json");
        var issue = outcome.RootElement.GetProperty("issue")[0];
        issue.GetProperty("code").GetString().ShouldBe("code-invalid");
        issue.GetProperty("expression")[0].GetString().ShouldBe("Patient.gender");
    }

    [Fact]
    public async Task A_profile_that_is_asked_for_is_held_to()
    {
        var file = Write("valid.json", Valid);

        (await Run("validate", file)).ShouldBe(0);
        (await Run("validate", file, "--profile", "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Practitioner-1", "--fhir-version", "Stu3")).ShouldBe(1);

        _output.ToString().ShouldContain("FHIR-PROF-009");
    }

    [Fact]
    public async Task A_resource_of_R4_is_held_to_the_national_profile_that_it_claims()
    {
        var file = Write("patient.json", """{"resourceType":"Patient","meta":{"profile":["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]},"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number"}]}""");

        (await Run("validate", file, "--fhir-version", "R4")).ShouldBe(1);

        _output.ToString().ShouldContain("FHIR-PROF-001 The profile requires an element that is missing: value.");
        _output.ToString().ShouldContain("profile https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient");
    }

    [Fact]
    public async Task Definitions_of_a_folder_come_before_the_national_ones()
    {
        const string url = "https://example.org/StructureDefinition/Own";
        Write("definitions/own.json", $$$"""{"resourceType":"StructureDefinition","url":"{{{url}}}","name":"Own","status":"active","fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient","derivation":"constraint","differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}""");
        var file = Write("patient.json", Valid);

        (await Run("validate", file, "--fhir-version", "R4", "--profile", url, "--definitions", Path.Combine(_folder.FullName, "definitions"))).ShouldBe(1);
        _output.ToString().ShouldContain("FHIR-PROF-001");
        _output.ToString().ShouldContain(url);

        (await Run("validate", file, "--definitions", Path.Combine(_folder.FullName, "nowhere"))).ShouldBe(3);
    }

    [Fact]
    public async Task What_definitions_get_wrong_is_told_with_their_file()
    {
        Write("definitions/set.json", """{"resourceType":"ValueSet","url":"https://example.org/ValueSet/own","status":"active","compose":{"include":[{"system":"http://hl7.org/fhir/administrative-gender","filter":[{"property":"concept","op":"regex","value":"("}]}]}}""");
        Write("definitions/deep.json", """{"resourceType":"CodeSystem","url":"https://example.org/CodeSystem/own","status":"active","content":"complete","concept":[""" + string.Concat(Enumerable.Repeat("""{"code":"x","concept":[""", 80)));
        Write("definitions/notes.json", """{"name":"not FHIR"}""");

        (await Run("validate", Write("patient.json", Valid), "--definitions", Path.Combine(_folder.FullName, "definitions"))).ShouldBe(0);

        var lines = _error.ToString().Split('\n').Where(line => line.StartsWith("plexus: ", StringComparison.Ordinal)).ToArray();
        lines.ShouldContain(line => line.StartsWith("plexus: set.json: https://example.org/ValueSet/own: the pattern of its filter", StringComparison.Ordinal));
        lines.Count(line => line.StartsWith("plexus: deep.json: it cannot be read", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldNotContain(line => line.Contains("notes.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Dstu2", "gpconnect-patient-1")]
    [InlineData("Stu3", "CareConnect-GPC-Patient-1")]
    [InlineData("R4", "UKCore-Patient")]
    public async Task The_profiles_that_are_known_can_be_listed_and_timed(string version, string profile)
    {
        (await Run("definitions", "--fhir-version", version, "--list")).ShouldBe(0);
        (await Run("definitions", "--fhir-version", version)).ShouldBe(0);

        _output.ToString().ShouldContain(profile);
        _output.ToString().ShouldContain("a profile compiles in");
    }

    [Fact]
    public async Task A_resource_is_converted_there_and_back()
    {
        var xml = Path.Combine(_folder.FullName, "patient.xml");

        (await Run("convert", Write("patient.json", Valid), "--to", "xml", "-o", xml)).ShouldBe(0);
        (await Run("convert", xml, "--to", "json")).ShouldBe(0);

        _output.ToString().Trim().ShouldBe(Valid);
    }

    [Fact]
    public async Task What_is_not_FHIR_in_a_folder_is_passed_over_and_when_named_it_is_not_valid()
    {
        Write("valid.json", Valid);
        var schema = Write("schema.json", """{"$schema":"x"}""");
        Write("list.json", "[]");
        Write("other.xml", "<other/>");

        (await Run("validate", _folder.FullName)).ShouldBe(0);
        (await Run("validate", schema)).ShouldBe(1);

        _output.ToString().ShouldContain("1 files, 1 valid, 0 not: 0 errors, 0 warnings");
        _output.ToString().ShouldContain("3 more are not FHIR.");
        _output.ToString().ShouldContain("schema.json:1:");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_before_anything_is_validated()
    {
        (await Run("validate", Write("invalid.json", Invalid), Path.Combine(_folder.FullName, "nowhere.xml"))).ShouldBe(3);

        _output.ToString().ShouldBeEmpty();
        _error.ToString().ShouldContain("nowhere.xml does not exist.");
    }

    [Fact]
    public async Task A_resource_is_converted_to_the_other_version()
    {
        var observation = Write("observation.json", """{"resourceType":"Observation","status":"final","code":{"text":"c"},"comment":"fasting"}""");

        (await Run("convert", observation, "--to-version", "r4")).ShouldBe(0);

        _output.ToString().Trim().ShouldBe("""{"resourceType":"Observation","status":"final","code":{"text":"c"},"note":[{"text":"fasting"}]}""");
    }

    [Fact]
    public async Task A_conversion_that_changes_the_meaning_wants_to_be_asked_for()
    {
        var request = Write("request.json", """{"resourceType":"MedicationRequest","status":"active","intent":"order","doNotPerform":true,"medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"}}""");

        (await Run("convert", request, "--to-version", "stu3", "--to", "xml")).ShouldBe(3);
        _output.ToString().ShouldBeEmpty();
        (await Run("convert", request, "--to-version", "stu3", "--to", "xml", "--lossy")).ShouldBe(0);

        _error.ToString().ShouldContain("MedicationRequest.doNotPerform");
        _output.ToString().ShouldContain("<MedicationRequest");
    }

    [Fact]
    public async Task What_would_be_lost_is_not_converted()
    {
        (await Run("convert", Write("patient.json", """{"resourceType":"Patient","unheardOf":1}"""), "--to", "xml")).ShouldBe(3);

        _output.ToString().ShouldBeEmpty();
        _error.ToString().ShouldContain("without loss");

        (await Run("convert", Path.Combine(_folder.FullName, "patient.json"), "--to", "xml", "--lossy")).ShouldBe(0);
        _output.ToString().ShouldContain("<Patient xmlns=\"http://hl7.org/fhir\"");
    }

    [Theory]
    [InlineData("""<Patient xmlns="http://hl7.org/fhir"><birthDate value="1970"/><active value="true"/></Patient>""", "xml")]
    [InlineData("""{"resourceType":"Patient","active":"true","birthDate":"1970"}""", "json")]
    public async Task What_is_not_valid_and_loses_nothing_is_converted(string patient, string form)
    {
        (await Run("convert", Write($"patient.{form}", patient), "--to", "json")).ShouldBe(0);

        _output.ToString().Trim().ShouldBe("""{"resourceType":"Patient","active":true,"birthDate":"1970"}""");
        _error.ToString().ShouldContain("is not valid");
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_converted()
    {
        (await Run("convert", Write("patient.json", """{"resourceType":"""), "--to", "xml", "--lossy")).ShouldBe(3);

        _error.ToString().ShouldContain("cannot be read");
    }

    [Fact]
    public async Task Bench_measures_each_kind_of_work_in_both_formats()
    {
        (await Run("bench", Write("patient.json", Valid), "--seconds", "0.05", "--no-cold", "--json")).ShouldBeOneOf(0, 1);

        using var report = JsonDocument.Parse(_output.ToString());
        report.RootElement.GetProperty("bench").GetString().ShouldBe("fhir");
        var figures = report.RootElement.GetProperty("figures").EnumerateArray().ToArray();
        var names = figures.Select(figure => figure.GetProperty("name").GetString()!).ToArray();
        foreach (var subject in (string[])["patient.json", "patient.json as XML"])
            new[] { "bare reader", "parse", "parse against bare", "parse allocates", "serialise", "validate" }.Select(work => $"{subject}: {work}").Except(names).ShouldBeEmpty();
        figures.Where(figure => figure.GetProperty("unit").GetString() == "/s").ShouldAllBe(figure => figure.GetProperty("value").GetDouble() > 0);
    }

    [Fact]
    public async Task Bench_without_a_file_measures_a_record_that_is_valid()
    {
        await Run("bench", "--seconds", "0.01", "--no-cold", "--repeat", "100000", "--json");

        using var report = JsonDocument.Parse(_output.ToString());
        var figures = report.RootElement.GetProperty("figures").EnumerateArray().ToDictionary(
            figure => (figure.GetProperty("name").GetString()!, figure.GetProperty("unit").GetString()!), figure => figure.GetProperty("value").GetDouble());
        figures[("invented: issues", "")].ShouldBe(0);
        figures[("invented repeated as JSON: issues", "")].ShouldBe(0);
        figures[("invented repeated as JSON: size", "bytes")].ShouldBeGreaterThan(100_000);
    }

    private Task<int> Run(params string[] arguments) =>
        CommandLine.RunAsync(new RootCommand { CommonOptions.Json, FhirCommands.Create() }, ["fhir", .. arguments], _output, _error);

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }
}
