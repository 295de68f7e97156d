using System.CommandLine;
using System.Security.Cryptography;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

/// <summary>The options by which every verb of <c>plexus mesh</c> reaches its mailbox.</summary>
internal sealed class MeshConnection
{
    private readonly Option<Uri> _url = new("--url")
    {
        Description = "Address of MESH, e.g. https://msg.intspineservices.nhs.uk or http://localhost:8700.",
        Required = true,
        CustomParser = argument =>
        {
            if (Uri.TryCreate(argument.Tokens.Single().Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                return url;
            argument.AddError("--url must begin with https:// or http://.");
            return null;
        },
    };

    private readonly Option<MeshMailboxId> _mailbox = Values.Option<MeshMailboxId>("--mailbox", "The mailbox's id.", required: true);

    private readonly Option<FileInfo> _password = new("--password-file") { Description = "File whose first line is the mailbox's password.", Required = true };

    private readonly Option<FileInfo> _sharedKey = new("--shared-key-file") { Description = "File whose first line is the environment's shared key.", Required = true };

    private readonly Option<FileInfo?> _certificate = new("--cert") { Description = "Our client certificate, PEM." };

    private readonly Option<FileInfo?> _key = new("--key") { Description = "Its private key, PEM, when not in the same file." };

    private readonly Option<FileInfo?> _authorities = new("--ca") { Description = "The only authorities to believe, PEM. Without it, those of the operating system." };

    private readonly Option<string> _version = new("--api") { Description = "Version of the MESH API.", DefaultValueFactory = _ => "v2" };

    /// <summary>Adds the options to a verb.</summary>
    public static MeshConnection AddTo(Command verb)
    {
        var connection = new MeshConnection();
        connection._version.AcceptOnlyFromAmong("v1", "v2");
        foreach (Option option in new Option[] { connection._url, connection._mailbox, connection._password, connection._sharedKey, connection._certificate, connection._key, connection._authorities, connection._version })
            verb.Options.Add(option);
        return connection;
    }

    /// <param name="result">The command line.</param>
    /// <param name="largest">The verb's option for what may come out of a compressed message, if it downloads.</param>
    public MeshClient Open(ParseResult result, Option<long>? largest = null)
    {
        var error = result.InvocationConfiguration.Error;
        var options = new MeshClientOptions
        {
            BaseAddress = result.GetRequiredValue(_url),
            Credentials = new MeshCredentials(result.GetRequiredValue(_mailbox), ReadSecret(result.GetRequiredValue(_password)), ReadSecret(result.GetRequiredValue(_sharedKey))),
            ApiVersion = result.GetRequiredValue(_version) == "v1" ? MeshApiVersion.V1 : MeshApiVersion.V2,
            Tls = ReadTls(result),
            Retry = new MeshRetryOptions { OnRetry = retry => error.WriteLine($"plexus: {retry.Operation}: {retry.Error?.ToString() ?? "no answer"}; trying again in {retry.Delay.TotalSeconds:0.0} s") },
        };
        return new MeshClient(largest is null ? options : options with { MaxDecompressedBytes = result.GetValue(largest) });
    }

    private MeshTlsOptions? ReadTls(ParseResult result)
    {
        var (certificate, key, authorities) = (result.GetValue(_certificate), result.GetValue(_key), result.GetValue(_authorities));
        if (key is not null && certificate is null)
            throw new CommandException("--key needs --cert.", ExitCode.Misuse);
        if (certificate is null && authorities is null)
            return null;

        try
        {
            return MeshTlsOptions.FromPemFiles(certificate?.FullName, key?.FullName, authorities?.FullName);
        }
        catch (CryptographicException)
        {
            throw new CommandException("--cert, --key or --ca is not usable: not PEM, or certificate and key do not belong together.");
        }
    }

    private static string ReadSecret(FileInfo file) =>
        File.ReadLines(file.FullName).FirstOrDefault() is { Length: > 0 } secret ? secret : throw new CommandException($"{file.Name} is empty.");
}
