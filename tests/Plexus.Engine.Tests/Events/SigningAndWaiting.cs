using System.Text;
using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Events;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Events;

public sealed class SigningAndWaiting
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"1"}""");

    [Fact]
    public void A_signature_is_the_HMAC_of_timestamp_full_stop_and_body()
    {
        // Worked out apart from this code: printf '1795168800.{"id":"1"}' | openssl dgst -sha256 -hmac spring
        WebhookSignature.Sign(["spring"], Now, Body).ShouldBe("e956c920=fdfd4e21ceee124f540e462d831ee036b667b32ab6647ed3ec95c76af47b24f1");
        WebhookSignature.Timestamp(Now).ShouldBe("1795168800");
    }

    [Fact]
    public void While_keys_change_over_either_side_may_be_first()
    {
        var timestamp = WebhookSignature.Timestamp(Now);
        var both = WebhookSignature.Sign(["old", "new"], Now, Body);

        Verifies(both, timestamp, "old").ShouldBeTrue();
        Verifies(both, timestamp, "new").ShouldBeTrue();
        Verifies(WebhookSignature.Sign(["old"], Now, Body), timestamp, "new", "old").ShouldBeTrue();
        Verifies(WebhookSignature.Sign(["old"], Now, Body), timestamp, "new").ShouldBeFalse();
    }

    [Fact]
    public void Another_body_another_time_or_nonsense_does_not_verify()
    {
        var timestamp = WebhookSignature.Timestamp(Now);
        var signature = WebhookSignature.Sign(["spring"], Now, Body);

        WebhookSignature.Verify(["spring"], timestamp, signature, Encoding.UTF8.GetBytes("""{"id":"2"}"""), Now, TimeSpan.FromMinutes(5)).ShouldBeFalse();
        WebhookSignature.Verify(["spring"], timestamp, signature, Body, Now.AddMinutes(6), TimeSpan.FromMinutes(5)).ShouldBeFalse();
        WebhookSignature.Verify(["spring"], WebhookSignature.Timestamp(Now.AddSeconds(1)), signature, Body, Now, TimeSpan.FromMinutes(5)).ShouldBeFalse();
        foreach (var nonsense in new[] { null, "", "=", ",,,", signature[..^1], signature.ToUpperInvariant() })
            Verifies(nonsense, timestamp, "spring").ShouldBeFalse();
        Verifies(signature, "-1", "spring").ShouldBeFalse();
        Verifies(signature, null, "spring").ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, 0.0, 2.5)]
    [InlineData(1, 0.9999999, 5.0)]
    [InlineData(4, 0.0, 20.0)]
    [InlineData(50, 0.9999999, 900.0)]
    [InlineData(5000, 0.0, 450.0)]
    public void Waits_double_up_to_the_longest_and_chance_takes_up_to_half(int attempts, double chance, double seconds)
    {
        RetryDelay.After(attempts, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15), chance).TotalSeconds.ShouldBe(seconds, 0.001);
    }

    [Fact]
    public void An_event_is_a_CloudEvent_that_names_no_patient_outside_its_data()
    {
        var happened = new CloudEvent
        {
            Id = "5f0c",
            Type = "uk.plexus.document.received.v1",
            Organisation = OdsCode.Parse("A20047"),
            Standard = "SendDocument",
            Conversation = new ConversationId(Guid.Parse("00000000-0000-0000-0000-00000000002a")),
            Time = Now,
            Payload = new ExchangeId(Guid.Parse("00000000-0000-0000-0000-000000000007")),
            Data = JsonSerializer.SerializeToElement(new { nhsNumber = "9990000018" }),
        };

        using var json = JsonDocument.Parse(happened.ToJson("sandbox", new Uri("https://gateway.example:8443/")));

        var names = json.RootElement.EnumerateObject().Select(p => p.Name).ToList();
        names.ShouldBe(["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "organisation", "standard", "environment", "payload", "data"]);
        names.ShouldAllBe(n => n.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));
        json.RootElement.GetProperty("specversion").GetString().ShouldBe("1.0");
        json.RootElement.GetProperty("time").GetString().ShouldBe("2026-11-20T10:00:00Z");
        json.RootElement.GetProperty("payload").GetString().ShouldBe("https://gateway.example:8443/api/exchanges/00000000000000000000000000000007/payload");
    }

    private static bool Verifies(string? signatures, string? timestamp, params string[] secrets) =>
        WebhookSignature.Verify(secrets, timestamp, signatures, Body, Now, TimeSpan.FromMinutes(5));
}
