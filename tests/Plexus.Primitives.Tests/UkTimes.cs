using System.Globalization;

namespace Plexus.Primitives.Tests;

public sealed class UkTimes
{
    [Theory]
    [InlineData("2026", "2026")]
    [InlineData("2026-11", "Nov 2026")]
    [InlineData("2026-11-05", "5 Nov 2026")]
    [InlineData("2026-11-28T04:39:12.707Z", "28 Nov 2026, 04:39")]
    [InlineData("2026-07-01T23:30:00Z", "2 Jul 2026, 00:30")]
    [InlineData("2026-07-01T23:30:00+01:00", "1 Jul 2026, 23:30")]
    [InlineData("2026-11-28T04:39Z", "28 Nov 2026, 04:39")]
    [InlineData("2026-11-28T04:39-05:00", "28 Nov 2026, 09:39")]
    [InlineData("2026-11-28T04:39:12.7Z", "28 Nov 2026, 04:39")]
    [InlineData("2026-11-28T04:39:59.999999999999999999Z", "28 Nov 2026, 04:39")]
    [InlineData("2016-12-31T23:59:60Z", "31 Dec 2016, 23:59")]
    [InlineData("2026-02-30", "2026-02-30")]
    [InlineData("2026-02-30T10:00:00Z", "2026-02-30T10:00:00Z")]
    [InlineData("2026-11-28T24:00:00Z", "2026-11-28T24:00:00Z")]
    [InlineData("2026-11-28T04:39:61Z", "2026-11-28T04:39:61Z")]
    [InlineData("2026-11-28T04:39:12", "2026-11-28T04:39:12")]
    [InlineData("2026-11-28T04:39:12.Z", "2026-11-28T04:39:12.Z")]
    [InlineData("2026-11-28T04:39:12Z\n", "2026-11-28T04:39:12Z\n")]
    [InlineData("2026-11-28T04:39:12+99:00", "2026-11-28T04:39:12+99:00")]
    [InlineData("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:00-14:00", "9999-12-31T23:59:00-14:00")]
    [InlineData("Tue, 03 Nov 2026", "Tue, 03 Nov 2026")]
    [InlineData("03 Nov 2026 T", "03 Nov 2026 T")]
    [InlineData("T12:00", "T12:00")]
    [InlineData("last Tuesday", "last Tuesday")]
    [InlineData("", "")]
    public void A_date_of_a_resource_is_shown_as_exactly_as_it_is_known(string fhir, string shown) => UkTime.FormatFhir(fhir).ShouldBe(shown);

    [Fact]
    public void A_day_is_shown_as_in_a_time() => UkTime.Format(new DateOnly(1991, 3, 8)).ShouldBe("8 Mar 1991");

    [Theory]
    [InlineData("2026-01-15T12:00:00Z", "15 Jan 2026, 12:00:00")]
    [InlineData("2026-07-15T12:00:00Z", "15 Jul 2026, 13:00:00")]
    [InlineData("2026-07-15T23:30:00Z", "16 Jul 2026, 00:30:00")]
    public void A_time_is_shown_as_clocks_in_London_have_it(string at, string shown) =>
        UkTime.Format(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)).ShouldBe(shown);

    [Fact]
    public void A_day_begins_at_midnight_in_London() =>
        UkTime.StartOf(new DateOnly(2026, 7, 1)).ToUniversalTime().ShouldBe(DateTimeOffset.Parse("2026-06-30T23:00:00Z", CultureInfo.InvariantCulture));
}
