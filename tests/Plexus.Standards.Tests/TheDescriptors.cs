using System.Text.Json;
using System.Xml;
using Plexus.Contracts;

namespace Plexus.Standards.Tests;

public sealed class TheDescriptors
{
    [Fact]
    public void Every_route_and_command_names_a_protocol_there_is()
    {
        var kinds = StandardsCatalogue.All.SelectMany(standard => standard.Protocols).Select(protocol => protocol.Kind).ToList();

        kinds.ShouldBeUnique();
        StandardsCatalogue.All.SelectMany(standard => standard.Descriptor.Roles)
            .SelectMany(role => role.Routes.Select(route => route.Protocol).Concat(role.Commands.Values))
            .ShouldAllBe(kind => kinds.Contains(kind));
    }

    [Fact]
    public void No_two_roles_take_the_same_workflow() =>
        StandardsCatalogue.All.SelectMany(standard => standard.Descriptor.Roles).SelectMany(role => role.Routes).Select(route => route.Workflow.ToWire()).ShouldBeUnique();

    [Fact]
    public void An_option_has_one_name_a_summary_and_a_default_of_its_kind()
    {
        foreach (var standard in StandardsCatalogue.All)
        {
            standard.Descriptor.Options.Select(option => option.Name).ShouldBeUnique();
            foreach (var option in standard.Descriptor.Options)
            {
                option.Summary.ShouldNotBeNullOrWhiteSpace();
                Fits(option).ShouldBeTrue(option.Name);
            }
        }
    }

    [Fact]
    public void Every_operation_says_where_it_is_known_from() =>
        StandardsCatalogue.All.SelectMany(standard => standard.Descriptor.Operations).ShouldAllBe(operation => operation.Source.Length > 0);

    [SpecsFact]
    public void Catalogue_ids_are_those_of_the_catalogue()
    {
        using var catalogue = JsonDocument.Parse(SharedSpecs.Read("onboarding", "catalogue.json"));
        var ids = catalogue.RootElement.GetProperty("standards").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()).ToHashSet();

        foreach (var id in StandardsCatalogue.All.SelectMany(standard => standard.Descriptor.CatalogueIds))
            ids.ShouldContain(id);
    }

    private static bool Fits(OptionDescriptor option) => option.Kind switch
    {
        "boolean" => bool.TryParse(option.Default, out _),
        "integer" => long.TryParse(option.Default, out _),
        "duration" => XmlConvert.ToTimeSpan(option.Default) > TimeSpan.Zero,
        "choice" => option.Choices.Contains(option.Default),
        "text" => true,
        _ => false,
    };
}
