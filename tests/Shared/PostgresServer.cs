using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Plexus.Testing;

/// <summary>The PostgreSQL that tests use: the one <c>PLEXUS_TEST_POSTGRES</c> names (./test starts it), otherwise a temporary one of this process.</summary>
internal static class PostgresServer
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("PLEXUS_TEST_POSTGRES");
    private static readonly string? Binaries = FindBinaries();
    private static readonly Lazy<string> Started = new(Start);

    /// <summary>Why PostgreSQL tests are skipped; null when they run, and always null when PLEXUS_REQUIRE_ALL=1 wants a failure instead.</summary>
    internal static string? WhySkipped =>
        !string.IsNullOrEmpty(Given) || Binaries is not null || Environment.GetEnvironmentVariable("PLEXUS_REQUIRE_ALL") == "1"
            ? null
            : "PostgreSQL is not installed (apt install postgresql) and PLEXUS_TEST_POSTGRES names none";

    /// <summary>A connection string to a database in which others can be made.</summary>
    internal static string ConnectionString => string.IsNullOrEmpty(Given) ? Started.Value : Given;

    private static string? FindBinaries()
    {
        const string Root = "/usr/lib/postgresql";
        return Directory.Exists(Root)
            ? Directory.EnumerateDirectories(Root).OrderByDescending(d => double.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)).Select(d => Path.Combine(d, "bin")).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            : null;
    }

    private static string Start()
    {
        if (Binaries is null)
            throw new InvalidOperationException("PostgreSQL is required (PLEXUS_REQUIRE_ALL=1) but not installed.");
        var folder = Path.Combine(Path.GetTempPath(), "plexus-pg-" + Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        // The server refuses to run as root, so root steps down.
        string[] owner = Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=" + folder] : [];
        if (owner.Length > 0)
            Run(["/bin/sh", "-c", "chown nobody . && chmod 755 ."], folder);
        var data = Path.Combine(folder, "data");
        Run([.. owner, Path.Combine(Binaries, "initdb"), "-D", data, "-U", "plexus", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"], folder);
        var port = FreePort();
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 -c fsync=off -c full_page_writes=off");
        Run([.. owner, Path.Combine(Binaries, "pg_ctl"), "-D", data, "-w", "-t", "30", "-l", Path.Combine(folder, "server.log"), "-o", options, "start"], folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Run([.. owner, Path.Combine(Binaries, "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"], folder);
            Directory.Delete(folder, recursive: true);
        };
        return string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=plexus;Database=postgres");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(string[] command, string folder)
    {
        // Output goes nowhere: a pipe would be inherited by the server and never close.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >/dev/null 2>&1 </dev/null");
        start.ArgumentList.Add("sh");
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(command[0])} ended with {process.ExitCode}.");
    }

    /// <summary>Runs one statement on the server's own database.</summary>
    internal static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
