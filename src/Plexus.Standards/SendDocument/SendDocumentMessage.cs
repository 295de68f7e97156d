using System.Globalization;
using System.Net;
using System.Text;
using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Primitives;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.SendDocument;

/// <summary>A Send Document message, built from a checked request.</summary>
/// <remarks>GP Connect Send Document payload: GPCM-SD-039 to 048, 103 to 112; for v1 also 114 to 124.</remarks>
internal sealed class SendDocumentMessage
{
    private readonly SendDocumentRequest _request;
    private readonly OrganisationFact _sender;
    private readonly DateTimeOffset _at;
    private readonly Func<string, Guid> _newId;

    internal SendDocumentMessage(SendDocumentRequest request, OrganisationFact sender, string mailbox, DateTimeOffset at, Func<string, Guid> newId)
    {
        _request = request;
        _sender = sender;
        _at = at;
        _newId = newId;
        Mailbox = mailbox;
        Guide = SendDocumentVersion.Find(request.Guide)!;
        HeaderId = newId("header");
        DocumentId = newId("document");
        CompositionId = newId("composition");
    }

    internal SendDocumentVersion Guide { get; }

    internal string Mailbox { get; }

    internal Guid HeaderId { get; }

    internal Guid DocumentId { get; }

    internal Guid CompositionId { get; }

    internal string SenderOds => _sender.Ods.ToWire();

    internal int Version => _request.Version ?? (_request.Replaces is null ? 1 : 2);

    internal string Title => Guide.FixedTitle ?? _request.Title!;

    internal string SenderReference => _request.Encounter?.Id ?? MessageBundle.Urn(CompositionId);

    internal NhsNumber NhsNumber => NhsNumber.Parse(_request.Patient!.NhsNumber!);

    internal string PatientName => $"{_request.Patient!.GivenName} {_request.Patient.Surname}";

    internal string SenderName => _request.Sender?.Name ?? _sender.Name;

    internal string Subject
    {
        get
        {
            var subject = Guide.Subject(Title, PatientName, NhsNumber, SenderName, _sender.Ods, Version);
            return subject.Length <= SendDocumentWire.MaxMeshSubject ? subject : subject[..SendDocumentWire.MaxMeshSubject];
        }
    }

    internal byte[] ToBytes() => FhirXml.ToBytes(Build().Root);

    private FhirDocument Build()
    {
        var organisation = _newId("header-organisation");
        return MessageBundle.Create(_newId("bundle"), _at)
            .AddEntry(HeaderId, Header(organisation))
            .AddEntry(organisation, MessageBundle.HeaderOrganization(organisation, _sender.Ods))
            .AddEntry(DocumentId, Document())
            .Build();
    }

    private ResourceBuilder Header(Guid organisation) => ResourceBuilder.Create(FhirVersion.Stu3, "MessageHeader")
        .Set("id", MessageBundle.Bare(HeaderId))
        .Set("meta", meta => meta.Add("profile", Itk3Wire.MessageHeaderProfile))
        .Add("extension", handling => MessageBundle.Handling(handling, new HandlingSpecification
        {
            BusinessAck = true,
            InfrastructureAck = true,
            Recipient = _request.ForAction == false ? RecipientType.ForInformation : RecipientType.ForAction,
            Definition = $"{Itk3Wire.MessageDefinitions}{MessageDefinitions.SendDocument}-1",
            SenderReference = SenderReference,
            LocalExtension = Guide.LocalExtension,
        }))
        .Set("event", coding => MessageBundle.Event(coding, MessageEvents.SendDocument))
        .Set("sender", sender => sender.Set("reference", MessageBundle.Urn(organisation)))
        .Set("timestamp", MessageBundle.Instant(_at))
        .Set("source", source => source.Set("endpoint", Mailbox))
        .Add("focus", focus => focus.Set("reference", MessageBundle.Urn(DocumentId)));

    private ResourceBuilder Document()
    {
        var patient = _newId("patient");
        var author = _newId("author");
        var custodian = _newId("custodian");
        var encounter = _newId("encounter");
        var attachments = _request.Attachments ?? [];
        var bundle = ResourceBuilder.Create(FhirVersion.Stu3, "Bundle")
            .Set("id", MessageBundle.Bare(DocumentId))
            .Set("meta", meta => meta
                .Set("versionId", Version.ToString(CultureInfo.InvariantCulture))
                .Set("lastUpdated", MessageBundle.Instant(_at))
                .Add("profile", Itk3Wire.DocumentBundleProfile))
            .Set("identifier", identifier => identifier.Set("system", Itk3Wire.UuidSystem).Set("value", MessageBundle.Bare(DocumentId)))
            .Set("type", "document")
            .AddEntry(CompositionId, Composition(patient, author, custodian, encounter))
            .AddEntry(patient, Patient(patient))
            .AddEntry(author, Author(author))
            .AddEntry(custodian, Custodian(custodian));
        if (_request.Encounter?.Date is { } seen)
            bundle.AddEntry(encounter, Encounter(encounter, patient, seen));
        for (var i = 0; i < attachments.Count; i++)
            bundle.AddEntry(AttachmentId(i), Attachment(i, attachments[i]));
        return bundle;
    }

    private ResourceBuilder Composition(Guid patient, Guid author, Guid custodian, Guid encounter)
    {
        var composition = ResourceBuilder.Create(FhirVersion.Stu3, "Composition")
            .Set("id", MessageBundle.Bare(CompositionId))
            .Set("meta", meta => meta.Add("profile", SendDocumentWire.CompositionProfile))
            .Set("text", text => text.Set("status", "generated").Set("div", Summary()))
            .Set("identifier", identifier => identifier.Set("system", Itk3Wire.UuidSystem).Set("value", MessageBundle.Bare(CompositionId)))
            .Set("status", "final")
            .Set("type", type => Coded(type, _request.Type ?? new(SendDocumentWire.EncounterReport, SendDocumentWire.EncounterReportText)))
            .Set("subject", subject => subject.Set("reference", MessageBundle.Urn(patient)))
            .Set("date", MessageBundle.Instant(_at))
            .Add("author", reference => reference.Set("reference", MessageBundle.Urn(author)))
            .Set("title", Title)
            .Set("confidentiality", SendDocumentWire.NormalConfidentiality)
            .Set("custodian", reference => reference.Set("reference", MessageBundle.Urn(custodian)));
        if (_request.CareSetting is { } setting)
            composition.AddExtension(SendDocumentWire.CareSettingExtension, extension => extension.Set("valueCodeableConcept", concept => Coded(concept, setting)));
        if (_request.Encounter?.Date is not null)
            composition.Set("encounter", reference => reference.Set("reference", MessageBundle.Urn(encounter)));
        if (_request.Replaces is { } replaced)
        {
            composition.Add("relatesTo", relation => relation
                .Set("code", "replaces")
                .Set("targetIdentifier", identifier => identifier.Set("system", Itk3Wire.UuidSystem).Set("value", Itk3Id.Normalise(replaced))));
        }

        for (var i = 0; i < (_request.Attachments?.Count ?? 0); i++)
        {
            var id = AttachmentId(i);
            var title = _request.Attachments![i].Title ?? (i == 0 ? Title : $"Attachment {i + 1}");
            composition.Add("section", section => section
                .Set("title", title)
                .Add("entry", entry => entry.Set("reference", MessageBundle.Urn(id))));
        }

        return composition;
    }

    private ResourceBuilder Patient(Guid id)
    {
        var patient = _request.Patient!;
        var verified = patient.Verified != false;
        var builder = ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
            .Set("id", MessageBundle.Bare(id))
            .Set("meta", meta => meta.Add("profile", SendDocumentWire.PatientProfile))
            .Add("identifier", identifier => identifier
                .AddExtension(SendDocumentWire.VerificationExtension, extension => extension.Set("valueCodeableConcept", concept => concept.Add("coding", coding => coding
                    .Set("system", SendDocumentWire.VerificationSystem)
                    .Set("code", verified ? "01" : "02")
                    .Set("display", verified ? "Number present and verified" : "Number present but not traced"))))
                .Set("system", Itk3Wire.NhsNumberSystem)
                .Set("value", NhsNumber.ToDigits()))
            .Add("name", name => name.Set("use", "official").Set("family", patient.Surname!).Add("given", patient.GivenName!))
            .SetOptional("gender", patient.Gender)
            .Set("birthDate", patient.BirthDate!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (patient.Postcode is { } postcode)
            builder.Add("address", address => address.Set("postalCode", postcode));
        return builder;
    }

    private ResourceBuilder Author(Guid id)
    {
        var author = _request.Author!;
        var builder = ResourceBuilder.Create(FhirVersion.Stu3, "Practitioner")
            .Set("id", MessageBundle.Bare(id))
            .Set("meta", meta => meta.Add("profile", SendDocumentWire.PractitionerProfile))
            .Add("name", name =>
            {
                name.Set("use", "official").Set("family", author.Surname!);
                if (author.GivenName is { } given)
                    name.Add("given", given);
                if (author.Prefix is { } prefix)
                    name.Add("prefix", prefix);
            });
        if (author.SdsUserId is { } user)
            builder.Add("identifier", identifier => identifier.Set("system", Itk3Wire.SdsUserIdSystem).Set("value", user));
        return builder;
    }

    private ResourceBuilder Custodian(Guid id)
    {
        var builder = ResourceBuilder.Create(FhirVersion.Stu3, "Organization")
            .Set("id", MessageBundle.Bare(id))
            .Set("meta", meta => meta.Add("profile", SendDocumentWire.OrganizationProfile))
            .Add("identifier", identifier => identifier.Set("system", Itk3Wire.OdsOrganisationSystem).Set("value", _sender.Ods.ToWire()))
            .Set("name", SenderName);
        if (_request.Sender?.Phone is { } phone)
            builder.Add("telecom", telecom => telecom.Set("system", "phone").Set("value", phone));
        return builder;
    }

    private static ResourceBuilder Encounter(Guid id, Guid patient, DateTimeOffset seen) => ResourceBuilder.Create(FhirVersion.Stu3, "Encounter")
        .Set("id", MessageBundle.Bare(id))
        .Set("meta", meta => meta.Add("profile", SendDocumentWire.EncounterProfile))
        .Set("status", "finished")
        .Set("subject", subject => subject.Set("reference", MessageBundle.Urn(patient)))
        .Set("period", period => period.Set("start", MessageBundle.Instant(seen)));

    private ResourceBuilder Attachment(int index, RequestAttachment attachment) => ResourceBuilder.Create(FhirVersion.Stu3, "Binary")
        .Set("id", MessageBundle.Bare(AttachmentId(index)))
        .Set("meta", meta => meta.Add("profile", Itk3Wire.AttachmentProfile))
        .Set("contentType", AttachmentTypes.Registered(attachment.ContentType!)!)
        .Set("content", attachment.Data!);

    private Guid AttachmentId(int index) => _newId("attachment-" + index.ToString(CultureInfo.InvariantCulture));

    private string Summary()
    {
        var text = string.IsNullOrWhiteSpace(_request.Text) ? Guide.Summary(Subject, Version) : _request.Text;
        var html = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace())
                html.Append("<p>").Append(WebUtility.HtmlEncode(line.Trim().ToString())).Append("</p>");
        }

        return html.Append("</div>").ToString();
    }

    private static void Coded(ElementBuilder concept, RequestCoding coding) => concept.Add("coding", code => code
        .Set("system", Itk3Wire.SnomedSystem)
        .Set("code", coding.Code!)
        .Set("display", coding.Display!));
}
