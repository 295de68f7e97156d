using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;

namespace Plexus.Web.Tests.Api;

/// <summary>An installation with its API and pages on a loopback port.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private StyleguideHost _host = null!;

    public Installation Installation { get; private set; } = null!;

    /// <summary>As a program calls.</summary>
    public HttpClient Api { get; private set; } = null!;

    public Uri Address => _host.Address;

    public async Task InitializeAsync()
    {
        Installation = await Installation.StartAsync();
        _host = await StyleguideHost.StartAsync(everySection: false, installation: Installation);
        Api = new HttpClient { BaseAddress = _host.Address };
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        await _host.DisposeAsync();
        await Installation.DisposeAsync();
    }

    public async Task<JsonElement> GetAsync(string address)
    {
        using var response = await Api.GetAsync(address);
        response.IsSuccessStatusCode.ShouldBeTrue($"{address}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<JsonElement> PostAsync(string address, object body)
    {
        using var response = await Api.PostAsJsonAsync(address, body);
        response.IsSuccessStatusCode.ShouldBeTrue($"{address}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response.StatusCode == System.Net.HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The problem that a request is answered with.</summary>
    public static async Task<(int Status, string Code, JsonElement Body)> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", await response.Content.ReadAsStringAsync());
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)response.StatusCode, body.GetProperty("code").GetString()!, body);
    }
}
