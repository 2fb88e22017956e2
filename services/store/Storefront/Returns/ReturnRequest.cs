using Storefront.Orders;
using Storefront.Requests;

namespace Storefront.Returns;

/// <summary>The validated body of <c>POST /orders/{id}/returns</c>: SKUs and quantities, or everything.</summary>
internal sealed record ReturnRequest(IReadOnlyList<(string Sku, int Quantity)>? Lines)
{
    /// <summary>Everything that has not been returned.</summary>
    public static ReturnRequest Everything { get; } = new((IReadOnlyList<(string, int)>?)null);

    /// <summary>Reads the body; null if it is invalid.</summary>
    public static ReturnRequest? Read(RequestBody body, Problems problems)
    {
        if (body.Bytes.Length == 0)
            return Everything;

        using var json = body.Parse(problems);
        if (json is null)
            return null;

        var members = new JsonMembers(json.RootElement, "", problems);
        var lines = members.Objects("lines", OrderRequest.MostLines).Select(ReadLine).ToList();
        members.End();
        if (problems.Any)
            return null;

        return new ReturnRequest([.. lines.GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(unit => (unit.Key, unit.Sum(line => line.Quantity)))]);
    }

    private static (string Sku, int Quantity) ReadLine(JsonMembers line)
    {
        var sku = line.Text("sku", longest: 64);
        var quantity = line.WholeNumber("quantity", least: 1, OrderRequest.MostPieces);
        line.End();
        return (sku ?? "", quantity ?? 0);
    }
}
