using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Plexus.Engine.Patients;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Patients;

public sealed class ReadingPatientsFromCsv
{
    private const string Header = "local_id,nhs_number,surname,given_names,birth_date,registered_from,registered_to,end_reason,died_on,superseded_nhs_numbers\n";

    private static readonly OdsCode Practice = OdsCode.Parse("A20047");

    [Fact]
    public async Task Takes_a_row_in_any_order_of_columns_behind_a_byte_order_mark()
    {
        var row = (await Rows("\uFEFFSurname,Registered_From,Birth_Date,Local_Id\r\nAsh,2010-04-01,1960-01-02,17\r\n")).ShouldHaveSingleItem();

        var patient = row.Patient.ShouldNotBeNull(row.Problem);
        (patient.LocalId, patient.Surname, patient.BirthDate, patient.Organisation).ShouldBe(("17", "Ash", new DateOnly(1960, 1, 2), Practice));
        patient.Registrations.ShouldBe([new Registration(new(2010, 4, 1), null, null)]);
    }

    [Fact]
    public async Task Takes_quotes_commas_and_line_breaks_and_still_counts_lines()
    {
        var rows = await Rows(Header + "17,,\"Ash,\nWood\",\"Robin \"\"Bob\"\"\",1960-01-02,2010-04-01,,,,\n18,,Birch,Kim,1960-13-02,2010-04-01,,,,\n");

        rows[0].Patient!.GivenNames.ShouldBe("Robin \"Bob\"");
        rows[0].Patient!.Surname.ShouldBe("Ash,\nWood");
        (rows[1].Line, rows[1].Problem).ShouldBe((4, "birth_date is not a date written as YYYY-MM-DD."));
    }

    [Theory]
    [InlineData("17,,Ash,Robin,02/01/1960,2010-04-01,,,,", "birth_date")]
    [InlineData("17,,Ash,Robin,1960-02-30,2010-04-01,,,,", "birth_date")]
    [InlineData("17,,Ash,Robin,1060-02-03,2010-04-01,,,,", "birth_date")]
    [InlineData(",,Ash,Robin,1960-01-02,2010-04-01,,,,", "local_id is empty")]
    [InlineData("17,,,Robin,1960-01-02,2010-04-01,,,,", "surname is empty")]
    [InlineData("17,,Ash,Robin,1960-01-02,,,,,", "registered_from is empty")]
    [InlineData("17,9990000019,Ash,Robin,1960-01-02,2010-04-01,,,,", "nhs_number is not an NHS number")]
    [InlineData("17,,Ash,Robin,1960-01-02,2010-04-01,2009-01-01,,,", "registered_to is before")]
    [InlineData("17,,Ash,Robin,1960-01-02,2010-04-01,,moved,,", "end_reason is not one of deducted, died")]
    [InlineData("17,,Ash,Robin,1960-01-02,2010-04-01,,died,,", "end_reason is given")]
    [InlineData("17,,Ash,Robin,1960-01-02,2010-04-01,,,,1234", "superseded_nhs_numbers")]
    [InlineData("17,,Ash,Robin,1960-01-02", "The row has 5 fields and the header 10.")]
    public async Task Says_what_is_wrong_with_a_row_without_repeating_it(string line, string problem)
    {
        var rows = await Rows(Header + "16,9990000018,Elm,Jo,1950-05-05,2010-04-01,2020-01-01,died,2019-12-30,9990000026;999 000 0034\n" + line + "\n");

        rows[0].Patient!.SupersededNumbers.Count.ShouldBe(2);
        (rows[1].Line, rows[1].Patient).ShouldBe((3, null));
        rows[1].Problem!.ShouldContain(problem);
        rows[1].Problem!.ShouldNotContain("Ash");
    }

    [Theory]
    [InlineData("", "no readable header")]
    [InlineData("local_id,surname,birth_date\n", "registered_from is missing")]
    [InlineData("local_id,surname,birth_date,registered_from,surnam\n", "Column 5")]
    [InlineData("local_id,surname,birth_date,registered_from,Surname\n", "there twice")]
    public async Task Refuses_a_file_whose_header_is_not_understood(string text, string problem)
    {
        (await Should.ThrowAsync<PatientFileException>(() => Rows(text))).Message.ShouldContain(problem);
    }

    [Fact]
    public async Task Stops_where_the_quoting_breaks()
    {
        var failure = await Should.ThrowAsync<PatientFileException>(() => Rows(Header + "17,,\"Ash\"wood,Robin,1960-01-02,2010-04-01,,,,\n"));

        failure.Line.ShouldBe(2);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_pointed_out()
    {
        using var file = new MemoryStream(Encoding.Latin1.GetBytes("local_id,surname,birth_date,registered_from\n17,Ren\u00e9e,1960-01-02,2010-04-01\n"));

        var rows = await PatientCsv.ReadAsync(file, Practice, default).ToListAsync();

        rows.ShouldHaveSingleItem().Problem.ShouldBe("surname is not UTF-8; save the file as UTF-8.");
    }

    [Fact]
    public async Task A_quote_that_never_closes_costs_bounded_memory()
    {
        var text = Header + "17,,\"" + new string('a', 4 * PatientCsv.MaximumRowBytes);

        await Should.ThrowAsync<PatientFileException>(() => Rows(text));
    }

    [Fact]
    public void Any_text_gives_rows_or_a_refusal_and_no_other_exception()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            try
            {
                var rows = Rows(Header + text).GetAwaiter().GetResult();
                return rows.All(r => r.Patient is null != r.Problem is null);
            }
            catch (PatientFileException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static async Task<List<PatientRow>> Rows(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await PatientCsv.ReadAsync(file, Practice, default).ToListAsync();
    }
}
