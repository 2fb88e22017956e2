using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Storefront.Requests;

/// <summary>The complete body of a request, within a size limit.</summary>
internal sealed record RequestBody(byte[] Bytes)
{
    /// <summary>Maximum size of an order, a return or a registration, in bytes.</summary>
    public const int Longest = 256 * 1024;

    // Maximum bytes beyond the limit that are read and dropped before the answer.
    private const int MostIgnored = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>SHA-256, in hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>Reads the body, or returns the error response.</summary>
    public static async Task<(RequestBody? Body, IResult? Refusal)> ReadAsync(
        HttpRequest request, int longest, CancellationToken cancellationToken)
    {
        // The limit of the server would close the connection while the client is sending, so the client would never see the answer.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            long length = 0;
            int read;
            while (length <= longest + MostIgnored && (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                length += read;
                if (length <= longest)
                    bytes.Write(buffer, 0, read);
            }

            if (length > longest)
                return (null, TooLong(longest));
        }
        catch (BadHttpRequestException broken)
        {
            return (null, Results.Problem(broken.Message, statusCode: broken.StatusCode));
        }

        if (!request.HasJsonContentType())
            return (null, Results.Problem("The body must be JSON. Set Content-Type to application/json.", statusCode: 415));

        return (new RequestBody(bytes.ToArray()), null);
    }

    /// <summary>Parses the body as a JSON object; null if it is not one, with the reason in <paramref name="problems"/>.</summary>
    public JsonDocument? Parse(Problems problems)
    {
        try
        {
            CheckNames();
            var document = JsonDocument.Parse(Bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;

            document.Dispose();
            problems.Add("$", "The body must be a JSON object.");
        }
        catch (JsonException malformed)
        {
            problems.Add("$", $"This is not JSON: {malformed.Message}");
        }

        return null;
    }

    /// <summary>Refuses member names that are not valid text (an unpaired surrogate, or not UTF-8), which the JSON grammar allows.</summary>
    private void CheckNames()
    {
        var reader = new Utf8JsonReader(Bytes, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
        {
            try
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    reader.GetString();
            }
            catch (InvalidOperationException error)
            {
                throw new JsonException($"The name of a member at byte {reader.TokenStartIndex} is not text.", error);
            }
        }
    }

    private static IResult TooLong(int longest) =>
        Results.Problem($"The body is longer than {longest / 1024} KB.", statusCode: StatusCodes.Status413PayloadTooLarge);
}
