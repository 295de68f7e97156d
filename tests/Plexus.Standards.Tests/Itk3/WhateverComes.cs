using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Plexus.Primitives;
using Plexus.Standards.Itk3;
using Plexus.Standards.SendDocument;
using Outcome = Plexus.Contracts.Outcome;

namespace Plexus.Standards.Tests.Itk3;

/// <summary>Whatever bytes come, a protocol reacts: nothing is thrown, and a message is either taken, answered or set aside.</summary>
public sealed class WhateverComes
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(new Letter().Text());

    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(20261120, 7), null));

    [Fact]
    public void Any_bytes_get_10009() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var conversation = new World().Receive(new Letter().Wrap(bytes));
            return conversation.Codes is ["10009"] && conversation.IsParked;
        }).Check(Seeded);

    [Fact]
    public void A_good_message_with_any_bytes_changed_is_taken_refused_or_set_aside() =>
        Prop.ForAll(Gen.Choose(0, Good.Length - 1).Zip(Gen.Choose(0, 255)).ArrayOf(3).ToArbitrary(), changes =>
        {
            var bytes = Good.ToArray();
            foreach (var (at, value) in changes)
                bytes[at] = (byte)value;
            return IsSettled(new World().Receive(new Letter().Wrap(bytes)));
        }).Check(Seeded);

    [Fact]
    public void A_good_message_cut_anywhere_is_unreadable_and_answered() =>
        Prop.ForAll(Gen.Choose(0, Good.Length - 12).ToArbitrary(), length =>
            new World().Receive(new Letter().Wrap(Good[..length])).Codes is ["10009"]).Check(Seeded);

    [Fact]
    public void A_message_with_any_element_taken_out_is_settled()
    {
        var text = new Letter().Text();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            var end = text.IndexOf("/>", at, StringComparison.Ordinal);
            if (end < 0 || text.AsSpan(at + 1, end - at - 1).Contains('<'))
                continue;
            IsSettled(new World().Receive(new Letter().Wrap(Encoding.UTF8.GetBytes(text.Remove(at, end + 2 - at))))).ShouldBeTrue(text[at..(end + 2)]);
        }
    }

    [Fact]
    public void The_beginning_of_anything_is_read_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Gen.Choose(0, Good.Length).ToArbitrary(), (noise, length) =>
        {
            var peek = HeaderPeek.Read(new ReadOnlyMemory<byte>([.. Good[..length], .. noise]));
            return peek.HeaderId is null || peek.HeaderId == new Letter().HeaderId;
        }).Check(Seeded);

    [Fact]
    public void An_address_by_patient_is_read_as_it_was_written() =>
        Prop.ForAll(Gen.Choose(0, 36_000).Zip(Gen.Elements("Holloway", "O'Neil", "van der Berg", "Smith_Jones")).ToArbitrary(), person =>
        {
            var (days, surname) = person;
            var address = new GpProviderAddress(NhsNumber.Parse("9990000018"), new DateOnly(1930, 1, 1).AddDays(days), surname);
            return GpProviderAddress.TryParse(address.Format(BirthDateForm.YearFirst), out var read) && read == address;
        }).Check(Seeded);

    [Fact]
    public void Any_JSON_is_a_request_or_has_problems() =>
        Prop.ForAll(ArbMap.Default.ArbFor<Dictionary<string, string>>(), values =>
        {
            var (request, problems) = SendDocumentRequest.Read(JsonSerializer.SerializeToElement(values.ToDictionary(v => v.Key ?? "", v => v.Value)));
            return request is null == problems.Count > 0;
        }).Check(Seeded);

    private static bool IsSettled(Conversation conversation) =>
        conversation.IsParked
        || conversation.Outcome is Outcome.Accepted or Outcome.Refused or Outcome.Duplicate
        || conversation.OpenTasks.Count == 1;
}
