using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Plexus.Storage.Secrets;

namespace Plexus.Storage.Audit;

/// <summary>Who did what to which thing.</summary>
/// <param name="Organisation">ODS code; empty for the installation itself.</param>
/// <param name="Actor">A user, an API client or <c>engine</c>.</param>
/// <param name="Subject">Kind and id, such as <c>exchange/0193…</c>; never patient data.</param>
/// <param name="PatientIndex">The blind index of the patient whose data was touched.</param>
public sealed record AuditEntry(string Organisation, string Actor, string Action, string Subject, string? Detail = null, string? PatientIndex = null);

/// <param name="Break">Where the chain does not hold, and how; null when it does.</param>
public sealed record AuditVerdict(long Rows, long Days, string? Break)
{
    public bool Intact => Break is null;
}

/// <summary>A chain of hashes per organisation and day: a changed, missing or inserted row shows.</summary>
/// <remarks>A day's chain goes on from the last hash of the organisation's day before. A closed day is anchored by a keyed hash, which somebody who only has the database cannot make.</remarks>
public sealed class AuditChain(Database database, KeyRing keys)
{
    private static readonly Sql SelectHead = new("SELECT day, seq, hash FROM audit_head WHERE organisation = $1 {{for_update}}");

    private static readonly Sql InsertHead = new("INSERT INTO audit_head (organisation, day, seq, hash) VALUES ($1, $2, 0, $3) ON CONFLICT (organisation) DO NOTHING");

    private static readonly Sql UpdateHead = new("UPDATE audit_head SET day = $2, seq = $3, hash = $4 WHERE organisation = $1");

    private static readonly Sql InsertRow = new(
        "INSERT INTO audit (organisation, day, seq, at, actor, action, subject, detail, patient_index, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    private static readonly Sql SelectRows = new(
        """
        SELECT organisation, day, seq, at, actor, action, subject, detail, patient_index, hash FROM audit
        WHERE (organisation, day, seq) > ($1, $2, $3) ORDER BY organisation, day, seq LIMIT 1000
        """);

    private static readonly Sql SelectHeads = new("SELECT organisation, day, seq, hash FROM audit_head");

    private static readonly Sql SelectAnchors = new("SELECT organisation, day, seq, hash, mac FROM audit_anchor");

    // Days that a later one followed, and days of organisations that have been quiet since.
    private static readonly Sql SelectClosedDays = new(
        """
        SELECT organisation, day, seq, hash FROM audit_closed
        UNION ALL SELECT h.organisation, h.day, h.seq, h.hash FROM audit_head h
        WHERE h.day < $1 AND h.seq > 0 AND NOT EXISTS (SELECT 1 FROM audit_anchor n WHERE n.organisation = h.organisation AND n.day = h.day)
        """);

    private static readonly Sql InsertClosed = new("INSERT INTO audit_closed (organisation, day, seq, hash) VALUES ($1, $2, $3, $4)");

    private static readonly Sql SelectClosed = new("SELECT organisation, day, seq, hash FROM audit_closed");

    private static readonly Sql DeleteClosed = new("DELETE FROM audit_closed WHERE organisation = $1 AND day = $2");

    private static readonly Sql InsertAnchor = new(
        "INSERT INTO audit_anchor (organisation, day, seq, hash, mac, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation, day) DO NOTHING");

    private static readonly byte[] Root = new byte[32];

    /// <summary>Anchors every day before the given one that has no anchor yet; says how many.</summary>
    public Task<int> AnchorAsync(DateOnly before, CancellationToken cancellation) =>
        database.Writes.RunAsync(
            session =>
            {
                var closed = session.Query(SelectClosedDays, ReadLink, Day(before));
                var made = 0;
                foreach (var link in closed)
                {
                    made += session.Execute(InsertAnchor, link.Organisation, link.Day, link.Seq, link.Hash, Mac(link), session.Now);
                    session.Post(DeleteClosed, link.Organisation, link.Day);
                }

                return made;
            },
            cancellation: cancellation);

    /// <summary>Reads every row and checks every hash, number, head and anchor, as they stand at one moment: the system may go on writing.</summary>
    public Task<AuditVerdict> VerifyAsync(CancellationToken cancellation) => Task.Run(() => database.ReadSnapshot(rows => Verify(rows, cancellation)), cancellation);

    /// <summary>Links the entries to their organisations' chains, in the order of organisations: two transactions never wait for each other crosswise.</summary>
    internal static void Append(Session rows, List<AuditEntry> entries, long now)
    {
        if (entries.Count == 0)
            return;
        var today = Day(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime));
        foreach (var group in entries.GroupBy(e => e.Organisation).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var head = ReadHead(rows, group.Key, today);
            // A clock set back must not write into a day that is closed.
            var day = string.CompareOrdinal(today, head.Day) < 0 ? head.Day : today;
            if (day != head.Day && head.Seq > 0)
                rows.Post(InsertClosed, head.Organisation, head.Day, head.Seq, head.Hash);
            var (seq, hash) = (day == head.Day ? head.Seq : 0, head.Hash);
            foreach (var e in group)
            {
                seq++;
                hash = Hash(hash, e, day, seq, now);
                rows.Post(InsertRow, e.Organisation, day, seq, now, e.Actor, e.Action, e.Subject, e.Detail, e.PatientIndex, hash);
            }

            rows.Post(UpdateHead, group.Key, day, seq, hash);
        }
    }

    private static Link ReadHead(Session rows, string organisation, string today)
    {
        while (true)
        {
            if (rows.First(SelectHead, row => new Link(organisation, row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)), organisation) is { } head)
                return head;
            rows.Execute(InsertHead, organisation, today, Root);
        }
    }

    private AuditVerdict Verify(Session rows, CancellationToken cancellation)
    {
        var ends = new Dictionary<(string, string), Link>();
        var lasts = new Dictionary<string, Link>();
        var last = new Link("", "", 0, Root);
        long count = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = rows.Query(SelectRows, ReadRow, last.Organisation, last.Day, last.Seq);
            if (page.Count == 0)
                break;
            foreach (var (entry, day, seq, at, hash) in page)
            {
                var follows = lasts.GetValueOrDefault(entry.Organisation);
                var expected = follows?.Day == day ? follows.Seq + 1 : 1;
                if (seq != expected)
                    return new AuditVerdict(count, ends.Count, $"{Name(entry.Organisation)} {day}: row {expected} is missing");
                if (!Hash(follows?.Hash ?? Root, entry, day, seq, at).AsSpan().SequenceEqual(hash))
                    return new AuditVerdict(count, ends.Count, $"{Name(entry.Organisation)} {day}: row {seq} was changed");
                last = new Link(entry.Organisation, day, seq, hash);
                lasts[entry.Organisation] = last;
                ends[(entry.Organisation, day)] = last;
                count++;
            }
        }

        return new AuditVerdict(count, ends.Count, CheckHeads(rows, lasts) ?? CheckAnchors(rows, ends));
    }

    private static string? CheckHeads(Session rows, Dictionary<string, Link> lasts)
    {
        foreach (var head in rows.Query(SelectHeads, ReadLink))
            if (head.Seq > 0 && (lasts.GetValueOrDefault(head.Organisation) is not { } last || !last.Same(head)))
                return $"{Name(head.Organisation)} {head.Day}: rows are missing at the end";
        return null;
    }

    private string? CheckAnchors(Session rows, Dictionary<(string, string), Link> ends)
    {
        var anchored = new HashSet<(string, string)>();
        foreach (var (anchor, mac) in rows.Query(SelectAnchors, row => (ReadLink(row), row.GetFieldValue<byte[]>(4))))
        {
            if (!CryptographicOperations.FixedTimeEquals(mac, Mac(anchor)))
                return $"{Name(anchor.Organisation)} {anchor.Day}: the day's anchor was changed";
            if (ends.GetValueOrDefault((anchor.Organisation, anchor.Day)) is not { } end || !end.Same(anchor))
                return $"{Name(anchor.Organisation)} {anchor.Day}: the day differs from its anchor";
            anchored.Add((anchor.Organisation, anchor.Day));
        }

        // Every day but an organisation's last is anchored, or waits for it.
        anchored.UnionWith(rows.Query(SelectClosed, row => (row.GetString(0), row.GetString(1))));
        foreach (var days in ends.Keys.GroupBy(k => k.Item1))
            foreach (var day in days.OrderBy(k => k.Item2, StringComparer.Ordinal).SkipLast(1))
                if (!anchored.Contains(day))
                    return $"{Name(day.Item1)} {day.Item2}: the day has no anchor";
        return null;
    }

    private byte[] Mac(Link link) => keys.Authenticate($"audit\n{link.Organisation}\n{link.Day}\n{link.Seq}\n{Convert.ToHexString(link.Hash)}");

    private static byte[] Hash(byte[] previous, AuditEntry e, string day, long seq, long at)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, seq);
        BinaryPrimitives.WriteInt64BigEndian(numbers[8..], at);
        hash.AppendData(numbers);
        foreach (var field in (ReadOnlySpan<string?>)[e.Organisation, day, e.Actor, e.Action, e.Subject, e.Detail, e.PatientIndex])
            Append(hash, field);
        return hash.GetHashAndReset();
    }

    // Each field carries its length, so that no two different rows have the same canonical bytes.
    private static void Append(IncrementalHash hash, string? field)
    {
        var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static (AuditEntry Entry, string Day, long Seq, long At, byte[] Hash) ReadRow(System.Data.Common.DbDataReader row) =>
        (new AuditEntry(row.GetString(0), row.GetString(4), row.GetString(5), row.GetString(6), row.Text(7), row.Text(8)), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<byte[]>(9));

    private static Link ReadLink(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Name(string organisation) => organisation.Length == 0 ? "installation" : organisation;

    private sealed record Link(string Organisation, string Day, long Seq, byte[] Hash)
    {
        internal bool Same(Link other) => Day == other.Day && Seq == other.Seq && Hash.AsSpan().SequenceEqual(other.Hash);
    }
}
