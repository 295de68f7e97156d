using System.Numerics;

namespace Plexus.Fhir.Paths;

/// <summary>A fraction: unit conversions must not lose digits.</summary>
internal readonly record struct Exact
{
    internal Exact(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
            divisor = -divisor;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    internal static Exact One { get; } = new(1, 1);

    internal BigInteger Numerator { get; }

    internal BigInteger Denominator { get; }

    internal static Exact Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new BigInteger((uint)bits[0]) | (new BigInteger((uint)bits[1]) << 32) | (new BigInteger((uint)bits[2]) << 64);
        return new Exact(bits[3] < 0 ? -magnitude : magnitude, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    internal int CompareTo(Exact other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    internal Exact Power(int exponent) => exponent >= 0
        ? new Exact(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent))
        : new Exact(BigInteger.Pow(Denominator, -exponent), BigInteger.Pow(Numerator, -exponent));

    public static Exact operator *(Exact left, Exact right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Exact operator /(Exact left, Exact right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static Exact operator +(Exact left, Exact right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Exact operator -(Exact left, Exact right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>The value with as few digits as are exact, or rounded to 28 decimal places; null when it does not fit.</summary>
    internal decimal? ToDecimal()
    {
        const int Places = 28;
        var scaled = BigInteger.DivRem(Numerator * BigInteger.Pow(10, Places), Denominator, out var rest);
        if (BigInteger.Abs(rest) * 2 >= Denominator)
            scaled += Numerator.Sign;

        var places = Places;
        while (places > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            places--;
        }

        while (places > 0 && BigInteger.Abs(scaled) >= MaxMantissa)
        {
            scaled /= 10;
            places--;
        }

        if (BigInteger.Abs(scaled) >= MaxMantissa)
            return null;

        var magnitude = BigInteger.Abs(scaled);
        return new decimal(
            (int)(uint)(magnitude & uint.MaxValue),
            (int)(uint)((magnitude >> 32) & uint.MaxValue),
            (int)(uint)((magnitude >> 64) & uint.MaxValue),
            scaled.Sign < 0,
            (byte)places);
    }

    private static BigInteger MaxMantissa { get; } = BigInteger.One << 96;
}
