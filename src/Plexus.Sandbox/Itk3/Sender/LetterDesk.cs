using System.Globalization;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Where a case is put together: it knows the recipient, the people, what went before, and hands out numbers and ids.</summary>
internal sealed class LetterDesk
{
    private static readonly string[] _symptoms = ["a sore throat", "an itchy rash", "lower back pain", "a sprained ankle", "earache", "hay fever", "a persistent cough"];
    private readonly Func<int> _nextNumber;
    private readonly Uuids _uuids;
    private readonly SandboxWorld _world;

    internal LetterDesk(SandboxWorld world, Uuids uuids, Func<int> nextNumber, SendCase sendCase, SendRequest request, Mailbox to, Mailbox from, Organisation sender)
    {
        _world = world;
        _uuids = uuids;
        _nextNumber = nextNumber;
        Case = sendCase;
        Request = request;
        To = to;
        From = from;
        Sender = sender;
        var practices = world.Population.Practices.ToArray();
        Practice = Array.Find(practices, p => p.Ods == to.Settings.OdsCode) ?? practices.First(p => p.Ods == SandboxDefaults.Practice);
        OtherPractice = practices.First(p => p.Ods != Practice.Ods && p.Ods != to.Settings.OdsCode);
    }

    internal SendCase Case { get; }

    internal SendRequest Request { get; }

    internal Mailbox To { get; }

    internal Mailbox From { get; }

    /// <summary>The organisation that writes.</summary>
    internal Organisation Sender { get; }

    /// <summary>The practice whose patients the letters are about.</summary>
    internal Organisation Practice { get; }

    internal Organisation OtherPractice { get; }

    internal DateTimeOffset Now => _world.Clock.Business.GetUtcNow();

    /// <summary>The latest letter that can be replaced or repeated.</summary>
    internal Letter? Earlier { get; init; }

    /// <summary>The recipient's message that an acknowledgement would answer.</summary>
    internal Answerable? Answerable { get; init; }

    /// <summary>The recipient's message that a REPORT would be about.</summary>
    internal Reportable? Reportable { get; init; }

    internal int NextNumber() => _nextNumber();

    internal string Id(int number, string part) => _uuids.Of(number, part);

    /// <summary>A living patient of the practice, another one each time.</summary>
    /// <exception cref="BadSendRequestException">The practice has none.</exception>
    internal Person Registered(int number)
    {
        var people = _world.Population.People.Where(p => p.Practice == Practice.Ods && p.DateOfDeath is null).ToArray();
        return people.Length == 0 ? throw Nobody() : people[number % people.Length];
    }

    /// <summary>A person of the practice with a story.</summary>
    /// <exception cref="BadSendRequestException">The practice has none.</exception>
    internal Person With(LifeCycle story) =>
        _world.Population.Cases(story, Practice.Ods).FirstOrDefault(p => story != LifeCycle.Deducted || p.Practice != Practice.Ods) ?? throw Nobody();

    /// <summary>A person whom nobody knows.</summary>
    internal Person Unknown(int number) => Registered(number) with
    {
        NhsNumber = _world.Population.UnknownNumber,
        Name = new PersonName("Mx", ["Robin"], "Unlisted"),
        DateOfBirth = new DateOnly(1970, 1, 2),
    };

    /// <summary>A letter with narrative sections and one attachment.</summary>
    /// <param name="patient">Whom it is about; a registered patient when null.</param>
    internal Letter NewLetter(Person? patient = null)
    {
        var number = NextNumber();
        var ids = LetterIds.Of(_uuids, number);
        patient ??= Registered(number);
        var symptom = _symptoms[number % _symptoms.Length];
        string[] findings =
        [
            $"Seen by {Sender.Name} on {Now:d MMMM yyyy} with {symptom} for three days.",
            "No red flags. Observations within the usual range.",
            "Advised on self-care and when to come back.",
            "This letter was made by a sandbox. Nobody in it exists.",
        ];
        return new Letter
        {
            Ids = ids,
            At = Now,
            Sender = Sender,
            SenderMailbox = From.Id,
            Patient = patient,
            Keys = HandlingKeys.Of(Itk3Wire.SendDocumentDefinition, true, true, "FA", ids.Part("encounter"), Itk3Wire.None),
            Title = "Clinic letter",
            Type = ("371531000", "Report of clinical encounter"),
            Author = "Dr Imelda Sandwright",
            Summary = string.Join(' ', findings),
            Sections = [("Presenting complaint", findings[0]), ("Findings", findings[1]), ("Plan", findings[2])],
            Files = [new LetterFile("Clinic letter", "application/pdf", PdfFile.Write("Clinic letter", findings))],
        };
    }

    /// <summary>The letter with a file of every common kind.</summary>
    internal static Letter WithEveryKindOfFile(Letter letter)
    {
        var lines = letter.Sections.Select(s => $"{s.Heading}: {s.Text}").ToArray();
        return letter with
        {
            Files =
            [
                .. letter.Files,
                new LetterFile("Advice leaflet", "text/html", TextFiles.Html("Advice leaflet", lines)),
                new LetterFile("Call notes", "text/plain", TextFiles.Plain("Call notes", lines)),
                new LetterFile("Safety netting", "application/mswrtford", TextFiles.Rtf("Safety netting", lines)),
                new LetterFile("Photograph", "image/png", PngFile.Write(160, 96)),
            ],
        };
    }

    /// <summary>Version 1 of the guide: a consultation report, whose flags must both be true.</summary>
    internal static Letter AsConsultationReport(Letter letter) => letter with
    {
        Title = "Consultation report",
        Keys = letter.Keys.With(Itk3Wire.Key.LocalExtension, key => key.Set("valueString", "SendDocument-ConsultationReport")),
    };

    /// <summary>Puts a letter on the wire as the case says.</summary>
    internal Outgoing Post(Letter letter, Func<byte[], byte[]>? spoil = null)
    {
        var bytes = LetterWriter.Write(letter);
        return new Outgoing
        {
            Number = letter.Ids.Number,
            Case = Case.Name,
            Workflow = Case.Workflow,
            To = Address(letter.Patient),
            Bytes = spoil is null ? bytes : spoil(bytes),
            Details = new MeshDetails { Subject = Subject(letter), LocalId = Sender.Ods.ToWire() },
            Expects = Case.Expects,
            HeaderId = letter.Ids.Header,
            DocumentId = letter.Ids.Document,
            SenderReference = letter.Ids.Part("encounter"),
            BeyondReading = spoil is not null,
            Patient = letter.Patient,
            Letter = letter,
        };
    }

    private static BadSendRequestException Nobody() => new("no-such-person", "The recipient's practice has nobody this case could be about.");

    private string Address(Person patient) => Request.Routed
        ? string.Create(CultureInfo.InvariantCulture, $"GPPROVIDER_{patient.NhsNumber.ToDigits()}_{patient.DateOfBirth:yyyyMMdd}_{patient.Name.Family}")
        : To.Id.ToWire();

    private string Subject(Letter letter)
    {
        var name = $"{letter.Patient.Name.Given[0]} {letter.Patient.Name.Family}";
        return Case.Workflow == Itk3Wire.ConsultationReport
            ? $"Consultation report for {name} , NHS Number {letter.Patient.NhsNumber.ToDigits()}, seen at {Sender.Name}, ODS Code {Sender.Ods}"
            : string.Create(CultureInfo.InvariantCulture, $"{letter.Title} for {name}, NHS Number: {letter.Patient.NhsNumber.ToDigits()}, seen at {Sender.Name}, ODS code: {Sender.Ods}, version {letter.Version}");
    }
}

/// <summary>A request that cannot be carried out as it is.</summary>
/// <param name="code">Stable code of the problem.</param>
/// <param name="message">What to do about it; never a patient.</param>
public sealed class BadSendRequestException(string code, string message) : Exception(message)
{
    /// <summary>Stable code of the problem, e.g. <c>unknown-case</c>.</summary>
    public string Code => code;
}
