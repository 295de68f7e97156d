using System.Net;
using AngleSharp.Dom;
using Plexus.Web.Tests.Api;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class ValidatingAResource(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IDisposable
{
    private readonly PlainBrowser _browser = new(gateway.Address);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_example_shows_its_issues_each_linked_to_its_line()
    {
        var shown = await _browser.SubmitAsync(await _browser.OpenAsync("/fhir"), "example");

        shown.Text.ShouldContain("The resource is not valid");
        shown.Text.ShouldContain("Patient, FHIR STU3, XML");
        shown.Document.QuerySelectorAll(".plexus-issue").Length.ShouldBeGreaterThan(2);
        PlaceOf(shown, "Patient.birthDate").TextContent.ShouldContain("1970-31-01");
        PlaceOf(shown, "Patient.gender").TextContent.ShouldContain("woman");
    }

    [Fact]
    public async Task A_valid_resource_is_said_to_be_valid_and_shown()
    {
        var shown = await ValidateAsync("patient.json", "{\n  \"resourceType\": \"Patient\",\n  \"gender\": \"female\"\n}");

        shown.Status.ShouldBe(HttpStatusCode.OK);
        shown.Text.ShouldContain("The resource is valid");
        shown.Text.ShouldContain("patient.json (");
        shown.Document.QuerySelectorAll(".plexus-source__line").Length.ShouldBe(4);
        shown.Document.QuerySelectorAll(".plexus-issue").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_place_in_JSON_without_line_breaks_is_found_by_its_column_behind_letters_of_several_bytes()
    {
        var shown = await ValidateAsync("one-line.json", $$"""{"resourceType":"Patient","name":[{"family":"{{new string('é', 4000)}}"}],"gender":"woman","photo":[{"title":"{{new string('x', 4000)}}"}]}""");

        PlaceOf(shown, "Patient.gender", ".plexus-source__mark").NextSibling!.TextContent.ShouldNotBeNull();
        var text = shown.Document.QuerySelector(".plexus-source__text")!;
        text.TextContent.ShouldContain("woman");
        text.TextContent.ShouldContain("characters left out");
        text.TextContent.Length.ShouldBeLessThan(2000);
    }

    [Fact]
    public async Task Of_a_large_file_the_surroundings_of_its_issues_are_shown()
    {
        var names = string.Join(",\n", Enumerable.Range(0, 30_000).Select(i => $"{{ \"family\": \"Example\", \"text\": \"{i}\" }}"));
        var shown = await ValidateAsync("large.json", $$"""{ "resourceType": "Patient", "name": [{{names}}],{{"\n"}}"gender": "woman" }""");

        shown.Text.ShouldContain("lines left out");
        shown.Document.QuerySelectorAll(".plexus-source__line").Length.ShouldBeLessThan(20);
        PlaceOf(shown, "Patient.gender").TextContent.ShouldContain("woman");
    }

    [Theory]
    [InlineData("<!DOCTYPE Patient [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Patient xmlns='http://hl7.org/fhir'><id value='&e;'/></Patient>")]
    [InlineData("{ \"resourceType\": \"Patient\", ")]
    [InlineData("not a resource")]
    public async Task A_hostile_or_broken_file_is_said_to_be_unreadable(string content)
    {
        var shown = await ValidateAsync("broken", content);

        shown.Status.ShouldBe(HttpStatusCode.OK);
        shown.Text.ShouldContain("The resource cannot be read");
        shown.Document.QuerySelectorAll(".plexus-issue").Length.ShouldBe(1);
        shown.Text.ShouldNotContain("root:");
    }

    [Fact]
    public async Task Markup_in_a_resource_stays_text()
    {
        var shown = await ValidateAsync("<script>.json", """{"resourceType":"Patient","gender":"</code><script>alert(1)</script>"}""");

        shown.Document.QuerySelectorAll("main script").ShouldBeEmpty();
        shown.Text.ShouldContain("</code><script>alert(1)</script>");
    }

    [Fact]
    public async Task No_file_and_a_profile_that_is_none_are_said_beside_their_fields()
    {
        var form = await _browser.OpenAsync("/fhir");

        (await _browser.SubmitAsync(form, "validate")).ProblemOf("resource").ShouldBe("Choose a file that is not empty.");
        var shown = await _browser.SubmitAsync(form, "validate", new() { ["profile"] = "Patient" }, files: [("resource", "p.json", "application/json", "{}")]);

        shown.Status.ShouldBe(HttpStatusCode.BadRequest);
        shown.ProblemOf("profile")!.ShouldStartWith("Name a profile by its canonical address");
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_with_the_limit()
    {
        var shown = await _browser.SubmitAsync(await _browser.OpenAsync("/fhir"), "validate", files: [("resource", "large.json", "application/json", new string(' ', 17 * 1024 * 1024))]);

        shown.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        shown.Text.ShouldContain("16 MB");
    }

    private async Task<Shown> ValidateAsync(string name, string content) =>
        await _browser.SubmitAsync(await _browser.OpenAsync("/fhir"), "validate", files: [("resource", name, "application/octet-stream", content)]);

    /// <summary>The line of the source that the first issue with this path links to.</summary>
    private static IElement PlaceOf(Shown shown, string path, string around = ".plexus-source__line")
    {
        var issue = shown.Document.QuerySelectorAll(".plexus-issue").First(i => i.TextContent.Contains(path));
        var id = issue.QuerySelector("a")!.GetAttribute("href")!.TrimStart('#');
        return shown.Document.GetElementById(id).ShouldNotBeNull().Closest(around).ShouldNotBeNull();
    }
}
