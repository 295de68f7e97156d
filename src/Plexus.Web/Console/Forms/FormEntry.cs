using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Console.Forms;

/// <summary>What somebody typed into a form, and what has to be mended, both by the names that the API has for its fields.</summary>
public sealed class FormEntry
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<FieldProblem> _problems = [];

    private FormEntry(IFormFileCollection files) => Files = files;

    /// <summary>Uploaded files, in the order of the form.</summary>
    public IFormFileCollection Files { get; }

    /// <summary>What is wrong as a whole; null when nothing is.</summary>
    public string? Refusal { get; private set; }

    internal IReadOnlyList<FieldProblem> Problems => _problems;

    internal bool IsGood => Refusal is null && _problems.Count == 0;

    internal static FormEntry Empty() => new(new FormFileCollection());

    /// <summary>The form that was posted, or an empty one. The antiforgery check has read the body by now.</summary>
    internal static FormEntry Of(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
            return Empty();
        var entry = new FormEntry(context.Request.Form.Files);
        foreach (var (name, value) in context.Request.Form)
            entry._texts[name] = value.ToString().Trim();
        return entry;
    }

    /// <summary>Without leading and trailing spaces; empty when nothing was typed.</summary>
    internal string Text(string field) => _texts.GetValueOrDefault(field, "");

    internal string? TextOrNull(string field) => Text(field) is { Length: > 0 } text ? text : null;

    /// <summary>Fills a field of a form that nobody has typed into yet.</summary>
    internal void Prefill(string field, string? text)
    {
        if (text is not null)
            _texts.TryAdd(field, text);
    }

    /// <summary>Says something in the field in place of what was typed.</summary>
    internal void Put(string field, string text) => _texts[field] = text;

    internal void Prefill(string field, DateOnly date)
    {
        Prefill(Day(field), date.Day.ToString(CultureInfo.InvariantCulture));
        Prefill(Month(field), date.Month.ToString(CultureInfo.InvariantCulture));
        Prefill(Year(field), date.Year.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A date typed as day, month and year; null when nothing was typed, and when it is none, which is then noted.</summary>
    internal DateOnly? Date(string field)
    {
        var (day, month, year) = (Text(Day(field)), Text(Month(field)), Text(Year(field)));
        if (day.Length + month.Length + year.Length == 0)
            return null;
        // Two digits of a year could be either century.
        if (year.Length == 4 && DateOnly.TryParseExact($"{year}-{month.PadLeft(2, '0')}-{day.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Complain(field, "Enter a real date with a day, a month and a year of four digits, such as 31 3 1980.");
        return null;
    }

    internal void Complain(string field, string text) => _problems.Add(new FieldProblem(field, "invalid", text));

    /// <summary>Notes why the API refuses what was typed.</summary>
    /// <param name="locate">From the API's path to the field of the form it stands beside; null where they are the same.</param>
    internal void Refuse(ApiRefusal refusal, Func<string, string>? locate = null)
    {
        // Beside the field that says what is wrong, "not as documented" says nothing to whoever filled in a form.
        if (refusal.Errors.Count == 0 || refusal.Code != "invalid-request")
            Refusal = refusal.Message;
        foreach (var problem in refusal.Errors)
        {
            var field = locate?.Invoke(problem.Field) ?? problem.Field;
            if (_problems.TrueForAll(known => known.Field != field))
                _problems.Add(problem with { Field = field });
        }
    }

    internal string? ProblemOf(string field) => _problems.Find(problem => problem.Field == field)?.Text;

    /// <summary>The id of the field's element.</summary>
    internal static string IdOf(string field) => field.Replace('.', '-');

    internal static string Day(string field) => $"{field}.day";

    internal static string Month(string field) => $"{field}.month";

    internal static string Year(string field) => $"{field}.year";
}
