using Plexus.Sandbox.Itk3;

namespace Plexus.Sandbox.Tests.Itk3;

/// <summary>The two sides of the sandbox against each other: each case gets from the partner what its row promises.</summary>
public sealed class EveryCaseAgainstThePartner
{
    public static TheoryData<string> Cases => [.. SendCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_case_is_answered_as_its_row_says(string name)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        if (name == "large")
            sandbox.Itk3.Partner.Settings = sandbox.Itk3.Partner.Settings with { MaxBytes = 20_000_000 };

        var sent = await sandbox.Sent(new SendRequest(name, To: SandboxDefaults.PartnerMailbox, From: SandboxDefaults.SenderMailbox, About: "header-1"));
        await sandbox.Finished(sent.MeshId!);
        sent = await sandbox.Answered(sent);

        sent.MeshRefusal.ShouldBeNull();
        sent.Answers.SelectMany(a => a.Problems).ShouldBeEmpty();
        sent.Verdict.ShouldBe(SentVerdict.AsExpected, $"{string.Join(' ', sent.Answers.Select(a => a.Code))} instead of {SendCases.ByName[name].Expects.Text}");
        sandbox.Itk3.Sender.Unmatched.ShouldBeEmpty();
    }
}
