using Plexus.Contracts;
using Plexus.Engine.Patients;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Patients;

public sealed class MatchingAPatient
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData("O'Neill", "o’neill")]
    [InlineData("Müller", "MULLER")]
    [InlineData("de la Cruz", "DeLaCruz")]
    [InlineData("Smith-Jones", "Smith Jones")]
    [InlineData("Łukasiewicz", "Lukasiewicz")]
    [InlineData("Nguyễn", "NGUYEN")]
    [InlineData("Ólafsdóttir", "Olafsdo\u0301ttir")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("Æbelø", "Aebelo")]
    [InlineData("ﬁnch", "Finch")]
    public void Case_accents_spacing_and_punctuation_do_not_tell_names_apart(string one, string other)
    {
        NameFolding.Fold(one).ShouldBe(NameFolding.Fold(other));
    }

    [Theory]
    [InlineData("Smith", "Smyth")]
    [InlineData("Neill", "O'Neill")]
    [InlineData("Иванов", "Ivanov")]
    [InlineData("王", "黃")]
    public void Other_names_stay_apart(string one, string other)
    {
        NameFolding.Fold(one).ShouldNotBe(NameFolding.Fold(other));
    }

    [Fact]
    public void Registered_with_surname_and_birth_date_agreeing()
    {
        PatientMatch.Answer(Ask(), Known(), Today).ShouldBe(new PatientAnswer(PatientStanding.Registered, "17", true, null, null));
    }

    [Fact]
    public void Another_birth_date_or_surname_or_an_empty_one_does_not_agree()
    {
        PatientMatch.Answer(Ask() with { BirthDate = new DateOnly(1960, 2, 1) }, Known(), Today).DemographicsAgree.ShouldBeFalse();
        PatientMatch.Answer(Ask() with { Surname = "Oakes" }, Known(), Today).DemographicsAgree.ShouldBeFalse();
        PatientMatch.Answer(Ask() with { Surname = " - " }, Known() with { Surname = "'" }, Today).DemographicsAgree.ShouldBeFalse();
        PatientMatch.Answer(Ask() with { BirthDate = null }, Known(), Today).DemographicsAgree.ShouldBeFalse();
    }

    [Fact]
    public void A_number_that_nobody_verified_leaves_the_match_to_a_person()
    {
        PatientMatch.Answer(Ask(), Known() with { NhsNumberVerified = false }, Today).DemographicsAgree.ShouldBeFalse();
    }

    [Fact]
    public void Left_last_year_is_deducted_on_that_day()
    {
        var answer = PatientMatch.Answer(Ask(), Known(new Registration(new(2010, 1, 1), new(2025, 11, 2), RegistrationEnd.Deducted)), Today);

        (answer.Standing, answer.EndedOn).ShouldBe((PatientStanding.Deducted, new DateOnly(2025, 11, 2)));
    }

    [Fact]
    public void Deducted_because_of_death_is_deceased_with_both_dates()
    {
        var patient = Known(new Registration(new(2010, 1, 1), new(2026, 8, 25), RegistrationEnd.Died)) with { DiedOn = new DateOnly(2026, 8, 20) };

        PatientMatch.Answer(Ask(), patient, Today).ShouldBe(new PatientAnswer(PatientStanding.Deceased, "17", true, new(2026, 8, 25), new(2026, 8, 20)));
    }

    [Fact]
    public void Back_again_after_a_gap_is_registered()
    {
        var patient = Known(
            new Registration(new(2010, 1, 1), new(2020, 1, 1), RegistrationEnd.Deducted),
            new Registration(new(2022, 1, 1), null, null));

        PatientMatch.Answer(Ask(), patient, Today).Standing.ShouldBe(PatientStanding.Registered);
    }

    [Fact]
    public void A_registration_that_ends_later_or_today_still_runs_and_one_that_has_not_begun_does_not()
    {
        PatientMatch.Answer(Ask(), Known(new Registration(new(2010, 1, 1), Today, RegistrationEnd.Deducted)), Today).Standing.ShouldBe(PatientStanding.Registered);
        PatientMatch.Answer(Ask(), Known(new Registration(Today.AddDays(1), null, null)), Today).Standing.ShouldBe(PatientStanding.NotKnown);
    }

    private static PatientQuestion Ask() => new(NhsNumber.Parse("9990000018"), "Ash-Wood", "Robin", new DateOnly(1960, 1, 2), "female", "LS1 1AA");

    private static Patient Known(params IReadOnlyList<Registration> registrations) => new()
    {
        Organisation = OdsCode.Parse("A20047"),
        LocalId = "17",
        NhsNumber = NhsNumber.Parse("9990000018"),
        NhsNumberVerified = true,
        Surname = "ASH WOOD",
        GivenNames = "Robin",
        BirthDate = new DateOnly(1960, 1, 2),
        Registrations = registrations.Count > 0 ? registrations : [new Registration(new(2010, 1, 1), null, null)],
    };
}
