using System.Security.Cryptography;
using System.Text.Json;

namespace Plexus.Storage.Secrets;

/// <summary>Keeps the key ring in a file that only its owner may read.</summary>
public static class KeyRingFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the ring; makes a new one when there is no file. A data key older than <paramref name="rotateAfter"/> is followed by a new one, and stays for what it wrote.</summary>
    /// <exception cref="StorageException">The file cannot be read as a ring, or others may read it.</exception>
    public static KeyRing Open(string path, TimeProvider time, TimeSpan? rotateAfter = null)
    {
        var now = time.GetUtcNow();
        if (!File.Exists(path))
        {
            var made = new Ring(1, [NewKey(1, now)], RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
            Write(path, made, overwrite: false);
            return ToKeyRing(made);
        }

        var ring = Read(path);
        if (rotateAfter is { } age && ring.Keys.Single(k => k.Number == ring.Current).Made + age < now)
            return Rotate(path, time);
        return ToKeyRing(ring);
    }

    /// <summary>Adds a data key and makes it the current one.</summary>
    /// <exception cref="StorageException">As <see cref="Open"/>.</exception>
    public static KeyRing Rotate(string path, TimeProvider time)
    {
        var ring = Read(path);
        var next = NewKey(checked((ushort)(ring.Keys.Max(k => k.Number) + 1)), time.GetUtcNow());
        var rotated = ring with { Current = next.Number, Keys = [.. ring.Keys, next] };
        Write(path, rotated, overwrite: true);
        return ToKeyRing(rotated);
    }

    private static Ring Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new StorageException("The key ring may be read by others: set its mode to 600.");
        try
        {
            // Element by element: every start reads this file, and binding it to types would cost a tenth of the start.
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = file.RootElement;
            var keys = new List<StoredKey>();
            foreach (var key in root.GetProperty("keys").EnumerateArray())
                keys.Add(new StoredKey(key.GetProperty("number").GetUInt16(), key.GetProperty("made").GetDateTimeOffset(), key.GetProperty("key").GetBytesFromBase64()));
            var ring = new Ring(root.GetProperty("current").GetUInt16(), keys, root.GetProperty("index").GetBytesFromBase64(), root.GetProperty("authentication").GetBytesFromBase64());
            if (ring is { Index.Length: 32, Authentication.Length: 32 } && keys.TrueForAll(k => k.Key.Length == 32) && keys.Exists(k => k.Number == ring.Current))
                return ring;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // What is wrong with the file is said below, without quoting it: it holds keys.
        }

        throw new StorageException("The key ring file is damaged: restore it from its backup.");
    }

    private static void Write(string path, Ring ring, bool overwrite)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, ring, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite);
        DurableFolder.Sync(folder);
    }

    private static StoredKey NewKey(ushort number, DateTimeOffset made) => new(number, made, RandomNumberGenerator.GetBytes(32));

    private static KeyRing ToKeyRing(Ring ring) => new(ring.Keys.ToDictionary(k => k.Number, k => k.Key), ring.Current, ring.Index, ring.Authentication);

    private sealed record Ring(ushort Current, IReadOnlyList<StoredKey> Keys, byte[] Index, byte[] Authentication);

    private sealed record StoredKey(ushort Number, DateTimeOffset Made, byte[] Key);
}
