using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Workers.Cli.Commands;

/// <summary>Explains the remedy if AWS cannot be called. The SDK only lists the places that it has searched.</summary>
internal static class AwsAccess
{
    /// <param name="region">The region; null for the SDK's.</param>
    /// <exception cref="CliException">The SDK finds no region, or no credentials.</exception>
    public static void Check(string? region = null)
    {
        if (region is null && FallbackRegionFactory.GetRegionEndpoint() is null)
            throw new CliException("No AWS region is set. Set AWS_REGION, such as eu-west-1, or the region of your profile (aws configure).");

        try
        {
            _ = DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (AmazonClientException error)
        {
            var profile = Environment.GetEnvironmentVariable("AWS_PROFILE") is { Length: > 0 } name ? $" in profile '{name}'" : "";
            throw new CliException(
                $"No AWS credentials were found{profile}. Set AWS_PROFILE to a profile with credentials (aws configure, aws sso login), "
                + "or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                error);
        }
    }

    /// <summary>Problem and remedy for errors caused by the caller's credentials or network; null for others.</summary>
    public static string? Explain(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: "ExpiredToken" or "ExpiredTokenException" } =>
            "The AWS credentials have expired. Get new ones (aws sso login), and update AWS_SESSION_TOKEN if it is set.",
        AmazonServiceException
        {
            ErrorCode: "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException" or "SignatureDoesNotMatch",
        } refused => $"AWS does not accept the credentials ({refused.ErrorCode}). Check AWS_PROFILE, or AWS_ACCESS_KEY_ID, "
            + "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; aws sts get-caller-identity shows your identity.",
        HttpRequestException unreachable =>
            $"AWS does not answer ({unreachable.Message}). Check AWS_REGION or the profile's region, and the internet connection.",
        _ => null,
    };
}
