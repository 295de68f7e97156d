using Plexus.Fhir.Model;

namespace Plexus.Fhir.Paths;

/// <summary>The operators <c>=</c> and <c>~</c> on items and collections.</summary>
internal static class Equality
{
    /// <summary>Whether two items are equal; null where the language gives the empty collection.</summary>
    /// <remarks>Two primitives are compared by their values; as parts of larger elements they bring their ids and extensions along.</remarks>
    internal static bool? AreEqual(Frame frame, in FhirPathValue left, in FhirPathValue right)
    {
        frame.Charge();
        if (left.IsElement && right.IsElement)
        {
            if (left == right)
                return true;
            if (!Primitives.IsPrimitive(left) || !Primitives.IsPrimitive(right) || !left.Element.HasValue || !right.Element.HasValue)
                return ElementsAreEqual(frame, left, right);
        }

        return TryValues(frame, left, right, out var first, out var second) ? ValuesAreEqual(first, second) : left.IsElement && right.IsElement ? false : null;
    }

    internal static bool AreEquivalent(Frame frame, in FhirPathValue left, in FhirPathValue right)
    {
        frame.Charge();
        if (left.IsElement && right.IsElement && left == right)
            return true;

        var leftHasValue = TryOperand(left, out var first);
        var rightHasValue = TryOperand(right, out var second);
        if (!leftHasValue || !rightHasValue)
            return leftHasValue == rightHasValue;
        return first.IsElement || second.IsElement
            ? first.IsElement && second.IsElement && ElementsAreEquivalent(frame, first, second)
            : ValuesAreEquivalent(first, second);
    }

    internal static Truth AreEqual(Frame frame, NodeSeq left, NodeSeq right)
    {
        if (left.Count == 0 || right.Count == 0)
            return Truth.Unknown;
        if (left.Count != right.Count)
            return Truth.False;

        var result = Truth.True;
        for (var i = 0; i < left.Count; i++)
        {
            var equal = AreEqual(frame, left[i], right[i]);
            if (equal == false)
                return Truth.False;
            if (equal is null)
                result = Truth.Unknown;
        }

        return result;
    }

    /// <summary>Equivalence of collections does not look at the order.</summary>
    internal static bool AreEquivalent(Frame frame, NodeSeq left, NodeSeq right)
    {
        if (left.Count != right.Count)
            return false;

        var taken = new bool[right.Count];
        for (var i = 0; i < left.Count; i++)
        {
            var found = false;
            for (var j = 0; j < right.Count && !found; j++)
            {
                if (taken[j] || !AreEquivalent(frame, left[i], right[j]))
                    continue;
                taken[j] = true;
                found = true;
            }

            if (!found)
                return false;
        }

        return true;
    }

    /// <summary>An operand as the operators see it: primitives as System values, FHIR quantities as System ones; false when it has no value.</summary>
    internal static bool TryOperand(in FhirPathValue item, out FhirPathValue value)
    {
        if (!Primitives.TrySystem(item, out value))
            return false;
        if (Primitives.IsQuantity(value))
        {
            if (Primitives.QuantityOf(value) is not { } quantity)
                return false;
            value = FhirPathValue.Of(quantity);
        }

        return true;
    }

    private static bool TryValues(Frame frame, in FhirPathValue left, in FhirPathValue right, out FhirPathValue first, out FhirPathValue second)
    {
        frame.Charge();
        second = default;
        return TryOperand(left, out first) && TryOperand(right, out second);
    }

    private static bool? ValuesAreEqual(in FhirPathValue left, in FhirPathValue right)
    {
        if (left.IsNumber && right.IsNumber)
            return Number(left) == Number(right);
        if (left.IsTemporal && right.IsTemporal)
        {
            if ((left.Kind == FhirPathKind.Time) != (right.Kind == FhirPathKind.Time))
                return false;
            return Temporal.Compare(left.Temporal, right.Temporal) is { } order ? order == 0 : null;
        }

        if (AsQuantity(left, right) is { } pair)
            return QuantityMath.Compare(pair.Left, pair.Right) is { } order ? order == 0 : null;
        if (left.Kind != right.Kind)
            return false;

        return left.Kind switch
        {
            FhirPathKind.Boolean => left.BooleanOrFalse == right.BooleanOrFalse,
            FhirPathKind.String => string.Equals(left.StringOrEmpty, right.StringOrEmpty, StringComparison.Ordinal),
            FhirPathKind.TypeInfo => left.TypeInfo == right.TypeInfo,
            _ => false,
        };
    }

    private static bool ValuesAreEquivalent(in FhirPathValue left, in FhirPathValue right)
    {
        if (left.IsNumber && right.IsNumber)
            return Numbers.AreEquivalent(Number(left), Number(right));
        if (left.Kind == FhirPathKind.String && right.Kind == FhirPathKind.String)
            return TextsAreEquivalent(left.StringOrEmpty, right.StringOrEmpty);
        if (AsQuantity(left, right) is { } pair)
            return QuantityMath.AreEquivalent(pair.Left, pair.Right);
        return ValuesAreEqual(left, right) == true;
    }

    internal static (Quantity Left, Quantity Right)? AsQuantity(in FhirPathValue left, in FhirPathValue right)
    {
        if (left.Kind != FhirPathKind.Quantity && right.Kind != FhirPathKind.Quantity)
            return null;
        return AsQuantity(left) is { } first && AsQuantity(right) is { } second ? (first, second) : null;
    }

    private static Quantity? AsQuantity(in FhirPathValue item) =>
        item.Kind == FhirPathKind.Quantity ? item.Quantity : item.IsNumber ? Quantity.Pure(Number(item)) : null;

    internal static decimal Number(in FhirPathValue item) =>
        item.Kind == FhirPathKind.Decimal ? item.DecimalOrZero : item.LongOrZero;

    /// <summary>Letters without case, any white space like any other.</summary>
    private static bool TextsAreEquivalent(string left, string right)
    {
        if (left.Length != right.Length)
            return false;

        for (var i = 0; i < left.Length; i++)
        {
            var same = char.IsWhiteSpace(left[i])
                ? char.IsWhiteSpace(right[i])
                : char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[i]);
            if (!same)
                return false;
        }

        return true;
    }

    /// <summary>Elements are equal when their values and all their children are; children of different names may stand in any order.</summary>
    private static bool ElementsAreEqual(Frame frame, in FhirPathValue left, in FhirPathValue right)
    {
        if (Primitives.IsPrimitive(left) != Primitives.IsPrimitive(right) || left.Element.HasValue != right.Element.HasValue)
            return false;
        if (left.Element.HasValue && !(TryValues(frame, left, right, out var first, out var second) && ValuesAreEqual(first, second) == true))
            return false;

        return ChildrenMatch(frame, left, right, static (frame, a, b) => ElementsAreEqual(frame, a, b));
    }

    private static bool ElementsAreEquivalent(Frame frame, in FhirPathValue left, in FhirPathValue right) =>
        ChildrenMatch(frame, left, right, static (frame, a, b) => AreEquivalent(frame, a, b));

    private static bool ChildrenMatch(Frame frame, in FhirPathValue left, in FhirPathValue right, Func<Frame, FhirPathValue, FhirPathValue, bool> same)
    {
        if (left.Element.IsResource != right.Element.IsResource || (left.Element.IsResource && left.Element.TypeName != right.Element.TypeName))
            return false;

        var others = new List<FhirElement>();
        foreach (var child in right.Element.Children())
            others.Add(child);

        var next = 0;
        foreach (var child in left.Element.Children())
        {
            frame.Charge();
            var found = FindChild(others, child, next);
            if (found < 0 || !same(frame, FhirPathValue.Of(child), FhirPathValue.Of(others[found])))
                return false;
            others[found] = default;
            next = found + 1;
        }

        return others.TrueForAll(other => !other.Exists);
    }

    private static int FindChild(List<FhirElement> elements, FhirElement sought, int start)
    {
        // In nearly every case the next one is it.
        if (start < elements.Count && elements[start].Exists && elements[start].Name == sought.Name)
            return start;

        return elements.FindIndex(element => element.Exists && element.Name == sought.Name);
    }

    /// <summary>Equal items have equal hashes.</summary>
    internal static int Hash(in FhirPathValue item)
    {
        if (item.IsElement && (!Primitives.IsPrimitive(item) || !item.Element.HasValue))
            return Primitives.IsQuantity(item) && Primitives.QuantityOf(item) is { } quantity ? Hash(FhirPathValue.Of(quantity)) : HashElement(item.Element);
        if (!TryOperand(item, out var value))
            return 0;

        return value.Kind switch
        {
            FhirPathKind.String => value.StringOrEmpty.GetHashCode(StringComparison.Ordinal),
            FhirPathKind.Boolean => value.BooleanOrFalse ? 1 : 2,
            FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal => Number(value).GetHashCode(),

            // A quantity without dimension may equal a number; of the others, and of moments, no part is sure to be alike.
            FhirPathKind.Quantity => QuantityMath.Plain(value.Quantity)?.GetHashCode() ?? 0,
            _ => 0,
        };
    }

    // Recursion is bounded as the document's depth is.
    private static int HashElement(FhirElement element)
    {
        var hash = 17;
        foreach (var child in element.Children())
        {
            var item = FhirPathValue.Of(child);
            var isTold = !child.IsPrimitive || Primitives.KindOf(item) is PrimitiveKind.String or PrimitiveKind.Code or PrimitiveKind.Uri or PrimitiveKind.Id;
            var value = isTold ? Hash(item) : 0;

            // Added up, since the order of children does not matter.
            hash += HashCode.Combine(child.Name, value);
        }

        return hash;
    }
}
