using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Api;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class PagesAboutParkedMessages(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IDisposable
{
    private readonly PlainBrowser _browser = new(gateway.Address);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task A_letter_above_the_limit_of_its_mailbox_says_that_the_limit_can_be_raised()
    {
        await gateway.Installation.ConfigureAsync(Installation.Configuration().Replace("\"paused\": false", "\"maximumBytes\": 100000", StringComparison.Ordinal));
        var letter = new Letter("too-large").Text();

        var parked = await gateway.Installation.ReceivesAsync(letter + new string(' ', 100_000 - letter.Length + 1), "GPCONNECT_SEND_DOCUMENT");

        (await _browser.OpenAsync("/organisations")).Text.ShouldContain("97.7 kB");
        (await _browser.OpenAsync($"/messages/{parked.Id}")).Text.ShouldContain("Raise the limit of the mailbox and handle it again, or discard it: the sender was told.");
        var list = (await _browser.OpenAsync("/parked")).Text;
        list.ShouldContain("It is larger than its mailbox takes, 20015");
        list.ShouldNotContain("attachments left out");
    }

    [Fact]
    public async Task One_that_cannot_be_read_says_that_nothing_here_can_mend_it()
    {
        var parked = await gateway.Installation.ReceivesAsync("no letter", "GPCONNECT_SEND_DOCUMENT");

        (await _browser.OpenAsync($"/messages/{parked.Id}")).Text.ShouldContain("Nothing here can mend the bytes.");
    }
}
