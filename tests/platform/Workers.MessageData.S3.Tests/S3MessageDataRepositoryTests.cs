using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using MassTransit;

namespace Workers.MessageData.S3.Tests;

/// <summary>The repository, on an emulator of S3 that somebody else wrote.</summary>
public sealed class S3MessageDataRepositoryTests(MotoServer moto) : IClassFixture<MotoServer>, IAsyncLifetime
{
    private readonly string _bucket = $"documents-{Guid.NewGuid():N}";
    private readonly AmazonS3Client _client = Client(moto.Endpoint ?? new Uri("http://127.0.0.1:1"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private S3MessageDataRepository Repository => new(_client, _bucket, "messages/");

    public async ValueTask InitializeAsync()
    {
        if (moto.Endpoint is not null)
            await _client.PutBucketAsync(_bucket, Cancelled);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory, InlineData(0), InlineData(5), InlineData(2_000_000), InlineData(20_000_000)]
    public async Task What_was_put_is_read_again(int size)
    {
        SkipWithoutMoto();
        var content = new byte[size];
        new Random(1).NextBytes(content);

        var address = await Repository.Put(new MemoryStream(content), cancellationToken: Cancelled);

        Assert.Equal(content, await ReadAsync(address));
    }

    [Fact]
    public async Task A_stream_that_does_not_know_its_length_is_stored()
    {
        SkipWithoutMoto();
        var content = Encoding.UTF8.GetBytes("from the network");

        var address = await Repository.Put(new ForwardOnlyStream(content), cancellationToken: Cancelled);

        Assert.Equal(content, await ReadAsync(address));
    }

    [Theory]
    [InlineData(null, "keep"), InlineData(1.0, "1d"), InlineData(24.0, "1d"), InlineData(25.0, "2d"), InlineData(0.0, "keep"), InlineData(10e6, "keep")]
    public async Task The_key_has_the_prefix_and_the_time_to_live_in_days(double? hours, string lifetime)
    {
        SkipWithoutMoto();

        var address = await Repository.Put(new MemoryStream([1]), hours is { } time ? TimeSpan.FromHours(time) : null, Cancelled);

        Assert.StartsWith($"s3://{_bucket}/messages/{lifetime}/", address.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_of_the_caller_stays_open()
    {
        SkipWithoutMoto();
        using var stream = new MemoryStream([1]);

        await Repository.Put(stream, cancellationToken: Cancelled);

        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task A_missing_object_is_named()
    {
        SkipWithoutMoto();
        var address = new Uri($"s3://{_bucket}/messages/keep/nothing");

        var error = await Assert.ThrowsAsync<MessageDataNotFoundException>(() => Repository.Get(address, Cancelled));

        Assert.Contains($"{address}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_bucket_is_named()
    {
        SkipWithoutMoto();
        var repository = new S3MessageDataRepository(_client, "nowhere");

        var get = await Assert.ThrowsAsync<MessageDataException>(() => repository.Get(new Uri("s3://nowhere/keep/1"), Cancelled));
        var put = await Assert.ThrowsAsync<MessageDataException>(() => repository.Put(new MemoryStream([1]), cancellationToken: Cancelled));

        Assert.Equal("The message data s3://nowhere/keep/1 could not be read. The bucket does not exist: create it, or correct its name or region.", get.Message);
        Assert.StartsWith("Message data could not be stored as s3://nowhere/keep/", put.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_told_from_a_missing_object()
    {
        using var client = Client(new Uri("http://127.0.0.1:1"));
        var repository = new S3MessageDataRepository(client, "documents");

        var error = await Assert.ThrowsAsync<MessageDataException>(() => repository.Get(new Uri("s3://documents/keep/1"), Cancelled));

        Assert.StartsWith("The message data s3://documents/keep/1 could not be read. S3 did not answer:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://other/messages/keep/1"), InlineData("s3://documents/private/1"), InlineData("urn:file:1"), InlineData("s3://documents/"), InlineData("https://documents/messages/1")]
    public async Task An_address_elsewhere_is_refused_without_a_call(string address)
    {
        using var client = Client(new Uri("http://127.0.0.1:1"));
        var repository = new S3MessageDataRepository(client, "documents", "messages/");

        var error = await Assert.ThrowsAsync<MessageDataException>(() => repository.Get(new Uri(address), Cancelled));

        Assert.Equal($"The message data {address} is not in s3://documents/messages/: this repository reads nothing else.", error.Message);
    }

    private static AmazonS3Client Client(Uri endpoint) => new(new BasicAWSCredentials("x", "x"), new AmazonS3Config
    {
        ServiceURL = endpoint.ToString(),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    });

    private void SkipWithoutMoto() => Assert.SkipWhen(moto.Endpoint is null, moto.Missing);

    private async Task<byte[]> ReadAsync(Uri address)
    {
        await using var stream = await Repository.Get(address, Cancelled);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancelled);
        return read.ToArray();
    }

    /// <summary>Can be read once, as the body of a request.</summary>
    private sealed class ForwardOnlyStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
