using Plexus.Web.Console;
using Plexus.Web.Console.Parts;

namespace Plexus.Web.Tests.Console;

public sealed class PartsOfAPage
{
    [Theory]
    [InlineData("received waiting done parked discarded")]
    [InlineData("queued sending submitted uncertain rejected failed collected undeliverable cancelled expired")]
    [InlineData("open completed failed expired cancelled")]
    [InlineData("accepted refused duplicate ignored unroutable unreadable")]
    public void Every_state_and_outcome_has_a_word_and_a_colour(string codes)
    {
        foreach (var code in codes.Split(' '))
        {
            var status = Status.Of(code);
            status.Label.ShouldNotBe(code, $"{code} has no label of its own");
            status.Label.ShouldBe(code, StringCompareShould.IgnoreCase);
        }
    }

    [Fact]
    public void A_state_nobody_declared_is_shown_as_it_is() => Status.Of("brand-new").ShouldBe(new Status("brand-new", "brand-new", "grey"));

    [Theory]
    [InlineData(null, null, "No reason was noted")]
    [InlineData("unroutable", null, "No standard that is switched on takes its workflow")]
    [InlineData("protocol-failed", "10009", "Handling it failed too often, 10009")]
    [InlineData("10009: The message cannot be read as FHIR STU3 XML.", "10009", "10009: The message cannot be read as FHIR STU3 XML.")]
    [InlineData("20015: The message is larger than this organisation takes.", "20015", "It is larger than its mailbox takes, 20015")]
    [InlineData("20015", null, "It is larger than its mailbox takes")]
    public void A_reason_is_told_with_its_code_once(string? reason, string? code, string told) => Reasons.Text(reason, code).ShouldBe(told);

    [Theory]
    [InlineData("20015: Too large.", "application/xml", "Raise the limit of the mailbox and handle it again, or discard it: the sender was told.")]
    [InlineData("20015: Too large.", null, "Raise the limit of the mailbox and handle it again, or discard it: the sender was told.")]
    [InlineData("20015: Too large.", "application/gzip", "It came compressed. If it is unzipped to no more than 100 MB, the most a mailbox takes, raise the limit of the mailbox and handle it again; otherwise discard it. The sender was told.")]
    [InlineData("10009: Not readable.", "application/gzip", "Nothing here can mend the bytes. The sender was told where the standard says so; discard it.")]
    [InlineData("another", "application/gzip", "Look at the message, then handle it again or discard it.")]
    [InlineData(null, null, "Look at the message, then handle it again or discard it.")]
    public void What_to_do_fits_the_reason(string? reason, string? contentType, string remedy) => Reasons.Remedy(reason, contentType).ShouldBe(remedy);

    [Theory]
    [InlineData("/", "Overview")]
    [InlineData("/messages", "Messages")]
    [InlineData("/messages/20261120_A1", "Messages")]
    public void A_page_belongs_to_the_section_it_lies_under(string path, string section) =>
        ConsoleSections.Of(path)!.Name.ShouldBe(section);

    [Theory]
    [InlineData("/messagesandmore")]
    [InlineData("/styleguide")]
    public void A_page_under_no_section_belongs_to_none(string path) => ConsoleSections.Of(path).ShouldBeNull();
}
