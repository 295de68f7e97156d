using System.Xml;

namespace Plexus.Fhir.Model;

/// <summary>The names of a model as one table shared by every XML reader; a reader's own table adds what the model does not know.</summary>
internal sealed class XmlNames
{
    private readonly NameIndex _names;

    internal XmlNames(NameIndex names) => _names = names;

    internal XmlNameTable CreateTable() => new Table(_names);

    /// <summary>Names of the document at hand: known ones come from the model, so that equal names are the same reference.</summary>
    private sealed class Table(NameIndex names) : XmlNameTable
    {
        private readonly NameTable _others = new();

        public override string Add(char[] array, int offset, int length) =>
            names.Find(array.AsSpan(offset, length)) is var id and >= 0 ? names[id] : _others.Add(array, offset, length);

        public override string Add(string array) =>
            names.Find(array) is var id and >= 0 ? names[id] : _others.Add(array);

        public override string? Get(char[] array, int offset, int length) =>
            names.Find(array.AsSpan(offset, length)) is var id and >= 0 ? names[id] : _others.Get(array, offset, length);

        public override string? Get(string array) =>
            names.Find(array) is var id and >= 0 ? names[id] : _others.Get(array);
    }
}
