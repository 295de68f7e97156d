using System.Globalization;
using System.Text;
using Plexus.Fhir.Validation.Profiles;

namespace Plexus.Fhir.Tests.Validation;

public sealed class LearntTexts
{
    private readonly ByteTable<int> _table = new();
    private int _next;

    [Fact]
    public void A_message_that_names_thousands_does_not_stop_the_table_from_learning()
    {
        Flood(2 * ByteTable<int>.Capacity);

        _table.TryAdd("kg"u8, 7);

        _table.TryGetValue("kg"u8, out var value).ShouldBeTrue();
        value.ShouldBe(7);
    }

    [Fact]
    public void What_is_asked_for_stays_while_others_come_and_go()
    {
        _table.TryAdd("kg"u8, 7);
        _table.TryAdd("unused"u8, 8);

        for (var i = 0; i < 10; i++)
        {
            Flood(ByteTable<int>.Capacity / 4);
            _table.TryGetValue("kg"u8, out _).ShouldBeTrue();
        }

        _table.TryGetValue("unused"u8, out _).ShouldBeFalse();
    }

    [Fact]
    public void No_more_is_kept_than_the_capacity()
    {
        var texts = Flood(5 * ByteTable<int>.Capacity);

        texts.Count(text => _table.TryGetValue(text, out _)).ShouldBeInRange(ByteTable<int>.Capacity / 4, ByteTable<int>.Capacity);
    }

    [Fact]
    public void A_long_text_is_found_out_about_each_time()
    {
        var text = new byte[300];

        _table.TryAdd(text, 1);

        _table.TryGetValue(text, out _).ShouldBeFalse();
    }

    private byte[][] Flood(int count)
    {
        byte[][] texts = [.. Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetBytes((_next++).ToString(CultureInfo.InvariantCulture)))];
        foreach (var text in texts)
            _table.TryAdd(text, 0);
        return texts;
    }
}
