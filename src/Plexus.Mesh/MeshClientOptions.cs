namespace Plexus.Mesh;

/// <summary>Which version of the MESH API's bodies to ask for.</summary>
public enum MeshApiVersion
{
    /// <summary><c>application/json</c>.</summary>
    V1 = 1,

    /// <summary><c>application/vnd.mesh.v2+json</c>.</summary>
    V2 = 2,
}

/// <summary>How a <see cref="MeshClient"/> reaches one mailbox.</summary>
public sealed record MeshClientOptions
{
    /// <summary>The environment, without <c>/messageexchange</c>: e.g. <c>https://msg.intspineservices.nhs.uk</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Mailbox, password and shared key.</summary>
    public required MeshCredentials Credentials { get; init; }

    /// <summary>Client certificate and trusted authorities; none for a sandbox without TLS.</summary>
    public MeshTlsOptions? Tls { get; init; }

    /// <summary>Version 2 unless the peer only knows version 1.</summary>
    public MeshApiVersion ApiVersion { get; init; } = MeshApiVersion.V2;

    /// <summary>When and how often a safe request is repeated.</summary>
    public MeshRetryOptions Retry { get; init; } = new();

    /// <summary>Longest silence on the wire, either way, before an attempt is given up. Default 100 s. A slow transfer that moves is never given up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Largest JSON answer read, in bytes: a full page of 5,000 message ids is a quarter of the default 4 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Largest error answer read, in bytes. Default 16 KiB; the rest is not read.</summary>
    public int MaxErrorBytes { get; init; } = 16 * 1024;

    /// <summary>Most bytes that may come out of one message that MESH carries compressed, all chunks together. Default 20 GB, the most the national client sends. A few bytes of gzip can hold any number: beyond this the download ends as <see cref="MeshErrorKind.DecompressedTooLarge"/>.</summary>
    public long MaxDecompressedBytes { get; init; } = 20_000_000_000;

    /// <summary>Name and version of the product, sent by the handshake, e.g. <c>Plexus==1.0.0</c>.</summary>
    public string ClientVersion { get; init; } = $"Plexus=={typeof(MeshClientOptions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The clock of tokens and waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Source of the nonce of each token; must not repeat.</summary>
    public Func<Guid> Nonces { get; init; } = Guid.NewGuid;
}

/// <summary>When a request that is safe to repeat is repeated: no answer, 408, 429, 500, 502, 503, 504.</summary>
/// <remarks>The first part of a send is never repeated, whatever this says: it would make a second message.</remarks>
public sealed record MeshRetryOptions
{
    /// <summary>Attempts in all, the first included. Default 3; 1 turns repeats off.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; doubled for each one after. Default 500 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait. Default 60 s. When MESH asks for longer (Retry-After) the request is given up instead, and the error says how long.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Source of jitter, from 0 to 1: a wait is shortened by up to half, so that clients do not return together.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Told before each wait.</summary>
    public Action<MeshRetry>? OnRetry { get; init; }

    /// <summary>The wait after an attempt; a Retry-After is honoured in full.</summary>
    internal TimeSpan DelayAfter(int attempt, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
            return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
        var doubled = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        var delay = doubled < MaxDelay ? doubled : MaxDelay;
        return delay * (1 - Jitter() / 2);
    }
}

/// <summary>A repeat about to happen.</summary>
/// <param name="Operation">What is repeated, e.g. <c>download</c>.</param>
/// <param name="Attempt">The attempt that failed, from 1.</param>
/// <param name="Delay">How long until the next.</param>
/// <param name="Error">The answer, when there was one.</param>
public sealed record MeshRetry(string Operation, int Attempt, TimeSpan Delay, MeshError? Error);
