using System.Text.Json;
using System.Text.Json.Serialization;
using Storefront.Requests;

namespace Storefront.History;

/// <summary>The body of <c>POST /history</c>: invoices, in the order in which their events are published.</summary>
internal sealed record HistoryBatch(IReadOnlyList<HistoricInvoice> Invoices)
{
    /// <summary>Maximum number of invoices in one request.</summary>
    public const int MostInvoices = 500;

    /// <summary>Maximum size of the body, in bytes.</summary>
    public const int Longest = 8 * 1024 * 1024;

    /// <summary>Serializer options; the reader is strict.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads the body; null if it is invalid.</summary>
    public static HistoryBatch? Read(RequestBody body, Problems problems)
    {
        try
        {
            var batch = JsonSerializer.Deserialize<HistoryBatch>(body.Bytes, Json);
            if (batch?.Invoices is { Count: > 0 and <= MostInvoices } invoices && invoices.All(invoice => invoice is not null))
                return batch;

            problems.Add("invoices", $"It must have 1 to {MostInvoices} entries, none of them null.");
        }
        catch (JsonException malformed)
        {
            problems.Add(malformed.Path is { Length: > 2 } path ? path[2..] : "$", malformed.Message);
        }

        return null;
    }
}

/// <summary>The answer to a batch, by invoice number.</summary>
/// <param name="Accepted">Invoices that became events.</param>
/// <param name="Known">Invoices that were imported before.</param>
/// <param name="Refused">Invoices that cannot become events, with the reason.</param>
internal sealed record HistoryAnswer(IReadOnlyList<string> Accepted, IReadOnlyList<string> Known, IReadOnlyList<RefusedInvoice> Refused);

/// <summary>An invoice that cannot become an event.</summary>
internal sealed record RefusedInvoice(string Number, string Reason);
