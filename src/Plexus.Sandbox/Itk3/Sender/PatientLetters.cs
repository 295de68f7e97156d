namespace Plexus.Sandbox.Itk3;

/// <summary>Good letters about people with a story.</summary>
internal static class PatientLetters
{
    internal static IEnumerable<Outgoing> Unknown(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Patient = desk.Unknown(letter.Ids.Number) })];
    }

    internal static Func<LetterDesk, IEnumerable<Outgoing>> With(LifeCycle story) => desk => [desk.Post(desk.NewLetter(desk.With(story)))];

    internal static IEnumerable<Outgoing> SurnameDiffers(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Patient = letter.Patient with { Name = letter.Patient.Name with { Family = "Otherwise" } } })];
    }

    internal static IEnumerable<Outgoing> BirthDateDiffers(LetterDesk desk)
    {
        var letter = desk.NewLetter();
        return [desk.Post(letter with { Patient = letter.Patient with { DateOfBirth = letter.Patient.DateOfBirth.AddDays(-1) } })];
    }
}
