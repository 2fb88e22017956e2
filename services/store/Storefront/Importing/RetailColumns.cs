namespace Storefront.Importing;

/// <summary>Where the columns of the "Online Retail" layout stand in a file.</summary>
internal sealed class RetailColumns
{
    private static readonly string[] Names =
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

    private readonly int[] _places;
    private readonly int _count;

    private RetailColumns(int[] places, int count) => (_places, _count) = (places, count);

    /// <summary>Finds the columns, in whatever order they stand.</summary>
    /// <exception cref="ImportException">One of them is missing.</exception>
    public static RetailColumns Of(string[]? header, string file)
    {
        var found = (header ?? []).Select(name => name.Trim()).ToList();
        var places = Names.Select(name => found.FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).ToArray();
        var missing = Names.Where((_, index) => places[index] < 0).ToList();
        return missing.Count == 0
            ? new RetailColumns(places, found.Count)
            : throw new ImportException(
                $"{file} is not in the \"Online Retail\" layout: its first line lacks {string.Join(", ", missing)}. " +
                $"It has to be {string.Join(',', Names)}.");
    }

    /// <summary>The fields of a record in the order of the layout; null when there are more or fewer than in the header.</summary>
    public string[]? Arrange(string[] fields) =>
        fields.Length == _count ? Array.ConvertAll(_places, place => fields[place].Trim()) : null;

    /// <summary>The invoice's number in a record that breaks off; null when it breaks off before it.</summary>
    public string? Invoice(string[] fields) => _places[0] < fields.Length ? fields[_places[0]].Trim() : null;

    /// <summary>How many fields a record has to have.</summary>
    public int Count => _count;
}
