namespace Plexus.Fhir.Packs;

/// <summary>What a value set says of a code.</summary>
internal enum CodeVerdict
{
    In,
    NotIn,

    /// <summary>The set takes codes of a system that is not held here.</summary>
    Unknown,
}

/// <summary>An expanded value set of a pack.</summary>
internal sealed class CodeSet
{
    /// <summary>Stands among the open systems of a set that may take codes of any: it imports what is not held.</summary>
    internal const string AnySystem = "";

    private readonly PackStrings _strings;
    private readonly (int System, int[] Codes)[] _systems;
    private readonly int[] _open;
    private readonly bool _isOpenForAny;

    internal CodeSet(PackStrings strings, PackReader body)
    {
        _strings = strings;
        _systems = new (int, int[])[body.Number()];
        for (var i = 0; i < _systems.Length; i++)
            _systems[i] = (body.Number(), body.Numbers());
        _open = body.Numbers();
        _isOpenForAny = Array.IndexOf(_open, 0) >= 0;
    }

    /// <summary>Whether the set holds nothing that is known: neither codes nor systems.</summary>
    internal bool IsEmpty => _systems.Length == 0 && _open.Length == 0;

    internal IEnumerable<(string System, string Code)> Codes =>
        _systems.SelectMany(system => system.Codes.Select(code => (_strings[system.System], _strings[code])));

    internal IEnumerable<string> OpenSystems => _open.Select(system => _strings[system]);

    internal bool IsOpenFor(ReadOnlySpan<byte> system)
    {
        foreach (var open in _open)
        {
            if (_strings.Utf8(open).SequenceEqual(system))
                return true;
        }

        return false;
    }

    /// <summary>A plain code, its system being understood.</summary>
    internal CodeVerdict Find(ReadOnlySpan<byte> code)
    {
        var number = _strings.Find(code);
        if (number >= 0)
        {
            foreach (var (_, codes) in _systems)
            {
                if (Array.BinarySearch(codes, number) >= 0)
                    return CodeVerdict.In;
            }
        }

        return _open.Length > 0 ? CodeVerdict.Unknown : CodeVerdict.NotIn;
    }

    internal CodeVerdict Find(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code)
    {
        var systemNumber = _strings.Find(system);
        if (systemNumber < 0)
            return _isOpenForAny ? CodeVerdict.Unknown : CodeVerdict.NotIn;

        var number = _strings.Find(code);
        foreach (var (known, codes) in _systems)
        {
            if (known == systemNumber && number >= 0 && Array.BinarySearch(codes, number) >= 0)
                return CodeVerdict.In;
        }

        return _isOpenForAny || Array.IndexOf(_open, systemNumber) >= 0 ? CodeVerdict.Unknown : CodeVerdict.NotIn;
    }
}
