namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// In which elements of which arrays a value stands. Two values that a pattern takes together must not stand in different
/// elements of the same array.
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
