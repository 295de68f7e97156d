namespace Plexus.Storage.Tests;

public sealed class CrashingOnPurpose
{
    [Fact]
    public void Dies_on_the_hit_that_was_named_and_says_so_first()
    {
        var log = Path.GetTempFileName();
        var deaths = new List<string>();
        var plan = CrashPoint.Plan("mid-commit:3", log, () => deaths.Add(File.ReadAllText(log)))!;

        plan(CrashPoint.MidCommit);
        plan(CrashPoint.OutboxClaimed);
        plan(CrashPoint.MidCommit);
        deaths.ShouldBeEmpty();
        plan(CrashPoint.MidCommit);
        plan(CrashPoint.MidCommit);

        deaths.ShouldBe(["mid-commit\n"]);
        File.Delete(log);
    }

    [Fact]
    public void A_point_that_does_not_exist_is_refused() =>
        Should.Throw<StorageException>(() => CrashPoint.Plan("nowhere", null, () => { }));

    [Fact]
    public void Without_a_plan_nothing_happens() => CrashPoint.Plan(null, null, () => throw new InvalidOperationException()).ShouldBeNull();
}
