using System.Text;

namespace Plexus.Fhir.Paths;

/// <summary>A name as written, and its number in the model; -1 when the model knows no such name.</summary>
internal readonly record struct MemberName(string Text, int Id);

/// <summary>A chain of names such as <c>name.given</c>, walked through the arena without collections in between.</summary>
internal sealed class MemberPath(Plan origin, MemberName[] names)
{
    /// <summary>What the chain starts from.</summary>
    internal Plan Origin => origin;

    internal MemberPath Then(MemberName name) => new(origin, [.. names, name]);

    internal void Collect(Frame frame, NodeSeq output)
    {
        if (origin.IsThis)
        {
            CollectFrom(frame, frame.This, output);
        }
        else
        {
            var sources = frame.Rent();
            origin.Collect(frame, sources);
            for (var i = 0; i < sources.Count; i++)
                CollectFrom(frame, sources[i], output);
            frame.Return(sources);
        }

        frame.CheckCount(output);
    }

    internal bool Any(Frame frame)
    {
        if (origin.IsThis)
            return AnyFrom(frame, frame.This);

        var sources = frame.Rent();
        origin.Collect(frame, sources);
        var any = false;
        for (var i = 0; i < sources.Count && !any; i++)
            any = AnyFrom(frame, sources[i]);
        frame.Return(sources);
        return any;
    }

    /// <summary>Whether the chain from <c>$this</c> leads to exactly one string, and that is these bytes; null when it must be found out the long way.</summary>
    internal Truth? TestText(Frame frame, byte[] text)
    {
        if (!origin.IsThis || !frame.This.IsElement)
            return null;

        var document = frame.This.Document;
        var found = -1;
        var count = Count(frame, document, frame.This.Index, 0, ref found);
        if (count == 0)
            return Truth.Unknown;
        if (count > 1)
            return Truth.False;

        var item = FhirPathValue.Of(document, found);
        if (Primitives.KindOf(item) is not (>= Model.PrimitiveKind.String and <= Model.PrimitiveKind.Uuid))
            return null;
        return document.Nodes[found].HasValue ? Truths.Of(document.Value(found).SequenceEqual(text)) : Truth.Unknown;
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private void CollectFrom(Frame frame, in FhirPathValue source, NodeSeq output)
    {
        if (source.IsElement)
            Walk(frame, source.Document, source.Index, 0, output);
        else
            CollectFromValue(source, output);
    }

    private bool AnyFrom(Frame frame, in FhirPathValue source)
    {
        if (source.IsElement)
            return WalkAny(frame, source.Document, source.Index, 0);

        var items = frame.Rent();
        CollectFromValue(source, items);
        var any = items.Count > 0;
        frame.Return(items);
        return any;
    }

    private void Walk(Frame frame, FhirDocument document, int parent, int depth, NodeSeq output)
    {
        var name = names[depth].Id;
        if (name < 0)
            return;

        var isLast = depth == names.Length - 1;
        var end = document.Nodes[parent].End;
        for (var child = Next(frame, document, parent + 1, end, name); child >= 0; child = Next(frame, document, document.Nodes[child].End, end, name))
        {
            if (isLast)
                output.Add(FhirPathValue.Of(document, child));
            else
                Walk(frame, document, child, depth + 1, output);
        }
    }

    private bool WalkAny(Frame frame, FhirDocument document, int parent, int depth)
    {
        var name = names[depth].Id;
        if (name < 0)
            return false;

        var end = document.Nodes[parent].End;
        for (var child = Next(frame, document, parent + 1, end, name); child >= 0; child = Next(frame, document, document.Nodes[child].End, end, name))
        {
            if (depth == names.Length - 1 || WalkAny(frame, document, child, depth + 1))
                return true;
        }

        return false;
    }

    private int Count(Frame frame, FhirDocument document, int parent, int depth, ref int found)
    {
        var name = names[depth].Id;
        if (name < 0)
            return 0;

        var count = 0;
        var end = document.Nodes[parent].End;
        for (var child = Next(frame, document, parent + 1, end, name); child >= 0 && count < 2; child = Next(frame, document, document.Nodes[child].End, end, name))
        {
            if (depth < names.Length - 1)
            {
                count += Count(frame, document, child, depth + 1, ref found);
                continue;
            }

            found = child;
            count++;
        }

        return count;
    }

    /// <summary>The next sibling of that name; every sibling passed is a step.</summary>
    private static int Next(Frame frame, FhirDocument document, int from, int end, int name)
    {
        var nodes = document.Nodes;
        var properties = document.Model.Properties;
        for (var child = from; child < end; child = nodes[child].End)
        {
            frame.Charge();
            ref var property = ref properties[nodes[child].Property];
            if (property.NameId == name || property.BaseNameId == name)
                return child;
        }

        return -1;
    }

    /// <summary>The parts of a System Quantity and of what <c>type()</c> gives.</summary>
    private void CollectFromValue(in FhirPathValue source, NodeSeq output)
    {
        if (names.Length != 1)
            return;

        switch (source.Kind, names[0].Text)
        {
            case (FhirPathKind.Quantity, "value"):
                output.Add(FhirPathValue.Of(source.Quantity.Value));
                break;
            case (FhirPathKind.Quantity, "unit" or "code"):
                output.Add(FhirPathValue.Of(source.Quantity.Unit));
                break;
            case (FhirPathKind.TypeInfo, "namespace"):
                output.Add(FhirPathValue.Of(source.TypeInfo.Namespace));
                break;
            case (FhirPathKind.TypeInfo, "name"):
                output.Add(FhirPathValue.Of(source.TypeInfo.Name));
                break;
        }
    }
}
