using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>A request that a mailbox was allowed to make.</summary>
/// <param name="Http">The exchange.</param>
/// <param name="Twin">The message exchange.</param>
/// <param name="Mailbox">The mailbox whose token it is.</param>
/// <param name="Version">Version asked for: 1, or 2 for 2 and above.</param>
internal readonly record struct MeshCall(HttpContext Http, MeshTwin Twin, Mailbox Mailbox, int Version)
{
    internal CancellationToken Cancellation => Http.RequestAborted;

    internal string RouteValue(string name) => (string?)Http.Request.RouteValues[name] ?? "";

    internal MeshMessage? Message => Twin.Find(RouteValue("message"));

    internal Task Refuse(MeshError error, string? messageId = null) => MeshReply.Error(Http, Version, error, messageId);

    /// <summary>Reads a whole number of the query within limits.</summary>
    internal int? QueryNumber(string name, int absent, int least, int most, List<RequestProblem> problems)
    {
        var text = (string?)Http.Request.Query[name];
        if (text is null)
            return absent;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            problems.Add(RequestProblem.NotWhole("query", name));
        else if (number < least)
            problems.Add(RequestProblem.TooSmall("query", name, least));
        else if (number > most)
            problems.Add(RequestProblem.TooBig("query", name, most));
        return number;
    }

    /// <summary>Reads a text of the query within limits.</summary>
    internal string? QueryText(string name, int shortest, int longest, List<RequestProblem> problems)
    {
        var text = (string?)Http.Request.Query[name];
        if (text?.Length < shortest)
            problems.Add(RequestProblem.TooShort("query", name, shortest));
        else if (text?.Length > longest)
            problems.Add(RequestProblem.TooLong("query", name, longest));
        return text;
    }
}

/// <summary>Checks token, client certificate and version, in that order, before a handler sees the request.</summary>
internal sealed class MeshAccess(MeshTwin twin, SandboxTls? tls)
{
    internal RequestDelegate Guard(Func<MeshCall, Task> handle) => context =>
    {
        twin.Sweep();
        var version = VersionOf(context.Request.Headers.Accept);
        var path = (string?)context.Request.RouteValues["mailbox"] ?? "";
        var mailbox = twin.Directory.Find(path.AsSpan());
        var id = mailbox?.Id.ToWire() ?? path.ToUpperInvariant();
        if (twin.Tokens.Check((string?)context.Request.Headers.Authorization, id, mailbox) is { } refusal)
            return MeshReply.Error(context, Math.Max(version, 1), refusal);
        if (tls is { Clients: ClientCertificates.RequiredForMailbox } && !SandboxTls.Belongs(context.Connection.ClientCertificate, mailbox!.Settings.OdsCode))
            return MeshReply.Error(context, Math.Max(version, 1), MeshErrors.CertificateNotForMailbox);
        return version == 0
            ? MeshReply.Error(context, 1, MeshErrors.BadAccept)
            : handle(new MeshCall(context, twin, mailbox!, version));
    };

    /// <summary>For operations without a token: only the version is read.</summary>
    internal static RequestDelegate Open(Func<HttpContext, int, Task> handle) => context =>
        VersionOf(context.Request.Headers.Accept) is var version and > 0
            ? handle(context, version)
            : MeshReply.Error(context, 1, MeshErrors.BadAccept);

    /// <summary>1 or 2; 0 when a vnd.mesh media type cannot be read. Versions above 2 are answered as 2.</summary>
    internal static int VersionOf(string? accept)
    {
        const string prefix = "application/vnd.mesh.v", suffix = "+json";
        if (accept is null || !accept.Contains("vnd.mesh", StringComparison.Ordinal))
            return 1;
        foreach (var range in accept.AsSpan().SplitAny(',', ';'))
        {
            var type = accept.AsSpan(range).Trim();
            if (!type.Contains("vnd.mesh", StringComparison.Ordinal))
                continue;
            if (!type.StartsWith(prefix, StringComparison.Ordinal) || !type.EndsWith(suffix, StringComparison.Ordinal) || type.Length <= prefix.Length + suffix.Length)
                return 0;
            var digits = type[prefix.Length..^suffix.Length];
            if (digits.ContainsAnyExceptInRange('0', '9'))
                return 0;
            return digits.TrimStart('0') is "1" or "" ? 1 : 2;
        }
        return 1;
    }
}
