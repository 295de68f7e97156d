using System.IO.Compression;
using System.Text;
using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.Tests.GenericFhirReceiver;

/// <summary>The first step: what a sender zipped itself is unzipped, as far as the size limit lets it.</summary>
public sealed class ZippedMessages
{
    [Fact]
    public void A_message_that_its_sender_zipped_is_read_like_any_other()
    {
        var letter = new Letter();

        var conversation = new World().Receive(letter.Wrap(Zip(letter.Text())));

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Tasks.ShouldBe(["document"]);
    }

    [Fact]
    public void A_message_whose_parts_were_zipped_one_by_one_is_read_whole()
    {
        var letter = new Letter();
        var text = letter.Text();

        var conversation = new World().Receive(letter.Wrap([.. Zip(text[..1_000]), .. Zip(text[1_000..])]));

        conversation.Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void One_that_is_too_large_unzipped_is_answered_20015_by_the_header_id_it_begins_with()
    {
        var letter = new Letter();
        var bomb = Zip(letter.Text() + new string(' ', 300_000_000));
        bomb.Length.ShouldBeLessThan(5_000_000);

        var conversation = new World().Receive(letter.Wrap(bomb));

        conversation.Codes.ShouldBe(["20015"]);
        conversation.IsParked.ShouldBeTrue();
        conversation.Wire("infrastructure-ack").ShouldContain(letter.HeaderId);
    }

    [Fact]
    public void The_limit_that_the_message_was_loaded_under_holds_for_what_comes_out()
    {
        var letter = new Letter();
        var zipped = letter.Wrap(Zip(letter.Text() + new string(' ', 200_000)));
        var large = letter.Wrap(Zip(letter.Text() + new string(' ', 6_000_000)));

        new World().Receive(zipped with { SizeLimit = 100_000 }).Codes.ShouldBe(["20015"]);
        new World().Receive(zipped).Codes.ShouldBe(["20013", "30001"]);
        new World().Receive(large).Codes.ShouldBe(["20015"]);
        new World().Receive(large with { SizeLimit = 8_000_000 }).Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void One_that_is_too_large_even_zipped_is_answered_by_what_its_beginning_says()
    {
        var letter = new Letter();

        var conversation = new World().Receive(letter.Wrap([]) with { AboveLimit = true, Size = 9_000_000, Head = Zip(letter.Text()).AsMemory(0, 1_000) });

        conversation.Codes.ShouldBe(["20015"]);
        conversation.Wire("infrastructure-ack").ShouldContain(letter.HeaderId);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(200, true)]
    public void One_that_is_cut_short_is_unreadable_whatever_could_be_read_of_it(int missing, bool isCut)
    {
        var letter = new Letter();
        var zipped = Zip(letter.Text());

        var conversation = new World().Receive(letter.Wrap(zipped[..^missing]));

        conversation.Codes.ShouldBe(["10009"], isCut ? "in the data" : "in the trailer");
        conversation.IsParked.ShouldBeTrue();
        conversation.Wire("infrastructure-ack").ShouldContain(letter.HeaderId);
    }

    [Fact]
    public void One_that_was_zipped_twice_is_unreadable() =>
        new World().Receive(new Letter().Wrap(Zip(Zip(new Letter().Text())))).Codes.ShouldBe(["10009"]);

    [Fact]
    public void An_answer_that_its_sender_zipped_finds_its_conversation()
    {
        var world = new World();
        var sent = world.Command("SendDocument", "sender", "send", SendDocument.Requests.Good());
        var response = new Response { Answers = sent.Sends.Single().BusinessId, Code = "30001" };

        world.Receive(new Letter { Workflow = "GPCONNECT_SEND_DOCUMENT_ACK" }.Wrap(Zip(response.Text())));

        sent.End.ShouldBe(ConversationEnd.Completed);
    }

    [Fact]
    public void What_is_shown_of_it_is_what_is_inside()
    {
        var text = new Letter().Text();

        Encoding.UTF8.GetString(ZippedBySender.Open(Zip(text), 1_000_000).Span).ShouldBe(text);
        ZippedBySender.Open(Zip(text), 10).Span[0].ShouldBe((byte)0x1f);
    }

    private static byte[] Zip(string text) => Zip(Encoding.UTF8.GetBytes(text));

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return zipped.ToArray();
    }
}
