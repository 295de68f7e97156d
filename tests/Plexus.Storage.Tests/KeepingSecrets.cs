using Plexus.Primitives;
using Plexus.Storage.Secrets;
using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class KeepingSecrets : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plexus-test-").FullName;
    private readonly ManualTime _time = new();

    private string RingPath => Path.Combine(_folder, "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_encrypted_decrypts_in_its_place_and_nowhere_else()
    {
        using var keys = KeyRingFile.Open(RingPath, _time);

        var sealedText = keys.EncryptText("Mrs Example", "exchange/1")!;

        keys.DecryptText(sealedText, "exchange/1").ShouldBe("Mrs Example");
        Should.Throw<StorageException>(() => keys.DecryptText(sealedText, "exchange/2"));
        sealedText[^1] ^= 1;
        Should.Throw<StorageException>(() => keys.DecryptText(sealedText, "exchange/1"));
    }

    [Fact]
    public void Old_data_is_read_after_the_key_rotates()
    {
        using var before = KeyRingFile.Open(RingPath, _time);
        var old = before.Encrypt([1, 2, 3], "x");

        _time.Advance(TimeSpan.FromDays(91));
        using var after = KeyRingFile.Open(RingPath, _time, rotateAfter: TimeSpan.FromDays(90));

        after.CurrentKey.ShouldBe(2);
        after.Decrypt(old, "x").ShouldBe([1, 2, 3]);
        Should.Throw<StorageException>(() => before.Decrypt(after.Encrypt([4], "x"), "x")).Message.ShouldContain("key 2");
    }

    [Fact]
    public void The_blind_index_is_the_same_after_a_restart_and_rotation_and_differs_between_installations()
    {
        var number = NhsNumber.Parse("9990000018");
        string first;
        using (var keys = KeyRingFile.Open(RingPath, _time))
            first = keys.IndexOf(number);
        using var rotated = KeyRingFile.Rotate(RingPath, _time);
        using var other = KeyRingFile.Open(RingPath + ".other", _time);

        rotated.IndexOf(number).ShouldBe(first);
        other.IndexOf(number).ShouldNotBe(first);
        first.ShouldNotContain("9990000018");
    }

    [Fact]
    public void A_ring_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        KeyRingFile.Open(RingPath, _time).Dispose();
        File.GetUnixFileMode(RingPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(RingPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Should.Throw<StorageException>(() => KeyRingFile.Open(RingPath, _time)).Message.ShouldContain("600");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"current\":1,\"keys\":[]}")]
    public void A_damaged_ring_is_refused_and_left_as_it_is(string text)
    {
        File.WriteAllText(RingPath, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(RingPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Should.Throw<StorageException>(() => KeyRingFile.Open(RingPath, _time));

        File.ReadAllText(RingPath).ShouldBe(text);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_nodes_that_start_together_share_one_page_key(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var (one, other) = (new PageKeys(test.Database), new PageKeys(test.Open()));
        var (now, later) = (DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(90));

        bool[] kept = await Task.WhenAll(one.KeepAsync("key-1", "<key/>", now, later, default), other.KeepAsync("key-2", "<key/>", now, later, default));

        kept.Count(k => k).ShouldBe(1);
        one.All().Count.ShouldBe(1);
        other.All().ShouldBe(one.All());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_page_key_that_begins_later_is_kept_beside_the_one_that_serves(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var keys = new PageKeys(test.Database);
        var now = DateTimeOffset.UtcNow;
        await keys.KeepAsync("key-1", "<key id='1'/>", now.AddDays(-88), now.AddDays(2), default);

        (await keys.KeepAsync("key-2", "<key id='2'/>", now.AddDays(2), now.AddDays(92), default)).ShouldBeTrue();
        (await keys.KeepAsync("revocation", "<revocation/>", null, null, default)).ShouldBeTrue();

        keys.All().ShouldBe(["<key id='1'/>", "<key id='2'/>", "<revocation/>"]);
    }
}
