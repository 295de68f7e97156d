using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Sandbox.Mesh;

/// <summary>Mailboxes and workflows, and who may send what to whom.</summary>
public sealed class MeshDirectory
{
    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Workflow> _workflows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Mailbox>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly Lock _gate = new();

    internal MeshDirectory() => _byText = _mailboxes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Raised after a mailbox or workflow was added or replaced.</summary>
    internal event Action? Changed;

    /// <summary>All mailboxes in the order of their ids.</summary>
    public IReadOnlyList<Mailbox> Mailboxes => [.. _mailboxes.Values.OrderBy(m => m.Id.ToWire(), StringComparer.Ordinal)];

    /// <summary>All workflows in the order of their names.</summary>
    public IReadOnlyList<WorkflowSettings> Workflows => [.. _workflows.Values.Select(w => w.Settings).OrderBy(w => w.WorkflowId, StringComparer.Ordinal)];

    /// <summary>The mailbox, or null.</summary>
    public Mailbox? Find(MeshMailboxId id) => Find(id.ToWire());

    internal Mailbox? Find(ReadOnlySpan<char> id) => _byText.TryGetValue(id, out var mailbox) ? mailbox : null;

    /// <summary>Adds a mailbox or replaces its settings; its messages stay.</summary>
    public Mailbox Put(MailboxSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Mailbox mailbox;
        lock (_gate)
        {
            if (_mailboxes.TryGetValue(settings.MailboxId.ToWire(), out mailbox!))
                mailbox.Settings = settings;
            else
                _mailboxes[settings.MailboxId.ToWire()] = mailbox = new Mailbox(settings);
        }
        Changed?.Invoke();
        return mailbox;
    }

    /// <summary>Adds or replaces a workflow.</summary>
    public void Put(WorkflowSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _workflows[settings.WorkflowId] = new Workflow(settings);
        Changed?.Invoke();
    }

    /// <summary>Lets a mailbox send and receive workflows, adding those that are new.</summary>
    public void Allow(MeshMailboxId mailbox, IEnumerable<string> sends, IEnumerable<string> receives)
    {
        lock (_gate)
        {
            foreach (var name in sends)
                Put(Known(name) is var w && w.Senders.Contains(mailbox.ToWire()) ? w : w with { Senders = [.. w.Senders, mailbox.ToWire()] });
            foreach (var name in receives)
                Put(Known(name) is var w && w.Receivers.Contains(mailbox.ToWire()) ? w : w with { Receivers = [.. w.Receivers, mailbox.ToWire()] });
        }
    }

    internal bool Knows(string workflow) => _workflows.ContainsKey(workflow);

    internal bool MaySend(Mailbox sender, string workflow) => _workflows.TryGetValue(workflow, out var w) && w.Senders.Contains(sender.Id.ToWire());

    internal bool MayReceive(Mailbox recipient, string workflow) => _workflows.TryGetValue(workflow, out var w) && w.Receivers.Contains(recipient.Id.ToWire());

    /// <summary>Active mailboxes that receive a workflow, in the workflow's order.</summary>
    internal IEnumerable<Mailbox> Receivers(string workflow) =>
        _workflows.TryGetValue(workflow, out var w)
            ? w.Settings.Receivers.Select(id => Find(id)).Where(m => m is { Settings.Active: true }).Select(m => m!)
            : [];

    internal IEnumerable<Mailbox> Receivers(string ods, string workflow) =>
        Receivers(workflow).Where(m => m.Settings.OdsCode.ToWire().Equals(ods, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>mailboxes.jsonl</c> in the official sandbox's format: one JSON object a line.</summary>
    /// <exception cref="FormatException">A line is not a mailbox; says which line, never what it holds.</exception>
    public void ImportMailboxes(TextReader lines) => Import(lines, "mailbox", MeshDirectoryJson.ReadMailbox, m => Put(m));

    /// <summary>Reads <c>workflows.jsonl</c> in the official sandbox's format.</summary>
    /// <exception cref="FormatException">A line is not a workflow.</exception>
    public void ImportWorkflows(TextReader lines) => Import(lines, "workflow", MeshDirectoryJson.ReadWorkflow, Put);

    internal void Clear()
    {
        _mailboxes.Clear();
        _workflows.Clear();
    }

    internal string ExportMailboxes() => Lines(Mailboxes.Select(m => MeshDirectoryJson.Write(m.Settings)));

    internal string ExportWorkflows() => Lines(Workflows.Select(MeshDirectoryJson.Write));

    private static string Lines(IEnumerable<string> lines) => lines.Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString();

    private WorkflowSettings Known(string name) => _workflows.TryGetValue(name, out var w) ? w.Settings : new WorkflowSettings(name, [], []);

    private static void Import<T>(TextReader lines, string what, Func<JsonElement, T> read, Action<T> put)
    {
        var number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                put(read(document.RootElement));
            }
            catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
            {
                throw new FormatException($"Line {number} is not a {what}.", problem);
            }
        }
    }

    private sealed class Workflow(WorkflowSettings settings)
    {
        internal WorkflowSettings Settings { get; } = settings;
        internal FrozenSet<string> Senders { get; } = settings.Senders.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        internal FrozenSet<string> Receivers { get; } = settings.Receivers.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
