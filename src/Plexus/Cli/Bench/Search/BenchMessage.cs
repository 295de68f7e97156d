using System.Globalization;
using Plexus.Primitives;

namespace Plexus.Cli.Bench.Search;

/// <summary>The n-th of many invented messages: a year of letters and their acknowledgements, one practice with a third of them and ninety-nine with the rest.</summary>
internal sealed class BenchMessage(int number, int all)
{
    internal const int Patients = 20_000;
    internal const string Letters = "GPCONNECT_SEND_DOCUMENT";
    internal const string Acknowledgements = "GPCONNECT_SEND_DOCUMENT_ACK";
    internal const string Rare = "PLEXUS_BENCH_RARE";

    internal static readonly string[] Columns =
    [
        "id", "organisation", "direction", "state", "outcome", "code", "place", "channel", "endpoint", "counterparty", "transport_id", "workflow", "conversation",
        "business_id", "sender_organisation", "label", "content_type", "size", "sha256", "patient_index", "trace", "reason", "at", "business_at", "acked_at", "settled_at",
    ];

    private static readonly DateTimeOffset Begin = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    // A letter arrives, and two acknowledgements leave.
    private bool Arrived => number % 3 == 0;

    private long At => (Begin + (Year * ((double)number / all))).ToUnixTimeMilliseconds();

    internal static OdsCode Large { get; } = OdsCode.Parse("Z00000");

    internal static OdsCode Small { get; } = OdsCode.Parse("Z00042");

    internal static NhsNumber NumberOf(int patient)
    {
        // Nine digits from the range for invented people; the tenth checks them, and one in eleven has none.
        for (var nine = 999_000_000 + (patient * 11); ; nine++)
        {
            var digits = nine.ToString(CultureInfo.InvariantCulture);
            for (var check = 0; check < 10; check++)
                if (NhsNumber.TryParse(string.Create(CultureInfo.InvariantCulture, $"{digits}{check}"), out var valid))
                    return valid;
        }
    }

    /// <summary>The values of <see cref="Columns"/>.</summary>
    internal object?[] Row(string[] patients)
    {
        var letter = number / 3;
        var state = State(letter);
        var id = string.Create(CultureInfo.InvariantCulture, $"{At:x12}7{number & 0xFFF:x3}8{number:x15}");
        return
        [
            id, Organisation(letter), Arrived ? "in" : "out", state, Outcome(letter, state), Arrived ? "20013" : null,
            state == "done" ? null : "Bundle.entry[0].resource", "mesh", "X26OT001", Arrived ? "X26OT002" : null, Hash(number)[..32], Workflow(letter),
            Hash(letter)[..32], Hash(number + 1)[..32], Arrived ? "Z99999" : null, Arrived ? null : "20013", "application/fhir+xml", 24_000L, Hash(number),
            patients[(int)(Mix(letter) % (uint)patients.Length)], Hash(number)[..32], state == "parked" ? "unroutable" : null, At, At, At, At,
        ];
    }

    private static string Organisation(int letter) => Mix(letter) % 3 == 0 ? "Z00000" : string.Create(CultureInfo.InvariantCulture, $"Z{(Mix(letter) % 99) + 1:D5}");

    private string Workflow(int letter) => letter % 50_000 == 7 ? Rare : Arrived ? Letters : Acknowledgements;

    private string State(int letter) => Arrived
        ? letter % 2_000 == 3 ? "parked" : letter % 20_000 == 5 ? "discarded" : letter % 5_000 == 9 ? "waiting" : "done"
        : letter % 20_000 == 5 ? "failed" : letter % 20_000 == 6 ? "uncertain" : letter % 100 == 7 ? "submitted" : "collected";

    private static string? Outcome(int letter, string state) => state != "done" ? null
        : letter % 5_000 == 11 ? "unreadable" : letter % 100 == 13 ? "duplicate" : letter % 40 == 17 ? "refused" : "accepted";

    private static uint Mix(int number)
    {
        var mixed = (uint)number * 2_654_435_761;
        return mixed ^ (mixed >> 15);
    }

    private static string Hash(int number) => string.Create(CultureInfo.InvariantCulture, $"{Mix(number):x8}{number:x8}{Mix(number + 7):x8}{Mix(number + 13):x8}{Mix(number + 29):x32}");
}
