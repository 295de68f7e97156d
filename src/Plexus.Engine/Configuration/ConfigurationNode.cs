using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Plexus.Primitives;

namespace Plexus.Engine.Configuration;

/// <summary>One object of the document, taken property by property; what is wrong is collected with its place, never thrown.</summary>
internal sealed partial class ConfigurationNode
{
    private readonly JsonElement _element;
    private readonly string _place;
    private readonly JsonPlaces _places;
    private readonly List<ConfigurationProblem> _problems;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    internal ConfigurationNode(JsonElement element, string place, JsonPlaces places, List<ConfigurationProblem> problems)
    {
        (_element, _place, _places, _problems) = (element, place, places, problems);
        if (element.ValueKind != JsonValueKind.Object)
            Complain("", "This must be an object.", "Write { … }.");
    }

    internal string Place => _place;

    internal void Complain(string property, string text, string remedy)
    {
        var place = property.Length == 0 ? _place : JsonPlaces.Join(_place, property);
        var (line, column) = _places[place];
        if (line == 0)
            (line, column) = _places[_place];
        _problems.Add(new ConfigurationProblem(place.Length == 0 ? "document" : place, line, column, text, remedy));
    }

    /// <summary>Complains of every property nobody took: a misspelt one must not pass unseen.</summary>
    internal void Close()
    {
        if (_element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in _element.EnumerateObject())
            if (!_taken.Contains(property.Name))
                Complain(property.Name, "This property is not known.", $"Remove it, or use one of: {string.Join(", ", _taken.Order(StringComparer.Ordinal))}.");
    }

    internal JsonElement? Find(string property)
    {
        _taken.Add(property);
        return _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    internal string? Text(string property, int maximum = 500)
    {
        if (Find(property) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            Complain(property, "This must be text.", "Put it in double quotes.");
        else if (value.GetString() is { } text && (text.Length > maximum || text.Trim().Length == 0))
            Complain(property, text.Length > maximum ? $"This is longer than {maximum} characters." : "This is empty.", "Write a value, or remove the property.");
        else
            return value.GetString();
        return null;
    }

    internal string Required(string property, int maximum = 500)
    {
        if (Find(property) is null)
            Complain(property, $"The property {property} is missing.", "Add it.");
        return Text(property, maximum) ?? "";
    }

    /// <summary>An id of the document's own: what other objects name.</summary>
    internal string Id(string property = "id")
    {
        var id = Required(property, 64);
        if (id.Length > 0 && !IdPattern().IsMatch(id))
            Complain(property, "This is not an id.", "Use lower-case letters, digits and hyphens, beginning with a letter or a digit.");
        return id;
    }

    internal T Required<T>(string property)
        where T : struct, ITextValue<T>
    {
        if (Find(property) is null)
            Complain(property, $"The property {property} is missing.", $"Add {T.Rule}.");
        return Value<T>(property) ?? default;
    }

    internal T? Value<T>(string property)
        where T : struct, ITextValue<T>
    {
        if (Text(property) is not { } text)
            return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value))
            return value;
        Complain(property, "This value is not valid here.", $"Write {T.Rule}.");
        return null;
    }

    internal IReadOnlyList<string> Texts(string property)
    {
        var texts = new List<string>();
        foreach (var (item, place) in Items(property))
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 and <= 500 } text)
                texts.Add(text);
            else
                Complain(place, "This must be text.", "Put it in double quotes.");
        return texts;
    }

    internal IReadOnlyList<T> Values<T>(string property)
        where T : struct, ITextValue<T>
    {
        var values = new List<T>();
        foreach (var (item, place) in Items(property))
            if (item.ValueKind == JsonValueKind.String && T.TryParse(item.GetString(), CultureInfo.InvariantCulture, out var value))
                values.Add(value);
            else
                Complain(place, "This value is not valid here.", $"Write {T.Rule}.");
        return values;
    }

    internal bool Flag(string property, bool otherwise = false)
    {
        if (Find(property) is not { } value)
            return otherwise;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Complain(property, "This must be true or false.", "Write true or false without quotes.");
        return otherwise;
    }

    internal long? Number(string property, long minimum, long maximum)
    {
        if (Find(property) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= minimum && number <= maximum)
            return number;
        Complain(property, "This must be a whole number within its limits.", $"Write a number from {minimum} to {maximum}.");
        return null;
    }

    internal TimeSpan Duration(string property, TimeSpan otherwise, TimeSpan minimum, TimeSpan maximum)
    {
        if (Text(property) is not { } text)
            return otherwise;
        if (TryDuration(text, out var duration) && duration >= minimum && duration <= maximum)
            return duration;
        Complain(property, "This is not a duration within its limits.", $"Write an ISO 8601 duration from {XmlConvert.ToString(minimum)} to {XmlConvert.ToString(maximum)}, such as PT5M.");
        return otherwise;
    }

    internal DateOnly? Date(string property)
    {
        if (Text(property) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Complain(property, "This is not a date.", "Write it as YYYY-MM-DD.");
        return null;
    }

    /// <summary>A web address; http only to this machine unless the object says otherwise.</summary>
    internal Uri? Url(string property, bool required, bool allowInsecure)
    {
        var text = required ? Required(property, 2000) : Text(property, 2000);
        if (string.IsNullOrEmpty(text))
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0)
            Complain(property, "This is not a web address.", "Write https://host/path without a user name or password.");
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !allowInsecure)
            Complain(property, "Data would travel unencrypted.", "Use https, or set allowInsecure for a test network.");
        else
            return url;
        return null;
    }

    /// <summary>One of the names of an enumeration, written in lower case with hyphens.</summary>
    internal T Choice<T>(string property, T? otherwise = null)
        where T : struct, Enum
    {
        if (otherwise is null && Find(property) is null)
            Complain(property, $"The property {property} is missing.", $"Write one of: {string.Join(", ", Names<T>())}.");
        if (Text(property) is not { } text)
            return otherwise ?? default;
        foreach (var choice in Enum.GetValues<T>())
            if (NameOf(choice) == text)
                return choice;
        Complain(property, "This is not one of the choices.", $"Write one of: {string.Join(", ", Names<T>())}.");
        return otherwise ?? default;
    }

    internal ConfigurationNode? Child(string property) =>
        Find(property) is { } value ? new ConfigurationNode(value, JsonPlaces.Join(_place, property), _places, _problems) : null;

    internal IReadOnlyList<T> Children<T>(string property, Func<ConfigurationNode, T> read) =>
        [.. Items(property).Select(item =>
        {
            var node = new ConfigurationNode(item.Element, JsonPlaces.Join(_place, item.Place), _places, _problems);
            var child = read(node);
            node.Close();
            return child;
        })];

    internal static string NameOf<T>(T choice)
        where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());

    internal static bool TryDuration(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(NameOf);

    private List<(JsonElement Element, string Place)> Items(string property)
    {
        if (Find(property) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select((item, i) => (item, $"{property}[{i}]"))];
        Complain(property, "This must be a list.", "Write [ … ].");
        return [];
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
