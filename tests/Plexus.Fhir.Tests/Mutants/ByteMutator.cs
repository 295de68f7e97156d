namespace Plexus.Fhir.Tests.Mutants;

/// <summary>Breaks a document as a bad line would: cut short, bits turned, stretches doubled, moved or lost.</summary>
internal static class ByteMutator
{
    internal static byte[] Next(byte[] original, Random random)
    {
        var mutant = original.ToArray();
        switch (random.Next(6))
        {
            case 0:
                return mutant[..random.Next(mutant.Length)];
            case 1:
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
                return mutant;
            case 2:
                mutant[random.Next(mutant.Length)] ^= (byte)(1 << random.Next(8));
                return mutant;
            case 3:
                var (from, to, length) = (random.Next(mutant.Length), random.Next(mutant.Length), random.Next(200));
                length = Math.Min(length, mutant.Length - Math.Max(from, to));
                original.AsSpan(from, length).CopyTo(mutant.AsSpan(to));
                return mutant;
            case 4:
                return Doubled(mutant, random.Next(mutant.Length), random.Next(60));
            default:
                var start = random.Next(mutant.Length);
                var end = Math.Min(mutant.Length, start + random.Next(60));
                return [.. mutant[..start], .. mutant[end..]];
        }
    }

    private static byte[] Doubled(byte[] original, int from, int length)
    {
        var end = Math.Min(original.Length, from + length);
        return [.. original[..end], .. original[from..]];
    }
}
