namespace Storefront.Importing;

/// <summary>The positions of the columns of the "Online Retail" format in a file.</summary>
internal sealed class RetailColumns
{
    private static readonly string[] Names =
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

    private readonly int[] _positions;
    private readonly int _count;

    private RetailColumns(int[] positions, int count) => (_positions, _count) = (positions, count);

    /// <summary>Finds the columns, in any order.</summary>
    /// <exception cref="ImportException">One of them is missing.</exception>
    public static RetailColumns Of(string[]? header, string file)
    {
        var found = (header ?? []).Select(name => name.Trim()).ToList();
        var positions = Names.Select(name => found.FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).ToArray();
        var missing = Names.Where((_, index) => positions[index] < 0).ToList();
        return missing.Count == 0
            ? new RetailColumns(positions, found.Count)
            : throw new ImportException(
                $"{file} is not in the \"Online Retail\" format: its first line lacks {string.Join(", ", missing)}. " +
                $"It must be {string.Join(',', Names)}.");
    }

    /// <summary>The fields of a record in the order of the format; null if there are more or fewer than in the header.</summary>
    public string[]? Arrange(string[] fields) =>
        fields.Length == _count ? Array.ConvertAll(_positions, position => fields[position].Trim()) : null;

    /// <summary>The invoice number of a malformed record; null if that field cannot be read.</summary>
    public string? Invoice(string[] fields) => _positions[0] < fields.Length ? fields[_positions[0]].Trim() : null;

    /// <summary>Number of fields of a record.</summary>
    public int Count => _count;
}
