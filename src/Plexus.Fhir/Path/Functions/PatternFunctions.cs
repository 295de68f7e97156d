using System.Text.RegularExpressions;

namespace Plexus.Fhir.Paths;

/// <summary>Regular expressions: partial matches from R4 on, whole ones before, as the expressions of each age expect.</summary>
/// <remarks>FHIRPath N1, section 5.6.8; patterns run on the non-backtracking engine, or against the clock when they use what it lacks.</remarks>
internal static class PatternFunctions
{
    private const int MaxPatternLength = 4_096;
    private const int LinearPatience = 20;

    internal static readonly PathFunction[] All =
    [
        new("matches", 1, 2, call => Matches(call, whole: call.Compiler.IsLegacy)),
        new("matchesFull", 1, 2, call => Matches(call, whole: true)),
        new("replaceMatches", 2, 3, ReplaceMatches),
    ];

    private static Plan Matches(FunctionCall call, bool whole)
    {
        var cache = new PatternCache(call, whole);
        var pattern = call.Argument(0);
        var flags = call.OptionalArgument(1);
        return Plan.Of(
            (frame, output) =>
            {
                if (TextFunctions.TryText(call, frame, call.Source, out var text) && cache.Find(frame, pattern, flags) is { } regex)
                    output.Add(FhirPathValue.Of(Timed(call, () => regex.IsMatch(text))));
            },
            call.Position);
    }

    private static Plan ReplaceMatches(FunctionCall call)
    {
        var cache = new PatternCache(call, whole: false);
        var pattern = call.Argument(0);
        var substitution = call.Argument(1);
        var flags = call.OptionalArgument(2);
        return Plan.Of(
            (frame, output) =>
            {
                if (!TextFunctions.TryText(call, frame, call.Source, out var text)
                    || cache.Find(frame, pattern, flags) is not { } regex
                    || !TextFunctions.TryText(call, frame, substitution, out var fresh))
                {
                    return;
                }

                if ((long)(text.Length + 1) * Math.Max(fresh.Length, 1) > frame.Limits.MaxStringLength)
                    throw call.Fault(FhirPathErrorKind.Limit, "A string is longer than the limit.");

                // An empty pattern matches nothing that could be replaced.
                var result = regex.ToString().Length == 0 ? text : Timed(call, () => regex.Replace(text, fresh));
                output.Add(FhirPathValue.Of(frame.CheckLength(result)));
            },
            call.Position);
    }

    private static T Timed<T>(FunctionCall call, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (RegexMatchTimeoutException)
        {
            throw call.Fault(FhirPathErrorKind.Pattern, "The regular expression takes too long.");
        }
    }

    /// <summary>The last pattern used at one place of an expression: nearly always a literal.</summary>
    private sealed class PatternCache(FunctionCall call, bool whole)
    {
        private Entry? _last;

        internal Regex? Find(Frame frame, Plan pattern, Plan? flags)
        {
            if (!TextFunctions.TryText(call, frame, pattern, out var text))
                return null;

            var letters = "";
            if (flags is not null && !TextFunctions.TryText(call, frame, flags, out letters))
                return null;

            if (_last is { } last && last.Pattern == text && last.Flags == letters)
                return last.Regex;

            var regex = Build(text, letters, frame.Limits.PatternTimeout);
            _last = new Entry(text, letters, regex);
            return regex;
        }

        private Regex Build(string pattern, string flags, TimeSpan timeout)
        {
            if (pattern.Length > MaxPatternLength)
                throw call.Fault(FhirPathErrorKind.Limit, "The regular expression is longer than the limit.");

            var options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
            foreach (var flag in flags)
            {
                options |= flag switch
                {
                    'i' => RegexOptions.IgnoreCase,
                    'm' => RegexOptions.Multiline,
                    _ => throw call.Fault(FhirPathErrorKind.Arguments, "The flags of a regular expression are 'i' and 'm'."),
                };
            }

            var text = whole ? $"^(?:{pattern})$" : pattern;
            try
            {
                // Takes time in step with the text: only absurd patterns need the bound, and a busy machine must not decide what matches.
                return new Regex(text, options | RegexOptions.NonBacktracking, timeout * LinearPatience);
            }
            catch (NotSupportedException)
            {
                return new Regex(text, options, timeout);
            }
            catch (ArgumentException)
            {
                throw call.Fault(FhirPathErrorKind.Pattern, "This is no regular expression.");
            }
        }

        private sealed record Entry(string Pattern, string Flags, Regex Regex);
    }
}
