using System.Text;
using Plexus.Contracts;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Patients;

public sealed class KeepingPatients
{
    private static readonly OdsCode Practice = OdsCode.Parse("A20047");
    private static readonly OdsCode Neighbour = OdsCode.Parse("B81001");
    private readonly ManualTime _time = new();

    [Theory, OnSqlite, OnPostgres]
    public async Task A_patient_reads_back_whole_and_is_found_by_either_number(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var index = Index(test);

        (await index.PutAsync([Robin()], "test", default)).ShouldHaveSingleItem().Kind.ShouldBe(PatientPutKind.Added);

        var found = index.Find(Practice, Number(1)).ShouldNotBeNull();
        (found.Surname, found.GivenNames, found.BirthDate, found.Postcode).ShouldBe(("Ash-Wood", "Robin", new DateOnly(1960, 1, 2), "LS1 1AA"));
        found.Registrations.ShouldBe(Robin().Registrations);
        index.Find(Practice, Number(2))!.LocalId.ShouldBe("17");
        index.Find(Neighbour, Number(1)).ShouldBeNull();
        index.Answer(Practice, Ask(Number(2))).ShouldBe(new PatientAnswer(PatientStanding.Registered, "17", true, null, null));
        index.Answer(Neighbour, Ask(Number(1))).Standing.ShouldBe(PatientStanding.NotKnown);
        index.Answer(Practice, Ask(null)).Standing.ShouldBe(PatientStanding.NotKnown);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Writing_again_replaces_and_the_same_again_changes_nothing(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var index = Index(test);
        await index.PutAsync([Robin()], "test", default);

        (await index.PutAsync([Robin()], "test", default))[0].Kind.ShouldBe(PatientPutKind.Unchanged);
        index.Version(Practice).ShouldBe(1);
        (await index.PutAsync([Robin() with { Surname = "Oak", NhsNumber = Number(3), SupersededNumbers = [] }], "test", default))[0].Kind.ShouldBe(PatientPutKind.Changed);

        index.Version(Practice).ShouldBe(2);
        index.Find(Practice, Number(1)).ShouldBeNull();
        index.Find(Practice, Number(3))!.Surname.ShouldBe("Oak");
        index.Search(Practice, "ash wood", null).ShouldBeEmpty();
        index.Count(Practice).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_number_belongs_to_one_patient_of_an_organisation(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var index = Index(test);
        await index.PutAsync([Robin()], "test", default);

        var puts = await index.PutAsync(
            [Robin() with { LocalId = "18", NhsNumber = Number(2), SupersededNumbers = [] }, Robin() with { LocalId = "19", NhsNumber = Number(5), SupersededNumbers = [] }, Robin() with { Organisation = Neighbour }],
            "test", default);

        puts.Select(p => p.Kind).ShouldBe([PatientPutKind.NumberTaken, PatientPutKind.Added, PatientPutKind.Added]);
        index.Find(Practice, "18").ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Candidates_are_those_who_share_the_number_or_two_particulars_likeliest_first(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var index = Index(test);
        await index.PutAsync(
            [
                Robin(),
                Person("20", "ASH WOOD", "Sam", new(1960, 1, 2)),
                Person("21", "Ash Wood", "Robin", new(1990, 9, 9)),
                Person("22", "Elm", "Jo", new(1960, 1, 2)),
            ],
            "test", default);

        index.Candidates(Practice, Ask(null)).Select(c => c.Patient.LocalId).ShouldBe(["17", "20", "21"]);
        index.Candidates(Practice, Ask(Number(1)) with { Surname = "Elm", BirthDate = null })[0].ShouldSatisfyAllConditions(
            c => c.Patient.LocalId.ShouldBe("17"),
            c => c.HoldsNumber.ShouldBeTrue());
        index.Search(Practice, "ashwood", new DateOnly(1960, 1, 2)).Select(p => p.LocalId).ShouldBe(["17", "20"], ignoreOrder: true);
        index.Search(Practice, null, null).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_import_adds_changes_and_says_line_by_line_what_it_refuses(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var index = Index(test);
        var file = $"""
            local_id,nhs_number,surname,birth_date,registered_from,registered_to,organisation
            17,{Number(1).ToDigits()},Ash,1960-01-02,2010-04-01,2015-01-01,
            17,{Number(1).ToDigits()},Ash,1960-01-02,2018-04-01,,
            18,{Number(1).ToDigits()},Elm,1961-01-02,2010-04-01,,
            19,,Oak,02/03/1962,2010-04-01,,
            20,,Yew,1963-01-02,2010-04-01,,Z99999
            21,,Fir,1963-01-02,2010-04-01,,B81001

            """;

        var dry = await ImportAsync(index, file, dryRun: true);
        var counted = index.Count(Practice);
        var result = await ImportAsync(index, file);
        var again = await ImportAsync(index, file);

        counted.ShouldBe(0);
        (result.Added, result.Changed, result.Unchanged, result.Refused).ShouldBe((2, 1, 0, 3));
        (dry.Added + dry.Changed, dry.Refused).ShouldBe((3, 3));
        dry.Problems.ShouldBe(result.Problems);
        result.Problems.Select(p => p.Line).Order().ShouldBe([4L, 5, 6]);
        (again.Added, again.Changed, again.Unchanged, again.Refused).ShouldBe((0, 0, 3, 3));
        index.Find(Practice, "17")!.Registrations.Count.ShouldBe(2);
        index.Answer(Practice, new PatientQuestion(Number(1), "Ash", default, new(1960, 1, 2), null, default)).Standing.ShouldBe(PatientStanding.Registered);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_large_file_comes_in_with_bounded_memory(string dialect)
    {
        var rows = dialect == "sqlite" ? 100_000 : 20_000;
        await using var test = await TestDatabase.CreateAsync(dialect);
        var index = Index(test);
        await using var file = new GeneratedFile(rows);
        var least = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        var progress = new Watcher(() =>
        {
            GC.Collect();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
        });

        var result = await new PatientImport(index, _ => true, TimeProvider.System).RunAsync(file, Practice, dryRun: false, "test", progress, default);

        (result.Added, result.Refused).ShouldBe((rows, 0));
        index.Count(Practice).ShouldBe(rows);
        (most - least).ShouldBeLessThan(30_000_000);
    }

    [Fact]
    public async Task Nothing_about_a_person_is_readable_in_the_database()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite");
        await Index(test).PutAsync([Robin()], "test", default);

        foreach (var file in Directory.GetFiles(test.Folder, "plexus.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            var text = Encoding.Latin1.GetString(bytes.ToArray());
            foreach (var secret in new[] { "Ash-Wood", "ASHWOOD", "Robin", "1960-01-02", "LS1 1AA", Number(1).ToDigits() })
                text.ShouldNotContain(secret, Case.Sensitive);
        }
    }

    private PatientIndex Index(TestDatabase test) => new(test.Database, test.Keys, _time);

    private static Task<PatientImportResult> ImportAsync(PatientIndex index, string text, bool dryRun = false) =>
        new PatientImport(index, ods => ods != OdsCode.Parse("Z99999"), TimeProvider.System).RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), Practice, dryRun, "test", null, default);

    internal static NhsNumber Number(int n)
    {
        for (var stem = 999_000_000; ; stem++)
            if (NhsNumber.TryComplete(stem, out var number) && n-- == 0)
                return number;
    }

    private static PatientQuestion Ask(NhsNumber? number) => new(number, "Ash Wood", "Robin", new DateOnly(1960, 1, 2), "female", "LS1 1AA");

    private static Patient Robin() => Person("17", "Ash-Wood", "Robin", new DateOnly(1960, 1, 2)) with
    {
        NhsNumber = Number(1),
        NhsNumberVerified = true,
        SupersededNumbers = [Number(2)],
        Gender = "female",
        Postcode = "LS1 1AA",
    };

    private static Patient Person(string localId, string surname, string given, DateOnly born) => new()
    {
        Organisation = Practice,
        LocalId = localId,
        Surname = surname,
        GivenNames = given,
        BirthDate = born,
        Registrations = [new Registration(new(2010, 4, 1), null, null)],
    };

    private sealed class Watcher(Action look) : IProgress<PatientImportResult>
    {
        public void Report(PatientImportResult value) => look();
    }

    /// <summary>A file that is never whole in memory.</summary>
    private sealed class GeneratedFile(int rows) : Stream
    {
        private byte[] _line = "local_id,nhs_number,surname,birth_date,registered_from\n"u8.ToArray();
        private int _at, _row, _stem = 999_000_000;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = 0;
            while (read < buffer.Length)
            {
                if (_at == _line.Length && !NextLine())
                    break;
                var take = Math.Min(buffer.Length - read, _line.Length - _at);
                _line.AsSpan(_at, take).CopyTo(buffer[read..]);
                (_at, read) = (_at + take, read + take);
            }

            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private bool NextLine()
        {
            if (_row == rows)
                return false;
            NhsNumber number;
            while (!NhsNumber.TryComplete(_stem++, out number))
            {
            }

            _row++;
            _line = Encoding.UTF8.GetBytes($"{_row},{number.ToDigits()},Surname{_row % 5000},{1930 + _row % 90}-{1 + _row % 12:D2}-{1 + _row % 28:D2},2010-04-01\n");
            _at = 0;
            return true;
        }
    }
}
