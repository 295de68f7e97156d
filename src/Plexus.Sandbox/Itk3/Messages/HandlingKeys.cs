using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>The handling specification of a message that is being written: its keys in order, each of which may be left out or spoilt.</summary>
/// <remarks>ITK3 2.10.0, Extension-ITK-MessageHandling-2.</remarks>
internal sealed class HandlingKeys
{
    private readonly List<(string Url, Action<ElementBuilder> Content)> _keys;

    private HandlingKeys(IEnumerable<(string, Action<ElementBuilder>)> keys) => _keys = [.. keys];

    /// <summary>The six keys as they should be.</summary>
    internal static HandlingKeys Of(string definition, bool infAck, bool busAck, string recipientType, string senderReference, string localExtension) => new(
    [
        (Itk3Wire.Key.BusAck, key => key.Set("valueBoolean", busAck)),
        (Itk3Wire.Key.InfAck, key => key.Set("valueBoolean", infAck)),
        (Itk3Wire.Key.RecipientType, key => key.Set("valueCoding", coding => coding
            .Set("system", Itk3Wire.RecipientTypes).Set("code", recipientType).SetOptional("display", Itk3Wire.RecipientTypeDisplay(recipientType)))),
        (Itk3Wire.Key.Definition, key => key.Set("valueReference", reference => reference.Set("reference", definition))),
        (Itk3Wire.Key.SenderReference, key => key.Set("valueString", senderReference)),
        (Itk3Wire.Key.LocalExtension, key => key.Set("valueString", localExtension)),
    ]);

    /// <summary>The same with one key's content replaced.</summary>
    internal HandlingKeys With(string url, Action<ElementBuilder> content) => new(_keys.Select(key => key.Url == url ? (url, content) : key));

    /// <summary>The same without one key.</summary>
    internal HandlingKeys Without(string url) => new(_keys.Where(key => key.Url != url));

    internal void AddTo(ResourceBuilder header)
    {
        if (_keys.Count == 0)
            return;
        header.AddExtension(Itk3Wire.Handling, handling =>
        {
            foreach (var (url, content) in _keys)
                handling.AddExtension(url, content);
        });
    }

    /// <summary>No handling specification at all.</summary>
    internal static HandlingKeys None { get; } = new([]);
}
