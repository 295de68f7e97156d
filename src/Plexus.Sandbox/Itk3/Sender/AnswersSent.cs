using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>A message that can be acknowledged.</summary>
internal sealed record Answerable(string HeaderId, string? SenderReference);

/// <summary>A message that a REPORT can be about.</summary>
internal sealed record Reportable(string MeshId, string Workflow, MeshDetails Details);

/// <summary>Answers the sandbox gives unasked: to something that the recipient sent.</summary>
internal static class AnswersSent
{
    internal static IEnumerable<Outgoing> Acknowledgement(LetterDesk desk) => [Acknowledge(desk, full: false)];

    internal static IEnumerable<Outgoing> Full(LetterDesk desk) => [Acknowledge(desk, full: true)];

    internal static IEnumerable<Outgoing> Report(LetterDesk desk)
    {
        var linked = desk.Reportable
            ?? throw new BadSendRequestException("nothing-to-answer", "The mailbox has sent nothing yet: say which message by about.");
        return
        [
            new Outgoing
            {
                Number = desk.NextNumber(),
                Case = desk.Case.Name,
                Workflow = linked.Workflow,
                To = desk.To.Id.ToWire(),
                Bytes = [],
                Details = linked.Details,
                Expects = desk.Case.Expects,
                ReportAbout = linked.MeshId,
                ReportCode = desk.Request.Code ?? MeshErrors.Undelivered.Code,
            },
        ];
    }

    private static Outgoing Acknowledge(LetterDesk desk, bool full)
    {
        var answers = desk.Answerable
            ?? throw new BadSendRequestException("nothing-to-answer", "The mailbox has sent nothing yet: say which header id by about.");
        if (!ResponseCodes.All.TryGetValue(desk.Request.Code ?? ResponseCodes.PatientKnown, out var code))
            throw new BadSendRequestException("unknown-code", "The code is not one of ITK-ResponseCodes-1.");
        var number = desk.NextNumber();
        var response = new Response
        {
            Code = code,
            Answers = answers.HeaderId,
            SenderReference = answers.SenderReference ?? Itk3Wire.None,
            Responder = desk.Sender.Ods,
            ResponderMailbox = desk.From.Id,
            At = desk.Now,
            Diagnostics = code.Positive ? null : $"Sent by hand from the sandbox: {code.Display}",
            AsksInfAck = full,
            Part = part => desk.Id(number, part),
        };
        return new Outgoing
        {
            Number = number,
            Case = desk.Case.Name,
            Workflow = desk.Case.Workflow,
            To = desk.To.Id.ToWire(),
            Bytes = ResponseWriter.Write(response),
            Details = new MeshDetails { LocalId = desk.Sender.Ods.ToWire() },
            Expects = desk.Case.Expects,
            HeaderId = response.Part("header"),
        };
    }
}
