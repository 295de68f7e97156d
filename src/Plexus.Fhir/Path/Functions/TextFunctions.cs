using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plexus.Fhir.Paths;

/// <summary>Strings: FHIRPath N1, section 5.6.</summary>
internal static class TextFunctions
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static readonly PathFunction[] All =
    [
        Unary("length", text => FhirPathValue.Of(text.Length)),
        Unary("upper", text => FhirPathValue.Of(text.ToUpperInvariant())),
        Unary("lower", text => FhirPathValue.Of(text.ToLowerInvariant())),
        Unary("trim", text => FhirPathValue.Of(text.Trim())),
        WithText("indexOf", (text, part) => FhirPathValue.Of(text.IndexOf(part, StringComparison.Ordinal))),
        WithText("lastIndexOf", (text, part) => FhirPathValue.Of(part.Length == 0 ? text.Length : text.LastIndexOf(part, StringComparison.Ordinal))),
        WithText("startsWith", (text, part) => FhirPathValue.Of(text.StartsWith(part, StringComparison.Ordinal))),
        WithText("endsWith", (text, part) => FhirPathValue.Of(text.EndsWith(part, StringComparison.Ordinal))),
        WithText("contains", (text, part) => FhirPathValue.Of(text.Contains(part, StringComparison.Ordinal))),
        WithText("encode", Encode),
        WithText("decode", Decode),
        WithText("escape", Escape),
        WithText("unescape", Unescape),
        new("substring", 1, 2, Substring),
        new("replace", 2, 2, Replace),
        new("toChars", 0, 0, ToCharacters),
        new("split", 1, 1, Split),
        new("join", 0, 1, Join),
    ];

    /// <summary>The text that a function is called on; false for none.</summary>
    /// <exception cref="PathFault">Several items, or one that is no string.</exception>
    internal static bool TryText(FunctionCall call, Frame frame, Plan plan, out string text)
    {
        text = "";
        if (!plan.TryValue(frame, call.Position, out var value))
            return false;

        // Numbers and dates of FHIR were strings to the language before R4, and some expressions still think so.
        text = value.Kind == FhirPathKind.String ? value.StringOrEmpty
            : call.Compiler.IsLegacy && value.Text is { } legacy ? legacy
            : throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' works on strings.");
        return true;
    }

    private static PathFunction Unary(string name, Func<string, FhirPathValue> compute) => new(name, 0, 0, call => Plan.Of(
        (frame, output) =>
        {
            if (TryText(call, frame, call.Source, out var text))
                output.Add(compute(text));
        },
        call.Position));

    private static PathFunction WithText(string name, Func<string, string, FhirPathValue?> compute) => new(name, 1, 1, call =>
    {
        var argument = call.Argument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (!TryText(call, frame, call.Source, out var text) || !TryText(call, frame, argument, out var other))
                    return;
                if (compute(text, other) is not { } result)
                    return;
                if (result.Kind == FhirPathKind.String)
                    frame.CheckLength(result.StringOrEmpty);
                output.Add(result);
            },
            call.Position);
    });

    private static Plan Substring(FunctionCall call)
    {
        var start = call.Argument(0);
        var length = call.OptionalArgument(1);
        return Plan.Of(
            (frame, output) =>
            {
                if (!TryText(call, frame, call.Source, out var text) || Integer(call, frame, start) is not { } from || from < 0 || from >= text.Length)
                    return;

                var count = length is null ? text.Length : Integer(call, frame, length) ?? text.Length;
                output.Add(FhirPathValue.Of(text.Substring(from, Math.Clamp(count, 0, text.Length - from))));
            },
            call.Position);
    }

    private static int? Integer(FunctionCall call, Frame frame, Plan plan)
    {
        if (!plan.TryValue(frame, call.Position, out var value))
            return null;
        return value.Kind == FhirPathKind.Integer
            ? (int)value.LongOrZero
            : throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' takes an integer.");
    }

    private static Plan Replace(FunctionCall call)
    {
        var pattern = call.Argument(0);
        var substitution = call.Argument(1);
        return Plan.Of(
            (frame, output) =>
            {
                if (TryText(call, frame, call.Source, out var text) && TryText(call, frame, pattern, out var old) && TryText(call, frame, substitution, out var fresh))
                    output.Add(FhirPathValue.Of(frame.CheckLength(Replace(frame, text, old, fresh))));
            },
            call.Position);
    }

    /// <summary>Replacing the empty string puts the substitution around every character.</summary>
    private static string Replace(Frame frame, string text, string old, string fresh)
    {
        if ((long)text.Length * fresh.Length > frame.Limits.MaxStringLength && fresh.Length > old.Length)
            throw new PathFault(FhirPathErrorKind.Limit, "A string is longer than the limit.", 0);
        return old.Length > 0
            ? text.Replace(old, fresh, StringComparison.Ordinal)
            : fresh + string.Concat(text.Select(c => c + fresh));
    }

    private static Plan ToCharacters(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            if (!TryText(call, frame, call.Source, out var text))
                return;
            frame.Charge(text.Length);
            foreach (var character in text.EnumerateRunes())
                output.Add(FhirPathValue.Of(character.ToString()));
            frame.CheckCount(output);
        },
        call.Position);

    private static Plan Split(FunctionCall call)
    {
        var separator = call.Argument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (!TryText(call, frame, call.Source, out var text) || !TryText(call, frame, separator, out var mark))
                    return;
                frame.Charge(text.Length);
                foreach (var part in mark.Length == 0 ? text.Select(c => c.ToString()) : text.Split(mark))
                    output.Add(FhirPathValue.Of(part));
                frame.CheckCount(output);
            },
            call.Position);
    }

    private static Plan Join(FunctionCall call)
    {
        var separator = call.OptionalArgument(0);
        return Plan.Of(
            (frame, output) =>
            {
                var mark = "";
                if (separator is not null && !TryText(call, frame, separator, out mark))
                    mark = "";

                var items = frame.Rent();
                call.Source.Collect(frame, items);
                var joined = new StringBuilder();
                var count = 0;
                for (var i = 0; i < items.Count; i++)
                {
                    if (!Primitives.TrySystem(items[i], out var value))
                        continue;
                    if (value.Kind != FhirPathKind.String)
                        throw call.Fault(FhirPathErrorKind.TypeMismatch, "'join' works on strings.");
                    joined.Append(count++ > 0 ? mark : "").Append(value.StringOrEmpty);
                    if (joined.Length > frame.Limits.MaxStringLength)
                        throw call.Fault(FhirPathErrorKind.Limit, "A string is longer than the limit.");
                }

                frame.Return(items);
                if (count > 0)
                    output.Add(FhirPathValue.Of(joined.ToString()));
            },
            call.Position);
    }

    private static FhirPathValue? Encode(string text, string format) => format switch
    {
        "base64" => FhirPathValue.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        "urlbase64" => FhirPathValue.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_')),
        "hex" => FhirPathValue.Of(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
        _ => null,
    };

    private static FhirPathValue? Decode(string text, string format)
    {
        try
        {
            return format switch
            {
                "base64" => FhirPathValue.Of(StrictUtf8.GetString(Convert.FromBase64String(text))),
                "urlbase64" => FhirPathValue.Of(StrictUtf8.GetString(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/')))),
                "hex" => FhirPathValue.Of(StrictUtf8.GetString(Convert.FromHexString(text))),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is FormatException or DecoderFallbackException)
        {
            throw new PathFault(FhirPathErrorKind.Arguments, string.Create(CultureInfo.InvariantCulture, $"The text is not {format}."), 0);
        }
    }

    private static FhirPathValue? Escape(string text, string target) => target switch
    {
        "html" => FhirPathValue.Of(WebUtility.HtmlEncode(text)),
        "json" => FhirPathValue.Of(JsonSerializer.Serialize(text, Readable)[1..^1]),
        _ => null,
    };

    private static FhirPathValue? Unescape(string text, string target) => target switch
    {
        "html" => FhirPathValue.Of(WebUtility.HtmlDecode(text)),
        "json" => FhirPathValue.Of(JsonText.Unescape(text)),
        _ => null,
    };
}
