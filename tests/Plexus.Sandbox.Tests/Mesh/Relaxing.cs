using System.Net;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

/// <summary>What permissive mode lets through, one by one, and what the strict default answers instead.</summary>
public sealed class Relaxing
{
    private const string From = "X26ABC1";
    private const string To = "X26ABC2";
    private const string Workflow = "TEST_WORKFLOW";
    private static readonly byte[] _body = "some data"u8.ToArray();

    public static TheoryData<string, HttpStatusCode, HttpStatusCode> Rows => new()
    {
        // relaxation                strict                            permissive
        { "workflow-permissions", HttpStatusCode.ExpectationFailed, HttpStatusCode.Accepted },
        { "download-after-acknowledge", HttpStatusCode.Gone, HttpStatusCode.OK },
        { "head-by-sender", HttpStatusCode.NotFound, HttpStatusCode.OK },
        { "sender-headers", HttpStatusCode.ExpectationFailed, HttpStatusCode.Accepted },
        { "size-limits", HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.Accepted },
        { "token-reuse", HttpStatusCode.Forbidden, HttpStatusCode.OK },
        { "token-age", HttpStatusCode.Forbidden, HttpStatusCode.OK },
    };

    [Fact]
    public void Every_relaxation_has_a_row() => Rows.Select(row => (string)row[0]).Order().ShouldBe(Relaxation.All.Select(r => r.Name).Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Is_refused_strictly_and_let_through_permissively(string relaxation, HttpStatusCode strict, HttpStatusCode permissive)
    {
        (await Ask(relaxation, isPermissive: false)).ShouldBe(strict);
        (await Ask(relaxation, isPermissive: true)).ShouldBe(permissive);
    }

    [Fact]
    public async Task What_the_official_sandbox_insists_on_is_insisted_on_permissively_as_well()
    {
        await using var sandbox = await TestSandbox.StartAsync(new SandboxOptions { Permissive = true });
        var mesh = sandbox.Mesh;

        (await mesh.Send(From, "NOSUCH", Workflow, _body)).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        (await mesh.Send(From, To, Workflow, [])).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        (await mesh.Ask(HttpMethod.Get, $"/messageexchange/{From}/inbox", null, token: mesh.Token(From, password: "wrong"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await mesh.Send(From, To, Workflow, _body, ("content-encoding", "br"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<HttpStatusCode> Ask(string relaxation, bool isPermissive)
    {
        await using var sandbox = await TestSandbox.StartAsync(new SandboxOptions { Permissive = isPermissive, Mesh = new MeshOptions { MaxRequestBytes = 1_000 } });
        var mesh = sandbox.Mesh;
        switch (relaxation)
        {
            case "workflow-permissions":
                return (await mesh.Send(From, To, "NOBODY_KNOWS", _body)).Status;
            case "download-after-acknowledge":
                var acknowledged = await mesh.Sent(From, To, Workflow, "some data");
                await mesh.Acknowledge(To, acknowledged);
                return (await mesh.Get(To, $"/inbox/{acknowledged}")).Status;
            case "head-by-sender":
                var sent = await mesh.Sent(From, To, Workflow, "some data");
                return (await mesh.Ask(HttpMethod.Head, $"/messageexchange/{From}/inbox/{sent}", From)).Status;
            case "sender-headers":
                return (await mesh.Send(From, To, Workflow, _body, ("mex-from", "X26ABC3"), ("mex-version", "2.0"), ("mex-messagetype", "REPORT"))).Status;
            case "size-limits":
                return (await mesh.Send(From, To, Workflow, new byte[2_000])).Status;
            default:
                var token = relaxation == "token-age" ? mesh.Token(From, at: TimeProvider.System.GetUtcNow().AddHours(-3)) : mesh.Token(From);
                if (relaxation == "token-reuse")
                    await mesh.Ask(HttpMethod.Get, $"/messageexchange/{From}/inbox", null, token: token);
                return (await mesh.Ask(HttpMethod.Get, $"/messageexchange/{From}/inbox", null, token: token)).Status;
        }
    }
}
