namespace Plexus.Sandbox.Itk3;

/// <summary>Letters that repeat or replace earlier ones.</summary>
internal static class RepeatedLetters
{
    internal static IEnumerable<Outgoing> Replacement(LetterDesk desk)
    {
        var (before, earlier) = Earlier(desk);
        var next = desk.NewLetter(earlier.Patient);
        return [.. before, desk.Post(next with { Version = earlier.Version + 1, Replaces = earlier.Ids.Document, Title = earlier.Title })];
    }

    internal static IEnumerable<Outgoing> WithoutOriginal(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Version = 2, Replaces = letter.Ids.Part("never-sent") })];
    }

    internal static IEnumerable<Outgoing> SameHeader(LetterDesk desk)
    {
        var (before, earlier) = Earlier(desk);
        return [.. before, desk.Post(earlier) with { Number = desk.NextNumber() }];
    }

    internal static IEnumerable<Outgoing> SameDocument(LetterDesk desk)
    {
        var (before, earlier) = Earlier(desk);
        var next = desk.NewLetter(earlier.Patient);
        return [.. before, desk.Post(earlier with { Ids = next.Ids with { Document = earlier.Ids.Document }, At = next.At, Keys = next.Keys })];
    }

    private static (IReadOnlyList<Outgoing> Before, Letter Letter) Earlier(LetterDesk desk)
    {
        if (desk.Earlier is { } sent)
            return ([], sent);
        var first = desk.NewLetter();
        return ([desk.Post(first) with { Case = SendCases.Good, Expects = Expectation.Of("20013 30001") }], first);
    }
}
