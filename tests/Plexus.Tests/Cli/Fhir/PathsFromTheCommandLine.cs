using System.CommandLine;
using System.Text.Json;
using Plexus.Cli;
using Plexus.Cli.Fhir;

namespace Plexus.Tests.Cli.Fhir;

public sealed class PathsFromTheCommandLine : IDisposable
{
    private const string Patient = """{"resourceType":"Patient","name":[{"family":"Meadow","given":["Ada","Jane"]}],"active":false}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plexus-fhirpath");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Each_item_of_the_result_is_a_line()
    {
        (await Run("path", "name.given | name", Write("patient.json", Patient))).ShouldBe(0);

        Lines().ShouldBe(["Ada", "Jane", "Patient.name[0] (HumanName)"]);
    }

    [Fact]
    public async Task Json_says_type_and_place()
    {
        (await Run("path", "name.given.first() | 1", Write("patient.json", Patient), "--json")).ShouldBe(0);

        using var json = JsonDocument.Parse(_output.ToString());
        var items = json.RootElement.GetProperty("result").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("type").GetString()).ShouldBe(["FHIR.string", "System.Integer"]);
        items[0].GetProperty("path").GetString().ShouldBe("Patient.name[0].given[0]");
    }

    [Fact]
    public async Task False_is_a_negative_finding() =>
        (await Run("path", "active", Write("patient.json", Patient))).ShouldBe(1);

    [Theory]
    [InlineData(0, "status.memberOf('http://hl7.org/fhir/ValueSet/observation-status')")]
    [InlineData(1, "status.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')")]
    [InlineData(1, "conformsTo('http://hl7.org/fhir/StructureDefinition/vitalsigns')")]
    [InlineData(1, "conformsTo('https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient')")]
    [InlineData(3, "conformsTo('https://example.org/unknown')")]
    public async Task Value_sets_and_profiles_that_are_held_are_asked(int exit, string expression)
    {
        var observation = Write("observation.json", """{"resourceType":"Observation","status":"final","code":{"text":"c"}}""");

        (await Run("path", expression, observation, "--fhir-version", "R4")).ShouldBe(exit);
    }

    [Fact]
    public async Task An_expression_may_come_from_a_file()
    {
        (await Run("path", "@" + Write("expression.txt", "name.family"), Write("patient.json", Patient))).ShouldBe(0);

        Lines().ShouldBe(["Meadow"]);
    }

    [Fact]
    public async Task The_version_is_found_out_from_the_resource()
    {
        // STU3 has Medication.image, R4 has not.
        var medication = Write("medication.xml", """<Medication xmlns="http://hl7.org/fhir"><image><title value="box"/></image></Medication>""");

        (await Run("path", "image.title", medication)).ShouldBe(0);
        (await Run("path", "image.title", medication, "--fhir-version", "R4")).ShouldBe(0);

        Lines().ShouldBe(["box"]);
        _error.ToString().ShouldContain("No element 'image' exists here.");
    }

    [Theory]
    [InlineData(2, "path", "name")]
    [InlineData(2, "path")]
    [InlineData(2, "path", "name", "{patient}", "--resources", "{folder}")]
    [InlineData(2, "path", "name", "{patient}", "--suite", "x.xml")]
    [InlineData(2, "path", "name.", "{patient}")]
    [InlineData(3, "path", "name.given.single()", "{patient}")]
    [InlineData(3, "path", "name", "{folder}/absent.json")]
    [InlineData(3, "path", "--suite", "{folder}/absent.xml")]
    [InlineData(3, "path", "--suite", "{patient}")]
    public async Task What_cannot_be_done_says_so_on_standard_error(int exit, params string[] arguments)
    {
        var patient = Write("patient.json", Patient);

        (await Run([.. arguments.Select(argument => argument.Replace("{patient}", patient, StringComparison.Ordinal).Replace("{folder}", _folder.FullName, StringComparison.Ordinal))])).ShouldBe(exit);

        _output.ToString().ShouldBeEmpty();
        _error.ToString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_suite_prints_what_passed_and_each_failure()
    {
        Write("patient.json", Patient);
        var suite = Write("suite.xml", """
            <tests>
              <group name="names">
                <test name="family" inputfile="patient.json"><expression>name.family</expression><output type="string">Meadow</output></test>
                <test name="wrong" inputfile="patient.json"><expression>name.given.count()</expression><output type="integer">3</output></test>
                <test name="fault"><expression invalid="syntax">1 +</expression></test>
                <test name="strict" mode="strict" inputfile="patient.json"><expression invalid="semantic">name.nonsense</expression></test>
                <test name="predicate" predicate="true" inputfile="patient.json"><expression>name</expression><output type="boolean">true</output></test>
                <test name="absent" inputfile="absent.json"><expression>name</expression></test>
              </group>
            </tests>
            """);

        (await Run("path", "--suite", suite, "--resources", _folder.FullName)).ShouldBe(1);
        var lines = Lines();
        lines[^1].ShouldBe("6 tests, 4 passed, 2 failed.");
        lines[0].ShouldBe("failed  names/wrong: gives [2], expected [3]");

        _output.GetStringBuilder().Clear();
        (await Run("path", "--suite", suite, "--json")).ShouldBe(1);
        using var json = JsonDocument.Parse(_output.ToString());
        json.RootElement.GetProperty("failures").GetArrayLength().ShouldBe(2);
        json.RootElement.GetProperty("passed").GetInt32().ShouldBe(4);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Task<int> Run(params string[] arguments) =>
        CommandLine.RunAsync(new RootCommand { CommonOptions.Json, FhirPathCommand.Create() }, arguments, _output, _error);
}
