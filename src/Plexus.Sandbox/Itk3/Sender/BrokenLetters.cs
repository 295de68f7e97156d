using System.Text;

namespace Plexus.Sandbox.Itk3;

/// <summary>Messages that a receiver must refuse, or cannot even read.</summary>
internal static class BrokenLetters
{
    private const int NoiseBytes = 4096;
    private const int TooLargePdf = 4_600_000;

    internal static IEnumerable<Outgoing> EventUnknown(LetterDesk desk) =>
        [desk.Post(desk.NewLetter() with { SpoilHeader = header => header.Set("event", MessageBundle.Coding(Itk3Wire.Events, "ITK099X", "ITK Sandbox Invention")) })];

    internal static IEnumerable<Outgoing> HeaderInvalid(LetterDesk desk) =>
        [desk.Post(desk.NewLetter() with { SpoilHeader = header => header.Remove("timestamp") })];

    internal static IEnumerable<Outgoing> NotAMessage(LetterDesk desk) =>
        [desk.Post(desk.NewLetter(), bytes => Replace(bytes, "<type value=\"message\"/>", "<type value=\"collection\"/>"))];

    internal static IEnumerable<Outgoing> OtherPractice(LetterDesk desk) =>
        [desk.Post(desk.NewLetter() with { Receiver = desk.OtherPractice.Ods })];

    internal static IEnumerable<Outgoing> WithoutComposition(LetterDesk desk) =>
        [desk.Post(desk.NewLetter() with { WithoutComposition = true })];

    internal static IEnumerable<Outgoing> WithoutIdentifier(LetterDesk desk) =>
        [desk.Post(desk.NewLetter() with { SpoilDocument = document => document.Remove("identifier") })];

    internal static IEnumerable<Outgoing> WithoutSubject(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { SpoilComposition = composition => composition.Set("subject", MessageBundle.Pointer(letter.Ids.Part("nobody"))) })];
    }

    internal static IEnumerable<Outgoing> Restricted(LetterDesk desk) =>
        [desk.Post(desk.NewLetter() with { Confidentiality = "R" })];

    internal static IEnumerable<Outgoing> AttachmentNotApproved(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Files = [.. letter.Files, new LetterFile("Installer", "application/x-msdownload", Noise.Bytes(NoiseBytes))] })];
    }

    internal static IEnumerable<Outgoing> UnreadableBytes(LetterDesk desk) =>
        [desk.Post(desk.NewLetter(), _ => Noise.Bytes(NoiseBytes)) with { HeaderId = null, DocumentId = null }];

    internal static IEnumerable<Outgoing> Truncated(LetterDesk desk) =>
        [desk.Post(desk.NewLetter(), bytes => bytes[..(bytes.Length / 2)])];

    internal static IEnumerable<Outgoing> Dtd(LetterDesk desk) =>
        [desk.Post(desk.NewLetter(), bytes => Replace(bytes, "<Bundle ", "<!DOCTYPE Bundle [<!ENTITY advice \"rest\">]><Bundle "))];

    internal static IEnumerable<Outgoing> WrongNamespace(LetterDesk desk) =>
        [desk.Post(desk.NewLetter(), bytes => Replace(bytes, "\"http://hl7.org/fhir\"", "\"urn:plexus:not-fhir\""))];

    internal static IEnumerable<Outgoing> TooLarge(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        var scan = new LetterFile("Scanned notes", "application/pdf", PdfFile.Write("Scanned notes", ["Too much of it."], TooLargePdf));
        return [desk.Post(letter with { Files = [.. letter.Files, scan] }) with { BeyondReading = true }];
    }

    internal static IEnumerable<Outgoing> UnknownWorkflow(LetterDesk desk) => [desk.Post(desk.NewLetter())];

    // The first occurrence only: the payload's own markup stays as it is.
    private static byte[] Replace(byte[] bytes, string what, string by)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var at = text.IndexOf(what, StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException("The message has changed its form.") : Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, at), by, text.AsSpan(at + what.Length)));
    }
}
