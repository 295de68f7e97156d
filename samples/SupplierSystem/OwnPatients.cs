using System.Text.Json;
using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>This system's patients, from a JSON file: what Plexus asks when an organisation's patient index is this one.</summary>
public sealed class OwnPatients
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly IReadOnlyList<OwnPatient> _patients;

    public OwnPatients(SupplierOptions options)
    {
        _patients = options.Patients is null ? [] : JsonSerializer.Deserialize<List<OwnPatient>>(File.ReadAllText(options.Patients), Json) ?? [];
    }

    /// <summary>The answer to a question; null when the patient is not known.</summary>
    public JsonObject? Find(JsonObject question)
    {
        string? Asked(string name) => JsonText.TextOf(question, name);
        if (_patients.FirstOrDefault(p => p.Organisation == Asked("organisation") && p.NhsNumber == Asked("nhsNumber")) is not { } patient)
            return null;
        return new JsonObject
        {
            ["standing"] = patient.Standing,
            ["localId"] = patient.LocalId,
            ["demographicsAgree"] = string.Equals(patient.Surname, Asked("surname"), StringComparison.OrdinalIgnoreCase) && patient.BirthDate == Asked("birthDate"),
            ["endedOn"] = patient.EndedOn,
            ["diedOn"] = patient.DiedOn,
        };
    }
}

/// <param name="Standing"><c>registered</c>, <c>deducted</c> or <c>deceased</c>.</param>
/// <param name="BirthDate">As <c>YYYY-MM-DD</c>, like the other dates.</param>
public sealed record OwnPatient(string Organisation, string LocalId, string NhsNumber, string Surname, string BirthDate, string Standing, string? EndedOn = null, string? DiedOn = null);
