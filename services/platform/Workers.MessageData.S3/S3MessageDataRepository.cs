using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using MassTransit;

namespace Workers.MessageData.S3;

/// <summary>
/// Stores MassTransit's message data in a bucket: <c>cfg.UseMessageData(new S3MessageDataRepository(client, "documents", "messages/"))</c>. The
/// address of an object is <c>s3://BUCKET/KEY</c>. Objects are written and read as streams; large ones are uploaded in parts.
/// </summary>
/// <remarks>
/// The repository deletes nothing: lifecycle rules of the bucket do. The key starts with the prefix and the time to live in days, rounded
/// up: <c>messages/7d/…</c>, or <c>messages/keep/…</c> without a time to live. So a rule for <c>messages/7d/</c> expires objects after 7 days.
/// </remarks>
public sealed class S3MessageDataRepository : IMessageDataRepository
{
    private const string Scheme = "s3";

    private readonly IAmazonS3 _client;
    private readonly string _bucket;
    private readonly string _prefix;

    /// <summary>Creates a repository.</summary>
    /// <param name="client">The S3 client; it is not disposed.</param>
    /// <param name="bucket">Name of the bucket. It must exist.</param>
    /// <param name="prefix">Prefix of all keys, such as <c>messages/</c>; none by default.</param>
    /// <exception cref="ArgumentException">There is no bucket name.</exception>
    public S3MessageDataRepository(IAmazonS3 client, string bucket, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(bucket);
        ArgumentNullException.ThrowIfNull(prefix);
        (_client, _bucket, _prefix) = (client, bucket, prefix);
    }

    /// <summary>Reads an object of this bucket and prefix.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="cancellationToken">Ends the call, until the stream is returned.</param>
    /// <returns>The object while it is received; to be disposed by the caller.</returns>
    /// <exception cref="MessageDataNotFoundException">The object does not exist.</exception>
    /// <exception cref="MessageDataException">
    /// The address is not of this bucket and prefix, or S3 did not answer the call, or rejected it.
    /// </exception>
    public async Task<Stream> Get(Uri address, CancellationToken cancellationToken = default)
    {
        var key = KeyOf(address);
        try
        {
            var response = await _client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = key }, cancellationToken).ConfigureAwait(false);
            return response.ResponseStream;
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket")
        {
            throw new MessageDataNotFoundException(address);
        }
        catch (Exception error) when (IsOfS3(error))
        {
            throw new MessageDataException($"The message data {address} could not be read. {Describe(error, "s3:GetObject")}", error);
        }
    }

    /// <summary>Stores an object.</summary>
    /// <param name="stream">Its content, from the current position to the end; it is not disposed.</param>
    /// <param name="timeToLive">The time until a lifecycle rule may delete it; null or longer than 10,000 days means never.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="MessageDataException">S3 did not answer the call, or rejected it.</exception>
    public async Task<Uri> Put(Stream stream, TimeSpan? timeToLive = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var key = $"{_prefix}{Lifetime(timeToLive)}/{Guid.CreateVersion7():N}";
        try
        {
            using var transfer = new TransferUtility(_client);
            var request = new TransferUtilityUploadRequest { BucketName = _bucket, Key = key, InputStream = stream, AutoCloseStream = false };
            await transfer.UploadAsync(request, cancellationToken).ConfigureAwait(false);
            return new Uri($"{Scheme}://{_bucket}/{Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)}");
        }
        catch (Exception error) when (IsOfS3(error))
        {
            throw new MessageDataException($"Message data could not be stored as {Scheme}://{_bucket}/{key}. {Describe(error, "s3:PutObject")}", error);
        }
    }

    private static string Lifetime(TimeSpan? timeToLive) =>
        timeToLive is { } time && time > TimeSpan.Zero && time.TotalDays <= 10_000 ? $"{(int)Math.Ceiling(time.TotalDays)}d" : "keep";

    private static bool IsOfS3(Exception error) => error is AmazonServiceException or AmazonClientException or HttpRequestException;

    private static string Describe(Exception error, string permission) => error switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => "The bucket does not exist: create it, or correct its name or region.",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } => $"S3 denies access: allow {permission} on the bucket. (Without s3:ListBucket, S3 also denies access to a missing object.)",
        AmazonServiceException { ErrorCode: { Length: > 0 } code } => $"S3 answered {code}: {error.Message}",
        _ => $"S3 did not answer: {error.Message}",
    };

    /// <summary>
    /// Publishers choose the address in a message: only this bucket and prefix may be read, and not all that the process may read.
    /// </summary>
    private string KeyOf(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var key = address is { IsAbsoluteUri: true, Scheme: Scheme } && address.Host.Equals(_bucket, StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(address.AbsolutePath[1..])
            : "";
        return key.Length > 0 && key.StartsWith(_prefix, StringComparison.Ordinal) ? key : throw new MessageDataException(
            $"The message data {address} is not in {Scheme}://{_bucket}/{_prefix}: this repository reads nothing else.");
    }
}
