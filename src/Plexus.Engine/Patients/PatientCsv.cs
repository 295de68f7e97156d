using System.Globalization;
using CsvHelper;
using Plexus.Primitives;

namespace Plexus.Engine.Patients;

/// <summary>Reads patients from a CSV file, row by row, without holding the file.</summary>
/// <remarks>The columns are documented in docs/patients.md; the order is free, unknown columns are refused so that a misspelt one cannot go unseen.</remarks>
internal static class PatientCsv
{
    internal const int MaximumRowBytes = 64 * 1024;

    private static readonly string[] Required = ["local_id", "surname", "birth_date", "registered_from"];

    private static readonly string[] Optional =
    [
        "organisation", "nhs_number", "nhs_number_verified", "superseded_nhs_numbers", "given_names", "gender", "postcode",
        "registered_to", "end_reason", "died_on",
    ];

    /// <summary>Each row as a patient, or as what is wrong with it.</summary>
    /// <param name="organisation">Where a row does not name its own.</param>
    /// <exception cref="PatientFileException">The file as a whole cannot be read: no header, a missing or unknown column, bytes that are not text.</exception>
    internal static async IAsyncEnumerable<PatientRow> ReadAsync(
        Stream file, OdsCode? organisation, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var reader = CsvReader.Create(file, ReaderOptions(), leaveOpen: true);
        await ReadHeaderAsync(reader, organisation, cancellation).ConfigureAwait(false);
        while (await ReadRowAsync(reader, cancellation).ConfigureAwait(false))
            yield return ParseRow(reader, organisation);
    }

    private static CsvReaderOptions ReaderOptions() => new()
    {
        DetectSeparatorHint = false,
        Separator = ',',
        SkipEmptyLines = true,
        TrimWhitespace = true,
        MaxRecordSize = MaximumRowBytes,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    private static async ValueTask ReadHeaderAsync(CsvReader reader, OdsCode? organisation, CancellationToken cancellation)
    {
        try
        {
            await reader.ReadHeaderAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CsvFormatException or InvalidOperationException)
        {
            throw new PatientFileException(1, "The file has no readable header row.", e);
        }

        var headers = (reader.Headers ?? []).Select(h => h.Trim()).ToList();
        if (headers.Count == 0)
            throw new PatientFileException(1, "The file has no readable header row.");
        if (Required.FirstOrDefault(r => !headers.Contains(r, StringComparer.OrdinalIgnoreCase)) is { } missing)
            throw new PatientFileException(1, $"The column {missing} is missing. Required: {string.Join(", ", Required)}.");
        if (headers.FindIndex(h => !Required.Concat(Optional).Contains(h, StringComparer.OrdinalIgnoreCase)) is var at and >= 0)
            throw new PatientFileException(1, $"Column {at + 1} of the header is not one that is known. Known: {string.Join(", ", Required.Concat(Optional))}.");
        if (headers.GroupBy(h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new PatientFileException(1, $"The column {twice.Key} is there twice.");
        if (organisation is null && !headers.Contains("organisation", StringComparer.OrdinalIgnoreCase))
            throw new PatientFileException(1, "The file has no organisation column: name the organisation with --organisation.");
    }

    private static async ValueTask<bool> ReadRowAsync(CsvReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (CsvFormatException e)
        {
            throw new PatientFileException(e.LineNumber, "The quoting is broken here, or the row is longer than 64 KiB; nothing behind it can be read safely.", e);
        }
    }

    private static PatientRow ParseRow(CsvReader reader, OdsCode? organisation)
    {
        var row = new RowReader(reader);
        if (reader.FieldCount != reader.Headers!.Count)
            return new PatientRow(reader.LineNumber, null, $"The row has {reader.FieldCount} fields and the header {reader.Headers.Count}.");

        var registration = new Registration(
            row.Date("registered_from") ?? default, row.Date("registered_to"), row.Choice<RegistrationEnd>("end_reason"));
        if (registration.EndedOn is { } end && end < registration.StartedOn)
            row.Complain("registered_to", "is before registered_from");
        if (registration is { EndedOn: null, EndReason: not null })
            row.Complain("end_reason", "is given, and registered_to is not");
        if (registration is { EndedOn: not null, EndReason: null })
            registration = registration with { EndReason = RegistrationEnd.Deducted };

        var patient = new Patient
        {
            Organisation = row.Value<OdsCode>("organisation") ?? organisation ?? row.Missing<OdsCode>("organisation"),
            LocalId = row.Text("local_id", 64, required: true),
            NhsNumber = row.Value<NhsNumber>("nhs_number"),
            NhsNumberVerified = row.YesNo("nhs_number_verified", otherwise: true),
            SupersededNumbers = row.Numbers("superseded_nhs_numbers"),
            Surname = row.Text("surname", 200, required: true),
            GivenNames = row.Text("given_names", 200),
            BirthDate = row.Date("birth_date", required: true) ?? default,
            Gender = row.OneOf("gender", "male", "female", "other", "unknown"),
            Postcode = row.Text("postcode", 10) is { Length: > 0 } postcode ? postcode : null,
            DiedOn = row.Date("died_on"),
            Registrations = [registration],
        };
        if (row.Text("registered_from", 10).Length == 0)
            row.Complain("registered_from", "is empty");
        return row.Problem is null ? new PatientRow(reader.LineNumber, patient, null) : new PatientRow(reader.LineNumber, null, row.Problem);
    }

    /// <summary>Takes a row's fields one by one and keeps the first thing that is wrong; never a value.</summary>
    private sealed class RowReader(CsvReader reader)
    {
        internal string? Problem { get; private set; }

        internal void Complain(string column, string what) => Problem ??= $"{column} {what}.";

        internal T Missing<T>(string column)
            where T : struct
        {
            Complain(column, "is empty");
            return default;
        }

        internal string Text(string column, int maximum, bool required = false)
        {
            var text = reader.TryGetFieldIndex(column, out var index) ? reader.GetString(index).Trim() : "";
            if (required && text.Length == 0)
                Complain(column, "is empty");
            if (text.Length > maximum)
                Complain(column, $"is longer than {maximum} characters");
            if (text.Contains('\uFFFD', StringComparison.Ordinal))
                Complain(column, "is not UTF-8; save the file as UTF-8");
            return text;
        }

        internal DateOnly? Date(string column, bool required = false)
        {
            var text = Text(column, 40, required);
            if (text.Length == 0)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year >= 1850)
                return date;
            Complain(column, "is not a date written as YYYY-MM-DD");
            return null;
        }

        internal T? Value<T>(string column)
            where T : struct, ITextValue<T>
        {
            var text = Text(column, 40);
            if (text.Length == 0)
                return null;
            if (T.TryParse(text, CultureInfo.InvariantCulture, out var value))
                return value;
            Complain(column, $"is not {T.Rule}");
            return null;
        }

        internal List<NhsNumber> Numbers(string column)
        {
            var numbers = new List<NhsNumber>();
            foreach (var text in Text(column, 400).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (NhsNumber.TryParse(text, out var number))
                    numbers.Add(number);
                else
                    Complain(column, "holds something that is not an NHS number; separate several with semicolons");
            return numbers;
        }

        internal bool YesNo(string column, bool otherwise) => OneOf(column, "yes", "no") switch
        {
            "yes" => true,
            "no" => false,
            _ => otherwise,
        };

        internal string? OneOf(string column, params ReadOnlySpan<string> choices)
        {
            var text = Text(column, 40);
            foreach (var choice in choices)
                if (string.Equals(choice, text, StringComparison.OrdinalIgnoreCase))
                    return choice;
            if (text.Length > 0)
                Complain(column, $"is not one of {string.Join(", ", choices)}");
            return null;
        }

        internal T? Choice<T>(string column)
            where T : struct, Enum
        {
            var text = OneOf(column, [.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())]);
            return text is null ? null : Enum.Parse<T>(text, ignoreCase: true);
        }
    }
}

/// <param name="Line">1 is the header's.</param>
/// <param name="Problem">What is wrong with the row; never a value from it.</param>
internal sealed record PatientRow(long Line, Patient? Patient, string? Problem);

/// <summary>A file of patients that cannot be read any further.</summary>
public sealed class PatientFileException(long line, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>1 is the header's line.</summary>
    public long Line { get; } = line;
}
