using System.Reflection.Metadata;

namespace Plexus.Architecture.Tests.Compiled;

/// <summary>A use the code does without, and what it does instead. An empty member means the whole type.</summary>
internal sealed record Forbidden(string Type, string Member, string Instead)
{
    public bool Matches(Use use) => use.Type == Type && (Member.Length == 0 || use.Member == Member);
}

internal static class CompiledRules
{
    private static readonly Forbidden[] Clocks =
    [
        new("System.DateTime", "get_Now", "TimeProvider"),
        new("System.DateTime", "get_UtcNow", "TimeProvider"),
        new("System.DateTime", "get_Today", "TimeProvider"),
        new("System.DateTimeOffset", "get_Now", "TimeProvider"),
        new("System.DateTimeOffset", "get_UtcNow", "TimeProvider"),
    ];

    private static readonly Forbidden[] Everywhere =
    [
        .. Clocks,
        new("System.Guid", "NewGuid", "an injected source of identifiers"),
        new("System.Guid", "CreateVersion7", "an injected source of identifiers"),
        new("System.Threading.Thread", "Sleep", "a condition, or a timer of the injected TimeProvider"),
        new("System.NotImplementedException", "", "the behaviour"),
    ];

    private static readonly Forbidden[] InProtocols =
    [
        .. Clocks,
        new("System.TimeProvider", "", "the time the stimulus carries"),
        new("System.Diagnostics.Stopwatch", "", "the time the stimulus carries"),
        new("System.Environment", "get_TickCount", "the time the stimulus carries"),
        new("System.Environment", "get_TickCount64", "the time the stimulus carries"),
        new("System.Guid", "NewGuid", "an identifier derived from the stimulus"),
        new("System.Guid", "CreateVersion7", "an identifier derived from the stimulus"),
        new("System.Random", "", "a value derived from the stimulus"),
        new("System.Security.Cryptography.RandomNumberGenerator", "", "a value derived from the stimulus"),
        new("System.IO.File", "", "facts.Payloads"),
        new("System.IO.FileStream", "", "facts.Payloads"),
        new("System.IO.FileInfo", "", "facts.Payloads"),
        new("System.IO.Directory", "", "facts.Payloads"),
        new("System.IO.DirectoryInfo", "", "facts.Payloads"),
        new("System.Console", "", "an effect"),
        new("System.Threading.Thread", "Sleep", "a Timer effect"),
        new("System.Threading.Tasks.Task", "Delay", "a Timer effect"),
        new("System.Threading.Tasks.Task", "Run", "a StartJob effect"),
    ];

    private static readonly string[] NamespacesOutsideProtocols =
        ["System.Net.Http", "System.Net.Sockets", "System.Data", "Npgsql", "Microsoft.Data.Sqlite", "Dapper"];

    private static readonly string[] ReadersOfXml =
        ["System.Xml.XmlReader", "System.Xml.Linq.XDocument", "System.Xml.Linq.XElement", "System.Xml.XmlDocument", "System.Xml.XPath.XPathDocument"];

    private static readonly string[] WaysToRead = ["Create", "Load", "LoadAsync", "LoadXml", "Parse", ".ctor"];

    /// <summary>Clocks, random identifiers, sleeping and unwritten code, outside the exceptions ("Type.Method member").</summary>
    public static IEnumerable<string> Unrepeatable(CompiledAssembly assembly, IReadOnlyDictionary<string, string> exceptions) =>
        from use in assembly.Uses
        from rule in Everywhere
        where rule.Matches(use) && !exceptions.ContainsKey($"{use.User} {rule.Type}.{rule.Member}")
        select $"{use}; use {rule.Instead}.";

    /// <summary>Waits that the injected clock cannot move.</summary>
    public static IEnumerable<string> FixedDelays(CompiledAssembly assembly) =>
        from use in assembly.Uses
        where use is { Type: "System.Threading.Tasks.Task", Member: "Delay" } && !use.Parameters.Contains("System.TimeProvider")
        select $"{use}; give it the injected TimeProvider.";

    /// <summary>What a protocol, or a type of the same assembly it reaches, does besides computing.</summary>
    public static IEnumerable<string> ImpureProtocols(CompiledAssembly assembly)
    {
        var own = assembly.Uses.ToLookup(use => use.User);
        foreach (var protocol in assembly.Implementers["IProtocol"].Distinct())
        {
            var reached = new HashSet<string> { protocol };
            var waiting = new Queue<string>(reached);
            while (waiting.TryDequeue(out var type))
            {
                foreach (var use in own[type])
                {
                    if (Impurity(use) is { } instead)
                        yield return $"{protocol}: {use}; use {instead}.";
                    if (own.Contains(use.Type) && reached.Add(use.Type))
                        waiting.Enqueue(use.Type);
                }
            }
        }
    }

    /// <summary>XML read with a document type definition allowed, a resolver left in place, or settings that do not say so.</summary>
    public static IEnumerable<string> UnsafeXml(CompiledAssembly assembly)
    {
        foreach (var use in assembly.Uses)
        {
            if (use.Type == "System.Xml.XmlTextReader")
                yield return $"{use}; use XmlReader with settings.";
            if (ReadersOfXml.Contains(use.Type) && WaysToRead.Contains(use.Member) && ReadsUnguarded(use))
                yield return $"{use} without settings; read through an XmlReader that prohibits document types.";
        }

        foreach (var method in assembly.Uses.Where(use => use.Type == "System.Xml.XmlReaderSettings").GroupBy(use => use.Method))
        {
            var made = method.Count(use => use.Member == ".ctor" && use.Parameters.IsEmpty);
            var prohibited = method.Count(use => use is { Member: "set_DtdProcessing", Before: ILOpCode.Ldc_i4_0 });
            var unresolved = method.Count(use => use is { Member: "set_XmlResolver", Before: ILOpCode.Ldnull });
            if (prohibited < made || method.Any(use => use is { Member: "set_DtdProcessing", Before: not ILOpCode.Ldc_i4_0 }))
                yield return $"{method.Key} makes XmlReaderSettings without DtdProcessing.Prohibit.";
            if (unresolved < made || method.Any(use => use is { Member: "set_XmlResolver", Before: not ILOpCode.Ldnull }))
                yield return $"{method.Key} makes XmlReaderSettings without XmlResolver = null.";
        }
    }

    private static string? Impurity(Use use)
    {
        if (NamespacesOutsideProtocols.Any(space => use.Type.StartsWith($"{space}.", StringComparison.Ordinal)))
            return "an effect";
        return InProtocols.FirstOrDefault(rule => rule.Matches(use))?.Instead;
    }

    private static bool ReadsUnguarded(Use use) =>
        !use.Parameters.IsEmpty
        && !use.Parameters.Contains("System.Xml.XmlReader")
        && !use.Parameters.Contains("System.Xml.XmlReaderSettings")
        && use.Parameters.Any(p => p is "System.String" or "System.IO.Stream" or "System.IO.TextReader")
        && !(use.Type is "System.Xml.Linq.XElement" && use.Member == ".ctor");
}
