using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>How a date of birth is written in a patient-routed address.</summary>
public enum GpProviderDate
{
    /// <summary><c>19550109</c>: MESH guidance and newer GP Connect text; the default.</summary>
    YearFirst,

    /// <summary><c>09011955</c>: many published examples.</summary>
    DayFirst,
}

/// <summary>Where a message goes: a mailbox, or the practice where a patient is registered.</summary>
/// <remarks>
/// MESH API 2.0.0, header Mex-To, at most 100 characters. The patient-routed form <c>GPPROVIDER_{NHS number}_{date of birth}_{surname}</c>
/// is patient data: <see cref="ToString"/> masks it, and only <see cref="ToWire"/> and JSON write it.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(TextValueJsonConverter<MexTo>))]
public readonly record struct MexTo : ITextValue<MexTo>
{
    private const int MaxLength = 100;

    private const string PatientTag = "GPPROVIDER_";

    private readonly string? _text;

    private MexTo(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "a mailbox id or a GPPROVIDER address of at most 100 characters";

    /// <summary>Whether MESH finds the mailbox from a patient's details.</summary>
    public bool IsPatientRouted => _text?.StartsWith(PatientTag, StringComparison.Ordinal) ?? false;

    /// <summary>The mailbox; none when patient-routed.</summary>
    public MeshMailboxId? Mailbox => MeshMailboxId.TryParse(_text, out var mailbox) ? mailbox : null;

    /// <summary>Addresses a mailbox.</summary>
    public static MexTo Of(MeshMailboxId mailbox) => new(mailbox.ToWire());

    /// <summary>Addresses the practice where the patient is registered.</summary>
    /// <param name="number">The patient's NHS number.</param>
    /// <param name="birthDate">The date of birth that the demographics service holds.</param>
    /// <param name="surname">The surname that the demographics service holds; no control characters.</param>
    /// <param name="date">How the date of birth is written.</param>
    /// <exception cref="FormatException">The surname is empty, too long or holds control characters; the message does not repeat it.</exception>
    public static MexTo RegisteredPractice(NhsNumber number, DateOnly birthDate, string surname, GpProviderDate date = GpProviderDate.YearFirst)
    {
        var born = birthDate.ToString(date == GpProviderDate.YearFirst ? "yyyyMMdd" : "ddMMyyyy", CultureInfo.InvariantCulture);
        return Parse($"{PatientTag}{number.ToDigits()}_{born}_{surname}");
    }

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static MexTo Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var to) ? to : throw new FormatException($"Not {Rule}.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static MexTo Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MexTo result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts a mailbox id in either case, or the tag in capitals with a valid NHS number, eight digits and a surname.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MexTo result)
    {
        result = default;
        if (MeshMailboxId.TryParse(s, out var mailbox))
        {
            result = Of(mailbox);
            return true;
        }

        if (s.Length > MaxLength || !s.StartsWith(PatientTag, StringComparison.Ordinal) || !HeaderText.IsClean(s))
            return false;

        var rest = s[PatientTag.Length..];
        if (rest.Length < 21 || rest[10] != '_' || rest[19] != '_' || rest[20..].IsWhiteSpace()
            || !NhsNumber.TryParse(rest[..10], out _) || rest[11..19].ContainsAnyExceptInRange('0', '9'))
            return false;

        result = new MexTo(s.ToString());
        return true;
    }

    /// <summary>The header's value: for the request only.</summary>
    /// <exception cref="InvalidOperationException">The value was never set.</exception>
    public string ToWire() => _text ?? throw new InvalidOperationException("This Mex-To was never set.");

    /// <summary>The mailbox id, or <c>GPPROVIDER_•••</c>.</summary>
    public override string ToString() => IsPatientRouted ? PatientTag + "•••" : _text ?? string.Empty;
}
