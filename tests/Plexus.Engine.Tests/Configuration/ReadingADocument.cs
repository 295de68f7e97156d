using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Configuration;

public sealed class ReadingADocument
{
    [Fact]
    public void Takes_every_object_of_the_practice()
    {
        var document = Documents.Parse(Documents.Practice);

        var practice = document.Organisations.ShouldHaveSingleItem();
        practice.Sites.ShouldBe([OdsCode.Parse("A20047001")]);
        var capability = practice.Capabilities.ShouldHaveSingleItem();
        capability.Options.ShouldBe(new Dictionary<string, string> { ["loud"] = "true", ["times"] = "2" }, ignoreOrder: true);
        (capability.AckAfter, capability.Match, capability.MaximumBytes).ShouldBe((AckAfter.DeliveredToSupplier, MatchPolicy.Manual, 2_000_000));
        var mailbox = document.Endpoints.ShouldHaveSingleItem();
        (mailbox.Poll, mailbox.MaximumBytes).ShouldBe((new PollEntry(TimeSpan.FromMinutes(1)), 1_500_000));
        document.Credentials[2].CurrentExpires.ShouldBe(new DateOnly(2027, 1, 31));
        document.Subscriptions.ShouldHaveSingleItem().Wants(OdsCode.Parse("A20047"), "Echo", "uk.plexus.echo.v1").ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"environment\": \"sandbox\"", "\"environment\": \"live\"", "environment", "sandbox, int, dep or prod")]
    [InlineData("\"plexus\": 1,", "\"plexus\": 2,", "plexus", "from 1 to 1")]
    [InlineData("\"name\": \"Dale Surgery\"", "\"nmae\": \"Dale Surgery\"", "organisations[0].nmae", "Remove it")]
    [InlineData("\"ods\": \"A20047\"", "\"ods\": \"A2\"", "organisations[0].ods", "an ODS code")]
    [InlineData("\"standard\": \"Echo\"", "\"standard\": \"Eco\"", "organisations[0].capabilities[0].standard", "Echo")]
    [InlineData("\"role\": \"receiver\"", "\"role\": \"sender\"", "organisations[0].capabilities[0].role", "receiver")]
    [InlineData("\"loud\": true", "\"loud\": \"very\"", "organisations[0].capabilities[0].options.loud", "true or false")]
    [InlineData("\"times\": 2", "\"times\": \"often\"", "organisations[0].capabilities[0].options.times", "a whole number from 1 to 9")]
    [InlineData("\"times\": 2", "\"times\": 0", "organisations[0].capabilities[0].options.times", "a whole number from 1 to 9")]
    [InlineData("\"times\": 2", "\"times\": 10", "organisations[0].capabilities[0].options.times", "a whole number from 1 to 9")]
    [InlineData("\"channel\": \"mesh\", \"address\"", "\"channel\": \"http\", \"address\"", "endpoints[0].maximumBytes", "give it to the mailbox")]
    [InlineData("\"loud\": true", "\"wait\": \"an hour\"", "organisations[0].capabilities[0].options.wait", "PT1H")]
    [InlineData("\"loud\": true", "\"tone\": \"rude\"", "organisations[0].capabilities[0].options.tone", "kind, stern")]
    [InlineData("\"loud\": true", "\"lod\": true", "organisations[0].capabilities[0].options.lod", "loud, times, wait, tone")]
    [InlineData("\"loud\": true", "\"loud\": [true]", "organisations[0].capabilities[0].options.loud", "Write text")]
    [InlineData("\"ackAfter\": \"delivered-to-supplier\"", "\"ackAfter\": \"never\"", "organisations[0].capabilities[0].policies.ackAfter", "committed, delivered-to-supplier, decided-by-supplier")]
    [InlineData("\"maximumBytes\": 2000000", "\"maximumBytes\": 2", "organisations[0].capabilities[0].policies.maximumBytes", "from 1024")]
    [InlineData("\"types\": [\"uk.plexus.*\"]", "\"standards\": [\"Other\"]", "organisations[0].capabilities[0].policies.ackAfter", "Add a delivery endpoint")]
    [InlineData("\"supplier\": \"northfield\", \"product\"", "\"supplier\": \"southfield\", \"product\"", "organisations[0].supplier", "Add it to suppliers")]
    [InlineData("\"productVersion\": \"4.2\"", "\"productVersion\": \"4.3\"", "organisations[0].productVersion", "versions")]
    [InlineData("\"address\": \"X26ABC1\"", "\"address\": \"X26 ABC1\"", "endpoints[0].address", "a MESH mailbox id")]
    [InlineData("\"workflows\": [\"ECHO_*\"]", "\"workflows\": [\"*ECHO\"]", "endpoints[0].workflows[0]", "asterisk")]
    [InlineData("\"organisations\": [\"A20047\"],", "\"organisations\": [\"B1234\"],", "endpoints[0].organisations[0]", "Add it to organisations")]
    [InlineData("\"url\": \"https://localhost:8700\"", "\"url\": \"http://mesh.example.org\"", "endpoints[0].url", "https")]
    [InlineData("\"url\": \"https://localhost:8700\"", "\"url\": \"https://user:pass@mesh.example.org\"", "endpoints[0].url", "without a user name")]
    [InlineData("\"interval\": \"PT1M\"", "\"interval\": \"1m\"", "endpoints[0].poll.interval", "ISO 8601")]
    [InlineData("\"maximumBytes\": 1500000", "\"maximumBytes\": 200000000", "endpoints[0].maximumBytes", "from 1024 to 104857600")]
    [InlineData("\"password\": \"mailbox-password\"", "\"password\": \"shared-key\"", "endpoints[0].password", "whose kind is password")]
    [InlineData("\"password\": \"mailbox-password\", ", "", "endpoints[0].password", "Add it")]
    [InlineData("{ \"value\": \"TestKey\" }", "{ \"value\": \"TestKey\", \"env\": \"KEY\" }", "credentials[1].current", "Write one of")]
    [InlineData("{ \"value\": \"TestKey\" }", "{ }", "credentials[1].current", "Write one of")]
    [InlineData("\"expires\": \"2027-01-31\"", "\"expires\": \"31/01/2027\"", "credentials[2].current.expires", "YYYY-MM-DD")]
    [InlineData("\"id\": \"hook-key\"", "\"id\": \"shared-key\"", "credentials[2]", "another id")]
    [InlineData("\"deliveryEndpoint\": \"northfield-hook\"", "\"deliveryEndpoint\": \"elsewhere\"", "subscriptions[0].deliveryEndpoint", "deliveryEndpoints")]
    [InlineData("\"kind\": \"webhook\"", "\"kind\": \"fax\"", "deliveryEndpoints[0].kind", "webhook, pull")]
    public void Says_where_it_is_wrong_and_what_to_do(string text, string replacement, string place, string remedy)
    {
        var broken = Documents.With(text, replacement);

        var problems = Should.Throw<ConfigurationException>(() => Documents.Parse(broken)).Problems;

        var problem = problems.FirstOrDefault(p => p.Place == place).ShouldNotBeNull(string.Join('\n', problems));
        problem.Remedy.ShouldContain(remedy);
        problem.Line.ShouldBeInRange(1, broken.Split('\n').Length);
    }

    [Fact]
    public void Names_the_line_and_the_column_of_the_value()
    {
        var problem = Should.Throw<ConfigurationException>(() => Documents.Parse(Documents.With("\"environment\": \"sandbox\"", "\"environment\": \"live\""))).Problems.ShouldHaveSingleItem();

        (problem.Line, problem.Column).ShouldBe((3, 3));
    }

    [Theory]
    [InlineData("{ \"plexus\": 1, \"environment\": ", 1)]
    [InlineData("{ \"plexus\": 1,\n \"plexus\": 1 }", 2)]
    [InlineData("{ \"plexus\": 1,\n\n \"environment\": \"\\ud800\" }", 3)]
    [InlineData("[]", 1)]
    [InlineData("", 1)]
    public void Says_in_which_line_the_JSON_breaks(string json, int line)
    {
        Should.Throw<ConfigurationException>(() => Documents.Parse(json)).Problems[0].Line.ShouldBe(line);
    }

    [Fact]
    public void Never_repeats_a_secret()
    {
        var broken = Documents.With("\"kind\": \"signing-key\", \"current\"", "\"kind\": \"riddle\", \"current\"");

        var failure = Should.Throw<ConfigurationException>(() => Documents.Parse(broken));

        failure.ToString().ShouldNotContain("first-signing-secret");
        Documents.Parse(Documents.Practice).Credentials[0].ToString().ShouldNotContain("password-one");
    }

    [Fact]
    public void Takes_comments_trailing_commas_and_a_byte_order_mark()
    {
        Documents.Parse("\uFEFF{ /* ours */ \"plexus\": 1, \"environment\": \"int\", }").Environment.ShouldBe("int");
    }

    [Fact]
    public void Stored_entries_read_back_as_they_were_written()
    {
        var document = Documents.Parse(Documents.Practice);

        foreach (var organisation in document.Organisations)
            ConfigurationWriter.Write(ConfigurationReader.Stored<OrganisationEntry>(ConfigurationWriter.Write(organisation))).ShouldBe(ConfigurationWriter.Write(organisation));
        foreach (var endpoint in document.Endpoints)
            ConfigurationWriter.Write(ConfigurationReader.Stored<EndpointEntry>(ConfigurationWriter.Write(endpoint))).ShouldBe(ConfigurationWriter.Write(endpoint));
        foreach (var endpoint in document.DeliveryEndpoints)
            ConfigurationReader.Stored<DeliveryEndpointEntry>(ConfigurationWriter.Write(endpoint)).ShouldBe(endpoint);
    }

    [Fact]
    public void A_damaged_document_gives_problems_and_no_other_exception()
    {
        var bytes = Encoding.UTF8.GetBytes(Documents.Practice);
        var damage = ArbMap.Default.GeneratorFor<byte>().SelectMany(with => Gen.Choose(0, bytes.Length - 1).Select(at => (at, with)));

        Prop.ForAll(damage.ToArbitrary(), change =>
        {
            var damaged = bytes.ToArray();
            damaged[change.at] = change.with;
            try
            {
                ConfigurationReader.Parse(damaged, Documents.Standards);
            }
            catch (ConfigurationException e)
            {
                return e.Problems.Count > 0;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
