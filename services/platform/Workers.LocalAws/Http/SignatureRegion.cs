using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Http;

/// <summary>
/// Checks the region that a request is signed for: a server is one region's endpoint, as in AWS. Without the check a client with a wrong
/// region would find its queues here, and not in AWS. Signatures themselves are not verified.
/// </summary>
/// <param name="region">The server's region; null accepts any.</param>
internal sealed class SignatureRegion(string? region)
{
    private const string Credential = "Credential=";

    /// <exception cref="AwsException">The request is signed for another region.</exception>
    public void Check(HttpRequest request)
    {
        if (region is null || Of(request.Headers.Authorization.ToString()) is not { IsEmpty: false } signed || signed.SequenceEqual(region))
            return;

        throw new AwsException(
            "InvalidSignatureException",
            $"Credential should be scoped to a valid region, not '{signed}'.\n This server is in {region}: set the client's region to it "
            + $"(AWS_REGION={region}, in older clients AWS_DEFAULT_REGION), or start LocalAws with --region {signed} or --any-region.",
            "InvalidSignature",
            StatusCodes.Status403Forbidden);
    }

    /// <summary>
    /// The region in the scope of a version 4 signature, <c>key/date/region/service/aws4_request</c>; empty for a request that has none.
    /// </summary>
    private static ReadOnlySpan<char> Of(ReadOnlySpan<char> authorization)
    {
        var at = authorization.IndexOf(Credential, StringComparison.Ordinal);
        if (at < 0)
            return [];
        var scope = authorization[(at + Credential.Length)..];
        var end = scope.IndexOfAny(',', ' ');
        scope = end < 0 ? scope : scope[..end];

        // Version 4a has no region in its scope, and so one part less.
        Span<Range> parts = stackalloc Range[8];
        var count = scope.Split(parts, '/');
        return count == 5 ? scope[parts[2]] : [];
    }
}
