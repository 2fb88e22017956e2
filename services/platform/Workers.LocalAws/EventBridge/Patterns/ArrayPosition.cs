namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// The array elements that contain a value. Two values that a pattern combines must not be in different elements of the same array.
/// </summary>
internal sealed class ArrayPosition(int array, int element, ArrayPosition? rest)
{
    /// <summary>Adds the second to the first, unless they contradict each other.</summary>
    public static bool TryCombine(ArrayPosition? first, ArrayPosition? second, out ArrayPosition? combined)
    {
        combined = first;
        for (var position = second; position is not null; position = position.Rest)
        {
            switch (ElementOf(position.Array, first))
            {
                case -1:
                    combined = new ArrayPosition(position.Array, position.Element, combined);
                    break;
                case var other when other != position.Element:
                    return false;
            }
        }

        return true;
    }

    /// <summary>The part of a position that is within the given arrays.</summary>
    public static ArrayPosition? Within(HashSet<int> arrays, ArrayPosition? position)
    {
        ArrayPosition? part = null;
        for (; position is not null; position = position.Rest)
        {
            if (arrays.Contains(position.Array))
                part = new ArrayPosition(position.Array, position.Element, part);
        }

        return part;
    }

    /// <summary>Adds its arrays.</summary>
    public void AddArraysTo(HashSet<int> arrays)
    {
        for (var position = this; position is not null; position = position.Rest)
            arrays.Add(position.Array);
    }

    /// <summary>The same for the same elements, in any order.</summary>
    public override string ToString()
    {
        List<(int Array, int Element)> all = [];
        for (var position = this; position is not null; position = position.Rest)
            all.Add((position.Array, position.Element));
        all.Sort();
        return string.Join(' ', all.Select(one => $"{one.Array}:{one.Element}"));
    }

    private int Array => array;

    private int Element => element;

    private ArrayPosition? Rest => rest;

    private static int ElementOf(int array, ArrayPosition? position)
    {
        for (; position is not null; position = position.Rest)
        {
            if (position.Array == array)
                return position.Element;
        }

        return -1;
    }
}
