using System.IO.Compression;
using System.Text;
using Plexus.Web.Styleguide.Gateway;

namespace Plexus.Web.Tests.Api;

/// <summary>A mailbox may have its own largest message; what comes plain and what its sender zipped obey the same.</summary>
public sealed class TheLimitOfAMailbox : IAsyncLifetime
{
    private const int Raised = 8_000_000;
    private const int Lowered = 100_000;

    private Installation _installation = null!;

    public async Task InitializeAsync() => _installation = await Installation.StartAsync();

    public async Task DisposeAsync() => await _installation.DisposeAsync();

    [Theory]
    [InlineData(null, 6_000_000, false)]
    [InlineData(null, 4_000_000, true)]
    [InlineData(Raised, 6_000_000, true)]
    [InlineData(Raised, 9_000_000, false)]
    [InlineData(Lowered, 200_000, false)]
    [InlineData(Lowered, 50_000, true)]
    public async Task Is_that_of_plain_letters_and_of_those_zipped_by_their_sender(int? limit, int size, bool isTaken)
    {
        await _installation.ConfigureAsync(WithLimit(limit));
        var expected = isTaken ? ("done", "accepted") : ("parked", "refused");

        var plain = await _installation.ReceivesAsync(Letter("plain", size), "GPCONNECT_SEND_DOCUMENT");
        var zipped = await _installation.ReceivesAsync(Zip(Letter("zipped", size)), "GPCONNECT_SEND_DOCUMENT");

        (plain.State, plain.Outcome).ShouldBe(expected);
        (zipped.State, zipped.Outcome).ShouldBe(expected);
        zipped.Size.ShouldBeLessThan(Lowered);
        await _installation.SettledAsync();
        _installation.Mesh.Sent.Count.ShouldBe(isTaken ? 4 : 2);
        if (!isTaken)
            (plain.Code, zipped.Code).ShouldBe(("20015", "20015"));
    }

    [Fact]
    public async Task A_letter_that_was_too_large_is_taken_once_the_limit_of_its_mailbox_is_raised()
    {
        var parked = await _installation.ReceivesAsync(Zip(Letter("zipped", 6_000_000)), "GPCONNECT_SEND_DOCUMENT");
        parked.Code.ShouldBe("20015");

        await _installation.ConfigureAsync(WithLimit(Raised));
        await _installation.Node.Commands.ReplayAsync(Installation.Practice, parked.Id, "operator", default);

        var taken = await Installation.Until(
            async () => (await _installation.Node.Queries.ExchangeAsync(parked.Id, default))!.Exchange is { State: "done" } done ? done : null, "the letter taken");
        taken.Outcome.ShouldBe("accepted");
    }

    private static string WithLimit(int? limit) => limit is { } most
        ? Installation.Configuration().Replace("\"paused\": false", $"\"maximumBytes\": {most}", StringComparison.Ordinal)
        : Installation.Configuration();

    private static byte[] Letter(string name, int size)
    {
        var text = new Letter(name).Text();
        return Encoding.UTF8.GetBytes(text + new string(' ', size - text.Length));
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return zipped.ToArray();
    }
}
