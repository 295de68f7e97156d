using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox;

/// <summary><c>/sandbox</c>: what is here, as a page that needs no script.</summary>
internal static class IndexPage
{
    private const string Style =
        "body{font:16px/1.5 Arial,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#212b32;background:#f0f4f5}"
        + "h1,h2{line-height:1.2}table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d8dde0;vertical-align:top}"
        + "code{overflow-wrap:anywhere}.env{display:inline-block;background:#ffeb3b;padding:.1rem .6rem;font-weight:bold}.scroll{overflow-x:auto}";

    private static readonly (string Method, string Path, string What)[] _control =
    [
        ("GET", "/sandbox/people?case=&practice=&limit=", "people; cases are registered, deducted, recentlyDeceased, deceased"),
        ("POST", "/sandbox/people/search", "by nhsNumber, or by dateOfBirth and family"),
        ("POST", "/sandbox/people", "add a person of the 999 block"),
        ("POST", "/sandbox/people/change", "nhsNumber with register, deduct, died, or new demographics"),
        ("GET", "/sandbox/people/patients.csv?practice=", "a practice's patients, as plexus patients import takes them"),
        ("GET", "/sandbox/people/changes?after=", "the change log"),
        ("GET", "/sandbox/defaults", "who is who when nobody configured anything"),
        ("GET POST", "/sandbox/send", "the synthetic sender's cases; send one: case, to, from, count, routed, about, code"),
        ("GET", "/sandbox/sent?after=&case=&wait=", "what was sent and what came back; wait holds the answer for that many seconds at most"),
        ("GET POST", "/sandbox/itk3/partner", "the automatic partner: mailboxes, delay (d.hh:mm:ss), fullPattern, maxBytes"),
        ("GET", "/sandbox/itk3/received", "what the partner saw, with verdicts and answers"),
        ("GET", "/sandbox/organisations", "practices, pharmacies, trust, NHS 111"),
        ("GET POST", "/sandbox/mailboxes", "list; add or replace, with sends and receives"),
        ("GET POST", "/sandbox/workflows", "list; add or replace"),
        ("GET POST", "/sandbox/clock", "business clock: now, advance (d.hh:mm:ss), frozen, reset"),
        ("GET POST DELETE", "/sandbox/faults", "rules: service, operation, count, probability, status, retryAfter, delayMs, drop (before, after), corrupt, duplicate"),
        ("POST", "/sandbox/reset", "everything back to the start"),
    ];

    internal static Task Write(HttpContext context, SandboxHost host)
    {
        var world = host.World;
        var page = new StringBuilder()
            .Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Plexus sandbox</title><style>")
            .Append(Style).Append("</style></head><body><main><h1>Plexus sandbox</h1><p>Environment: <span class=\"env\">")
            .Append(SandboxWorld.Environment).Append("</span></p><p>Emulated national services over ")
            .Append(world.Population.Count.ToString(CultureInfo.InvariantCulture)).Append(" invented people (seed ")
            .Append(world.Population.Seed.ToString(CultureInfo.InvariantCulture)).Append("). A run here is a rehearsal, not evidence of live. Business clock: ")
            .Append(world.Clock.Business.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture))
            .Append(world.Clock.Frozen ? " (frozen)" : "").Append(".</p>");

        foreach (var service in host.Services)
        {
            page.Append("<h2>").Append(Text(service.Name)).Append("</h2><p>").Append(Text(service.Summary)).Append("</p>");
            Table(page, ["Operation", "Request", "Grade", "What"], service.Operations.Select(o => new[] { o.Name, o.Route, o.Grade.ToString().ToLowerInvariant(), o.Summary }));
        }
        page.Append("<h2>Control</h2>");
        Table(page, ["Method", "Path", "What"], _control.Select(c => new[] { c.Method, c.Path, c.What }));
        page.Append("<h2>").Append(world.Options.Permissive ? "Relaxed (permissive)" : "Strict; permissive would relax").Append("</h2>");
        Table(page, ["Name", "Strict", "Permissive"], Relaxation.All.Select(r => new[] { r.Name, r.Strict, r.Permissive }));
        page.Append("<h2>Mailboxes</h2>");
        Table(page, ["Mailbox", "Name", "ODS", "Waiting"], host.Mesh.Twin.Directory.Mailboxes.Select(m => new[]
        {
            m.Id.ToWire(), m.Settings.MailboxName, m.Settings.OdsCode.ToWire(), m.Inbox.Count.ToString(CultureInfo.InvariantCulture),
        }));
        page.Append("</main></body></html>");

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    private static void Table(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("<div class=\"scroll\"><table><thead><tr>");
        foreach (var head in heads)
            page.Append("<th scope=\"col\">").Append(head).Append("</th>");
        page.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            page.Append("<tr>");
            foreach (var cell in row)
                page.Append("<td>").Append(Text(cell)).Append("</td>");
            page.Append("</tr>");
        }
        page.Append("</tbody></table></div>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
