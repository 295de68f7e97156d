using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Plexus.Engine;
using Plexus.Engine.Patients;
using Plexus.Primitives;

namespace Plexus.Web.Console.Pages.Patients;

/// <summary>Addresses of patients' pages. They name nobody to those who read them in a history or a log, and lead nowhere after a working day.</summary>
internal sealed class PatientLinks(IDataProtectionProvider protection, EngineCore core)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly IDataProtector _protector = protection.CreateProtector("Plexus.Web.Console.PatientLinks");

    public string To(Patient patient) => "/patients/record/" + TokenOf(patient);

    /// <summary>The patient for the address of another page.</summary>
    public string TokenOf(Patient patient) =>
        _protector.Protect(JsonSerializer.Serialize(new Target(patient.Organisation.ToWire(), patient.LocalId, core.Clocks.Wall.GetUtcNow() + Lifetime)));

    /// <summary>Who the token stands for; null when it is none of ours or too old.</summary>
    public (OdsCode Organisation, string LocalId)? Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        try
        {
            var target = JsonSerializer.Deserialize<Target>(_protector.Unprotect(token))!;
            return target.Until > core.Clocks.Wall.GetUtcNow() ? (OdsCode.Parse(target.Organisation), target.LocalId) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Target(string Organisation, string LocalId, DateTimeOffset Until);
}
