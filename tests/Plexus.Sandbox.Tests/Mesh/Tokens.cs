using System.Net;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class Tokens : IAsyncLifetime
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTime _wall = new(_noon);
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync(new SandboxOptions { WallClock = _wall });

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Rejects_a_token_used_twice()
    {
        var token = _sandbox.Mesh.Token("X26ABC1");

        (await List(token)).Status.ShouldBe(HttpStatusCode.OK);
        var again = await List(token);

        again.Status.ShouldBe(HttpStatusCode.Forbidden);
        again.Text.ShouldBe("""{"errorEvent":"","errorCode":"","errorDescription":"Error Duplicated Authentication Token"}""");
    }

    [Fact]
    public async Task The_same_nonce_with_a_higher_count_is_another_token()
    {
        (await List(_sandbox.Mesh.Token("X26ABC1", nonce: "n", count: 1))).Status.ShouldBe(HttpStatusCode.OK);
        (await List(_sandbox.Mesh.Token("X26ABC1", nonce: "n", count: 2))).Status.ShouldBe(HttpStatusCode.OK);
        (await List(_sandbox.Mesh.Token("X26ABC1", nonce: "n", count: 1))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(-120, HttpStatusCode.OK)]
    [InlineData(-121, HttpStatusCode.Forbidden)]
    [InlineData(120, HttpStatusCode.OK)]
    [InlineData(121, HttpStatusCode.Forbidden)]
    public async Task A_token_is_good_for_two_hours_either_way(int minutes, HttpStatusCode expected)
    {
        (await List(_sandbox.Mesh.Token("X26ABC1", at: _noon.AddMinutes(minutes)))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_token_ages_on_the_wall_clock_and_not_on_the_business_clock()
    {
        var early = _sandbox.Mesh.Token("X26ABC1");
        var late = _sandbox.Mesh.Token("X26ABC1");

        _sandbox.Clock.Advance(TimeSpan.FromDays(3));
        (await List(early)).Status.ShouldBe(HttpStatusCode.OK);
        _wall.Advance(TimeSpan.FromMinutes(121));
        (await List(late)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_used_token_stays_used_for_as_long_as_it_would_be_good()
    {
        var token = _sandbox.Mesh.Token("X26ABC1", at: _noon.AddMinutes(119));
        (await List(token)).Status.ShouldBe(HttpStatusCode.OK);

        for (var hours = 0; hours < 3; hours++)
        {
            _wall.Advance(TimeSpan.FromHours(1));
            await List(_sandbox.Mesh.Token("X26ABC1"));
            (await List(token)).Text.ShouldContain("Duplicated");
        }
    }

    [Theory]
    [InlineData("", "Error reading from Authorization header")]
    [InlineData("Basic abc", "Error reading from Authorization header")]
    [InlineData("NHSMESH X26ABC1:n:0:202603021200", "Error reading from Authorization header")]
    [InlineData("NHSMESH X26ABC1:n:x:202603021200:00", "Error reading from Authorization header")]
    [InlineData("NHSMESH X26ABC1:n:0:202603021200:00:1", "Error reading from Authorization header")]
    [InlineData("NHSMESH x26abc1:n:0:202603021200:00", "Mailbox id does not match token")]
    [InlineData("NHSMESH X26ABC1:n:0:202603021200:zz", "Invalid Authentication Token")]
    [InlineData("NHSMESH X26ABC1:n:0:202603021200:3cded68a9e0f9b83f2c5de1b79fc4dac45004523e6658d46145156fa6a03eced", "Invalid Authentication Token")]
    public async Task Says_what_is_wrong_with_a_token(string token, string description)
    {
        var reply = await List(token);

        reply.Status.ShouldBe(HttpStatusCode.Forbidden);
        reply.Text.ShouldBe($$"""{"errorEvent":"","errorCode":"","errorDescription":"{{description}}"}""");
    }

    [Fact]
    public async Task A_token_made_with_another_shared_key_or_password_is_invalid()
    {
        (await List(_sandbox.Mesh.Token("X26ABC1", key: "OtherKey"))).Text.ShouldContain("Invalid Authentication Token");
        (await List(_sandbox.Mesh.Token("X26ABC1", password: "other"))).Text.ShouldContain("Invalid Authentication Token");
    }

    [Fact]
    public async Task The_hash_is_compared_in_any_case()
    {
        var token = _sandbox.Mesh.Token("X26ABC1");
        var hash = token[(token.LastIndexOf(':') + 1)..];

        (await List(token.Replace(hash, hash.ToUpperInvariant(), StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_disabled_mailbox_is_told_so()
    {
        var mailbox = _sandbox.Twin.Directory.Find(MeshMailboxId.Parse("X26ABC3"))!;
        _sandbox.Twin.Directory.Put(mailbox.Settings with { Active = false });

        var reply = await _sandbox.Mesh.Get("X26ABC3", "/inbox");

        reply.Status.ShouldBe(HttpStatusCode.Forbidden);
        reply.Text.ShouldContain("Request Received from Inactive Mailbox");
    }

    [Fact]
    public async Task Lookups_need_no_token()
    {
        (await _sandbox.Mesh.Ask(HttpMethod.Get, "/messageexchange/workflowsearch/TEST_WORKFLOW", null)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Permissive_takes_old_and_used_tokens()
    {
        await using var permissive = await TestSandbox.StartAsync(new SandboxOptions { Permissive = true, WallClock = _wall });
        var token = permissive.Mesh.Token("X26ABC1", at: _noon.AddYears(-9));

        for (var i = 0; i < 2; i++)
            (await permissive.Mesh.Ask(HttpMethod.Get, "/messageexchange/X26ABC1/inbox", null, token: token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Every_relaxation_changes_an_option_and_nothing_else_does()
    {
        var strict = new MeshOptions();

        foreach (var row in Relaxation.All)
            row.Apply(strict).ShouldNotBe(strict, row.Name);
        Relaxation.All.Select(r => r.Name).ShouldBe(
            ["token-reuse", "token-age", "workflow-permissions", "download-after-acknowledge", "head-by-sender", "sender-headers", "size-limits"]);
    }

    private Task<Reply> List(string token) => _sandbox.Mesh.Ask(HttpMethod.Get, "/messageexchange/X26ABC1/inbox", null, token: token);
}
