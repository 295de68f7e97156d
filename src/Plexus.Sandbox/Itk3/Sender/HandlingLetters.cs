namespace Plexus.Sandbox.Itk3;

/// <summary>Letters whose handling specification is at fault.</summary>
internal static class HandlingLetters
{
    internal static IEnumerable<Outgoing> WithNone(LetterDesk desk) => [desk.Post(desk.NewLetter() with { Keys = HandlingKeys.None }) with { SenderReference = Itk3Wire.None }];

    internal static Func<LetterDesk, IEnumerable<Outgoing>> Without(string key) => desk =>
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Keys = letter.Keys.Without(key) })];
    };

    /// <summary>One key with a value of the given type.</summary>
    internal static Func<LetterDesk, IEnumerable<Outgoing>> With(string url, string valueName, string value) => desk =>
    {
        var letter = desk.NewLetter();
        var sent = desk.Post(letter with { Keys = letter.Keys.With(url, key => key.Set(valueName, value)) });
        return [url == Itk3Wire.Key.SenderReference ? sent with { SenderReference = Itk3Wire.None } : sent];
    };

    internal static Func<LetterDesk, IEnumerable<Outgoing>> Definition(string definition) => desk =>
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Keys = letter.Keys.With(Itk3Wire.Key.Definition, key => key.Set("valueReference", r => r.Set("reference", definition))) })];
    };

    internal static IEnumerable<Outgoing> RecipientTypeBad(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Keys = letter.Keys.With(Itk3Wire.Key.RecipientType, key => key.Set("valueCoding", MessageBundle.Coding(Itk3Wire.RecipientTypes, "XX", "For Nothing"))) })];
    }

    /// <summary>A consultation report that does not ask for an answer it must ask for.</summary>
    internal static Func<LetterDesk, IEnumerable<Outgoing>> Refusing(bool infAck, bool busAck) => desk =>
    {
        var letter = LetterDesk.AsConsultationReport(desk.NewLetter());
        return [desk.Post(letter with { Keys = Flags(letter.Keys, infAck, busAck) })];
    };

    internal static HandlingKeys Flags(HandlingKeys keys, bool infAck, bool busAck) => keys
        .With(Itk3Wire.Key.InfAck, key => key.Set("valueBoolean", infAck))
        .With(Itk3Wire.Key.BusAck, key => key.Set("valueBoolean", busAck));
}
