using Plexus.Engine.Queries;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;

namespace Plexus.Acceptance.Pages;

/// <summary>A practice in the middle of its day: letters filed, one to be matched and some parked.</summary>
public sealed class WorkingPracticeFixture : IAsyncLifetime
{
    private StyleguideHost _host = null!;

    public Installation Installation { get; private set; } = null!;

    public Uri Address => _host.Address;

    public ExchangeSummary Filed { get; private set; } = null!;

    public ExchangeSummary Parked { get; private set; } = null!;

    public TaskView Match { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Installation = await Installation.StartAsync();
        Filed = await Installation.ReceivesAsync(new Letter("filed"));
        await Installation.ReceivesAsync(new Letter("second") { Title = "Discharge summary" });
        var unclear = await Installation.ReceivesAsync(new Letter("unclear") { Surname = "Hollaway", Title = "Referral answer" });
        await Installation.ReceivesAsync(new Letter("bad-definition") { Definition = "https://fhir.nhs.uk/STU3/MessageDefinition/Nobody-Knows-This-1" });
        Parked = await Installation.ReceivesAsync("these bytes are no message", "GPCONNECT_SEND_DOCUMENT", "Broken");
        await Installation.ReceivesAsync("nobody takes this", "SPINE_UNKNOWN_WORKFLOW");
        await Installation.SettledAsync();
        Match = (await Installation.Node.Queries.ExchangeAsync(unclear.Id, default))!.Tasks.Single();
        _host = await StyleguideHost.StartAsync(everySection: false, installation: Installation);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
