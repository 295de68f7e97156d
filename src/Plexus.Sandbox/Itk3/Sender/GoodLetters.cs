namespace Plexus.Sandbox.Itk3;

/// <summary>Letters that a receiver must take.</summary>
internal static class GoodLetters
{
    private const int LargePdf = 9_000_000;
    private const int ChunkBytes = 6_000_000;

    internal static IEnumerable<Outgoing> Good(LetterDesk desk) => [desk.Post(LetterDesk.WithEveryKindOfFile(desk.NewLetter()))];

    internal static IEnumerable<Outgoing> ConsultationReport(LetterDesk desk) => [desk.Post(LetterDesk.AsConsultationReport(desk.NewLetter()))];

    internal static IEnumerable<Outgoing> DischargeSummary(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return
        [
            desk.Post(letter with
            {
                Event = Itk3Wire.DischargeEvent,
                Keys = letter.Keys.With(Itk3Wire.Key.Definition, key => key.Set("valueReference", r => r.Set("reference", Itk3Wire.DischargeDefinition))),
                Title = "Discharge summary",
                Type = ("373942005", "Discharge summary"),
                CareSetting = ("394802001", "General medicine"),
            }),
        ];
    }

    internal static IEnumerable<Outgoing> ForInformation(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Keys = letter.Keys.With(Itk3Wire.Key.RecipientType, key => key.Set("valueCoding", MessageBundle.Coding(Itk3Wire.RecipientTypes, "FI", "For Information"))) })];
    }

    internal static Func<LetterDesk, IEnumerable<Outgoing>> Asking(bool infAck, bool busAck) => desk =>
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Keys = HandlingLetters.Flags(letter.Keys, infAck, busAck) })];
    };

    internal static IEnumerable<Outgoing> Large(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        var scan = new LetterFile("Scanned notes", "application/pdf", PdfFile.Write("Scanned notes", letter.Sections.Select(s => s.Text), LargePdf));
        return [desk.Post(letter with { Files = [.. letter.Files, scan] }) with { ChunkBytes = ChunkBytes }];
    }
}
