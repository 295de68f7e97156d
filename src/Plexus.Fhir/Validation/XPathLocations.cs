using System.Globalization;
using System.Text;
using Plexus.Fhir.Model;

namespace Plexus.Fhir.Validation;

/// <summary>Says in XPath, of the resource as XML, what FHIRPath locations say: <c>/f:Bundle/f:entry[4]/f:resource/f:Patient/f:name[1]</c>.</summary>
/// <remarks>
/// Element names, positions from one on what repeats, and nothing else. FHIRPath leaves out the types of resources and choices, so they are
/// looked up in the document. Where it is not at hand, or the place is not in it, the location is of the nearest element around it that the
/// definitions alone lead to; an attribute goes by the element that bears it.
/// </remarks>
internal sealed class XPathLocations(FhirModel model, FhirDocument? document)
{
    private readonly Dictionary<(int Node, string Name), FhirElement[]> _repeats = [];

    /// <summary>Null when the path does not begin with a resource of this version.</summary>
    internal string? Of(string path)
    {
        var steps = path.Split('.');
        if (!model.IsResourceType(steps[0]))
            return null;

        var location = new StringBuilder("/f:").Append(steps[0]);
        var type = model.FindType(steps[0]);
        var element = document?.Root.TypeName == steps[0] ? document.Root : default;
        foreach (var step in steps.AsSpan(1))
        {
            var (name, position) = Split(step);
            element = Child(element, name, position);
            var property = element.Exists ? document!.Nodes[element.Index].Property : model.Names.Find(name) is var id and >= 0 ? model.FindProperty(type, id) : -1;
            if (property < 0 || model.Properties[property].IsXmlAttribute)
                break;

            Append(location, model.Properties[property], position);
            type = model.Properties[property].Type;
            if (element.IsResource)
                location.Append("/f:").Append(element.TypeName);
            else if (type == model.ResourceType)
                break;
        }

        return location.ToString();
    }

    private void Append(StringBuilder location, in PropertyDef property, int position)
    {
        location.Append(property.IsXhtml ? "/h:" : "/f:").Append(model.Names[property.NameId]);
        if (property.IsArray)
            location.Append(CultureInfo.InvariantCulture, $"[{position + 1}]");
    }

    private FhirElement Child(FhirElement element, string name, int position)
    {
        if (!element.Exists)
            return default;

        var key = (element.Index, name);
        if (!_repeats.TryGetValue(key, out var repeats))
            _repeats[key] = repeats = [.. element.Elements(name)];
        return position < repeats.Length ? repeats[position] : default;
    }

    private static (string Name, int Position) Split(string step)
    {
        var open = step.IndexOf('[', StringComparison.Ordinal);
        return open < 0 ? (step, 0) : (step[..open], int.Parse(step.AsSpan(open + 1, step.Length - open - 2), CultureInfo.InvariantCulture));
    }
}
