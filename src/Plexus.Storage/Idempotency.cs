using System.Security.Cryptography;
using System.Text;

namespace Plexus.Storage;

/// <summary>Requests that may be sent twice and must count once.</summary>
public static class Idempotency
{
    private static readonly Sql Insert = new(
        "INSERT INTO idempotency (organisation, key, request, response, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, key) DO NOTHING");

    private static readonly Sql Select = new("SELECT request, response FROM idempotency WHERE organisation = $1 AND key = $2");

    private static readonly Sql Delete = new("DELETE FROM idempotency WHERE at < $1");

    /// <summary>Keeps the response under the key, unless a response is kept already: then that one is given back and the caller must do nothing.</summary>
    /// <param name="request">What was asked for; a key used again for something else is refused.</param>
    /// <returns>The earlier response; null when this request is the first.</returns>
    /// <exception cref="IdempotencyConflictException">The key was used for another request.</exception>
    public static string? Keep(WriteSession session, string organisation, string key, string request, string response)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));
        if (session.Execute(Insert, organisation, key, hash, response, session.Now) == 1)
            return null;
        var (earlier, answer) = session.First(Select, row => (row.GetString(0), row.GetString(1)), organisation, key);
        return earlier == hash ? answer : throw new IdempotencyConflictException();
    }

    /// <summary>The response kept under the key; null when there is none.</summary>
    /// <exception cref="IdempotencyConflictException">The key was used for another request.</exception>
    public static string? Find(Session rows, string organisation, string key, string request)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));
        var (earlier, answer) = rows.First(Select, row => (row.GetString(0), row.GetString(1)), organisation, key);
        return earlier is null || earlier == hash ? answer : throw new IdempotencyConflictException();
    }

    /// <summary>Forgets keys older than the moment; says how many.</summary>
    public static Task<int> ForgetAsync(Database database, DateTimeOffset before, CancellationToken cancellation) =>
        database.Writes.RunAsync(session => session.Execute(Delete, before.ToUnixTimeMilliseconds()), cancellation: cancellation);
}

/// <summary>An idempotency key was used again for a different request.</summary>
public sealed class IdempotencyConflictException : Exception
{
    public IdempotencyConflictException()
        : base("This idempotency key was used for another request.")
    {
    }

    public IdempotencyConflictException(string message)
        : base(message)
    {
    }

    public IdempotencyConflictException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
