using System.Data.Common;
using System.Xml;
using System.Xml.Linq;

namespace Plexus.Architecture.Tests.Compiled;

/// <summary>Code that breaks the rules on purpose. It is compiled so that the rules can be shown to see it, and never run.</summary>
internal static class BadSamples
{
    public static DateTime A_clock() => DateTime.UtcNow;

    public static Func<DateTimeOffset> A_clock_in_a_lambda() => () => DateTimeOffset.Now;

    public static async Task<DateTime> A_clock_after_an_await()
    {
        await Task.Yield();
        return DateTime.Today;
    }

    public static Guid An_identifier() => Guid.NewGuid();

    public static void A_nap() => Thread.Sleep(1);

    public static int Unwritten() => throw new NotImplementedException();

    public static Task A_fixed_delay() => Task.Delay(TimeSpan.FromSeconds(1));

    public static Task A_delay_by_the_clock(TimeProvider clock) => Task.Delay(TimeSpan.FromSeconds(1), clock);

    public static XmlReaderSettings Dtd_allowed() => new() { DtdProcessing = DtdProcessing.Parse, XmlResolver = null };

    public static XmlReaderSettings Dtd_unsaid() => new() { XmlResolver = null };

    public static XmlReaderSettings Resolver_left() => new() { DtdProcessing = DtdProcessing.Prohibit };

    public static XmlReaderSettings Guarded() => new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static XDocument Document_from_text(string text) => XDocument.Parse(text);

    public static XmlReader Reader_from_stream(Stream stream) => XmlReader.Create(stream);
}

internal interface IProtocol<TState>
{
    TState React(TState state);
}

internal sealed class GoodProtocol : IProtocol<int>
{
    public int React(int state) => state + 1;
}

internal sealed class BadProtocol(HttpClient http, TimeProvider clock) : IProtocol<string>
{
    public string React(string state) => Reached.ByDetour(state, () => $"{http.BaseAddress}{clock.GetUtcNow()}");
}

internal static class Reached
{
    public static string ByDetour(string path, Func<string> more)
    {
        using var file = File.OpenRead(path);
        return $"{file.Length}{Guid.NewGuid()}{more()}{Query(null!)}";
    }

    private static string Query(DbConnection connection) => connection.ConnectionString;
}
