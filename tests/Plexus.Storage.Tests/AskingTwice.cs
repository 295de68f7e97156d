using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class AskingTwice
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_repeated_request_gets_the_first_answer_and_a_different_one_is_refused(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var writes = test.Database.Writes;

        (await writes.RunAsync(s => Idempotency.Keep(s, "A82", "key", "send x", "one"))).ShouldBeNull();
        (await writes.RunAsync(s => Idempotency.Keep(s, "A82", "key", "send x", "two"))).ShouldBe("one");
        (await writes.RunAsync(s => Idempotency.Keep(s, "B83", "key", "send x", "three"))).ShouldBeNull();
        await Should.ThrowAsync<IdempotencyConflictException>(writes.RunAsync(s => Idempotency.Keep(s, "A82", "key", "send y", "four")));
        (await Idempotency.ForgetAsync(test.Database, DateTimeOffset.MaxValue.AddYears(-1), default)).ShouldBe(2);
    }
}
