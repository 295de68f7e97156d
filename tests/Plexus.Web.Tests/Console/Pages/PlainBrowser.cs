using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Plexus.Web.Tests.Console.Pages;

/// <summary>A browser without scripts: it follows links and redirects, keeps cookies, and sends forms as they stand in the page.</summary>
public sealed class PlainBrowser : IDisposable
{
    private static readonly HtmlParser Parser = new();

    private readonly HttpClient _client;

    /// <param name="cookies">Its own when null.</param>
    public PlainBrowser(Uri address, CookieContainer? cookies = null)
    {
        _client = new HttpClient(new HttpClientHandler { CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = address };
        _client.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public async Task<Shown> OpenAsync(string address)
    {
        using var response = await _client.GetAsync(address);
        return await ShowAsync(response);
    }

    /// <summary>Presses a form's button after filling in some of its fields.</summary>
    /// <param name="form">Name of the form.</param>
    /// <param name="fields">By name; the others stay as the page has them.</param>
    /// <param name="button">Name and value of the button that is pressed, where it has them.</param>
    /// <param name="files">Field, file name, type and content.</param>
    public async Task<Shown> SubmitAsync(
        Shown page, string form, Dictionary<string, string>? fields = null, (string Name, string Value)? button = null, IReadOnlyList<(string Field, string Name, string Type, string Content)>? files = null)
    {
        var element = page.Document.Forms.Single(f => f.QuerySelector("input[name=_handler]")?.GetAttribute("value") == form);
        var values = Typed(element);
        foreach (var (name, value) in fields ?? [])
        {
            element.QuerySelectorAll("[name]").Any(e => e.GetAttribute("name") == name).ShouldBeTrue($"the form has no field {name}");
            values[name] = value;
        }

        if (button is { } pressed)
        {
            element.QuerySelectorAll("button").ShouldContain(b => b.GetAttribute("name") == pressed.Name && b.GetAttribute("value") == pressed.Value);
            values[pressed.Name] = pressed.Value;
        }

        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in values)
            content.Add(new StringContent(value, Encoding.UTF8), $"\"{name}\"");
        foreach (var file in files ?? [])
        {
            var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(file.Content));
            bytes.Headers.ContentType = new(file.Type);
            content.Add(bytes, file.Field, file.Name);
        }

        var target = element.GetAttribute("action") is { Length: > 0 } action ? action : page.Address.PathAndQuery;
        using var response = await _client.PostAsync(target, content);
        return await ShowAsync(response);
    }

    public void Dispose() => _client.Dispose();

    private static Dictionary<string, string> Typed(IHtmlFormElement form)
    {
        var values = new Dictionary<string, string>();
        foreach (var element in form.QuerySelectorAll("[name]"))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox" } choice:
                    if (choice.IsChecked)
                        values[name] = choice.Value;
                    break;
                case IHtmlInputElement { Type: "file" }:
                    break;
                case IHtmlInputElement input:
                    values[name] = input.Value;
                    break;
                case IHtmlSelectElement select:
                    values[name] = select.Value ?? "";
                    break;
                case IHtmlTextAreaElement text:
                    values[name] = text.Value;
                    break;
            }
        }

        return values;
    }

    private static async Task<Shown> ShowAsync(HttpResponseMessage response) =>
        new(response.StatusCode, response.RequestMessage!.RequestUri!, Parser.ParseDocument(await response.Content.ReadAsStringAsync()));
}

/// <summary>A page as it came.</summary>
public sealed record Shown(HttpStatusCode Status, Uri Address, IHtmlDocument Document)
{
    public string Title => Document.QuerySelector("h1")?.TextContent.Trim() ?? "";

    /// <summary>What people read in the page, white space aside.</summary>
    public string Text => string.Join(' ', (Document.QuerySelector("main")?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What stands beside a field.</summary>
    public string? ProblemOf(string field) => Document.GetElementById($"{field.Replace('.', '-')}-error")?.TextContent.Replace("Error: ", "").Trim();

    public string LinkTo(string text) =>
        Document.QuerySelectorAll("main a").First(a => a.TextContent.Trim() == text).GetAttribute("href")!;
}
