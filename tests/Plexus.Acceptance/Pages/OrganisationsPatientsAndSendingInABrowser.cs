using Microsoft.Playwright;
using Plexus.Acceptance.Browsing;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;
using static Microsoft.Playwright.Assertions;

namespace Plexus.Acceptance.Pages;

public sealed class OrganisationsPatientsAndSendingInABrowser(BrowserFixture browser, OneInstallation gateway) : IClassFixture<BrowserFixture>, IClassFixture<OneInstallation>
{
    public static TheoryData<string, string, int> Pages() => AtBothWidths(
        ("/patients", "patients"), ("/patients/add", "patients-add"), ("/patients/import", "patients-import"), ("/patients/record/none", "patients-link-gone"), ("/organisations", "organisations"),
        ("/organisations/A81001", "organisation"), ("/organisations/Z99999", "organisation-unknown"), ("/send", "send"), ("/standards", "standards"), ("/deliveries", "deliveries-empty"));

    public static TheoryData<string, string, int> EmptyPages() => AtBothWidths(("/patients", "patients-first"), ("/organisations", "organisations-first"), ("/send", "send-first"));

    public static TheoryData<int> Widths() => new(BrowserFixture.Desktop, BrowserFixture.Phone);

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_barrier_and_fits_its_width(string address, string name, int width)
    {
        await using var tab = await browser.OpenAsync(gateway.Address, width);

        await tab.Page.GotoAsync(address);
        // Opened, so that what is folded away is looked at too.
        await tab.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");

        await LookAsync(tab, name);
    }

    [BrowserTheory]
    [MemberData(nameof(EmptyPages))]
    public async Task A_page_of_a_fresh_installation_has_no_barrier_and_fits_its_width(string address, string name, int width)
    {
        await using var host = await StyleguideHost.StartAsync(everySection: false);
        await using var tab = await browser.OpenAsync(host.Address, width);

        await tab.Page.GotoAsync(address);

        await LookAsync(tab, name);
    }

    [BrowserTheory]
    [MemberData(nameof(Widths))]
    public async Task A_patient_is_searched_for_with_the_keyboard_and_opened(int width)
    {
        await using var tab = await browser.OpenAsync(gateway.Address, width);
        await tab.Page.GotoAsync("/patients");

        await tab.Page.GetByLabel("Surname").FillAsync("Holloway");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "1 patient found" })).ToBeVisibleAsync();
        await LookAsync(tab, "patients-found");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "HOLLOWAY, Amira" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "HOLLOWAY, Amira" })).ToBeVisibleAsync();
        await LookAsync(tab, "patient");
    }

    [BrowserTheory]
    [MemberData(nameof(Widths))]
    public async Task A_form_that_has_to_be_mended_leads_to_its_first_problem(int width)
    {
        await using var tab = await browser.OpenAsync(gateway.Address, width);
        await tab.Page.GotoAsync("/send");

        await tab.Page.GetByLabel("A mailbox that I name").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send the document" }).ClickAsync();
        await Expect(tab.Page.Locator(".nhsuk-error-summary")).ToBeFocusedAsync();
        await LookAsync(tab, "send-problems");
        await tab.Page.Locator(".nhsuk-error-summary a").First.ClickAsync();

        await Expect(tab.Page.GetByLabel("NHS number")).ToBeFocusedAsync();
    }

    [BrowserTheory]
    [MemberData(nameof(Widths))]
    public async Task A_file_of_patients_is_checked(int width)
    {
        await using var tab = await browser.OpenAsync(gateway.Address, width);
        await tab.Page.GotoAsync("/patients/import");

        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "patients.csv",
            MimeType = "text/csv",
            Buffer = "local_id,surname,birth_date,registered_from\nQ-1,Quill,1970-05-06,2019-01-01\nQ-2,Reed,6.5.1970,2019-01-01\n"u8.ToArray(),
        });
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(tab.Page.GetByText("birth_date is not a date")).ToBeVisibleAsync();
        await LookAsync(tab, "patients-import-checked");
    }

    [BrowserTheory]
    [MemberData(nameof(Widths))]
    public async Task A_mailbox_is_paused_and_the_page_says_so(int width)
    {
        await using var installation = await Installation.StartAsync();
        await using var host = await StyleguideHost.StartAsync(everySection: false, installation: installation);
        await using var tab = await browser.OpenAsync(host.Address, width);
        await tab.Page.GotoAsync("/organisations");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Pause {Installation.Mailbox}" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Resume {Installation.Mailbox}" })).ToBeVisibleAsync();
        await LookAsync(tab, "organisations-paused");
    }

    private static async Task LookAsync(BrowserPage tab, string name)
    {
        await Expect(tab.Page.Locator("body")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("nhsuk-frontend-supported"));
        await tab.SaveAsync(name);
        (await BrowserFixture.BarriersAsync(tab.Page)).ShouldBeEmpty();
        (await tab.OverflowAsync()).ShouldBe(0);
        tab.Complaints.Where(complaint => !complaint.Contains("the server responded with a status of")).ShouldBeEmpty();
    }

    private static TheoryData<string, string, int> AtBothWidths(params (string Address, string Name)[] pages)
    {
        var data = new TheoryData<string, string, int>();
        foreach (var (address, name) in pages)
            foreach (var width in new[] { BrowserFixture.Desktop, BrowserFixture.Phone })
                data.Add(address, name, width);
        return data;
    }
}

/// <summary>One practice with two patients, a mailbox and a letter, for tests that change nothing.</summary>
public sealed class OneInstallation : IAsyncLifetime
{
    private Installation _installation = null!;
    private StyleguideHost _host = null!;

    public Uri Address => _host.Address;

    public async Task InitializeAsync()
    {
        _installation = await Installation.StartAsync();
        await _installation.ReceivesAsync(new Letter("about-a-patient"));
        _host = await StyleguideHost.StartAsync(everySection: false, installation: _installation);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _installation.DisposeAsync();
    }
}
