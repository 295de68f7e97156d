using System.Globalization;
using Plexus.Storage;

namespace Plexus.Engine.Patients;

/// <summary>An insert of several rows at a time: a statement costs more than a row.</summary>
internal sealed class ManyRows
{
    private const int MostParameters = 64;

    private readonly Sql _one;
    private readonly Sql _many;
    private readonly int _together;

    /// <param name="insert">The statement up to and with <c>VALUES</c>.</param>
    /// <param name="columns">1 to 32.</param>
    internal ManyRows(string insert, int columns)
    {
        _together = MostParameters / columns;
        _one = new Sql(insert + Rows(1, columns));
        _many = new Sql(insert + Rows(_together, columns));
    }

    internal void Post(WriteSession session, IReadOnlyList<object?[]> rows)
    {
        var at = 0;
        for (; at + _together <= rows.Count; at += _together)
            session.Post(_many, [.. rows.Skip(at).Take(_together).SelectMany(r => r)]);
        for (; at < rows.Count; at++)
            session.Post(_one, rows[at]);
    }

    private static string Rows(int rows, int columns) => string.Join(", ", Enumerable.Range(0, rows).Select(row =>
        $"({string.Join(", ", Enumerable.Range(row * columns + 1, columns).Select(n => "$" + n.ToString(CultureInfo.InvariantCulture)))})"));
}
