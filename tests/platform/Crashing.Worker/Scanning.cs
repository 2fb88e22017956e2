using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using MassTransit;
using MassTransit.MessageData;
using Workers.Contracts;
using Workers.MessageData.S3;

namespace Crashing.Worker;

/// <summary>An event with a document, which is stored elsewhere.</summary>
[Event("tests", "DocumentScanned")]
public sealed record DocumentScanned
{
    public string Name { get; init; } = "";

    public MessageData<byte[]>? Content { get; init; }
}

/// <summary>Reads each document: a row with its name, its size and its hash.</summary>
public sealed class Scanning(AnswerDbContext db) : IConsumer<DocumentScanned>
{
    public async Task Consume(ConsumeContext<DocumentScanned> context)
    {
        var content = await context.Message.Content!.Value;
        db.Answers.Add(new Answer { Subject = Describe(context.Message.Name, content) });
    }

    public static string Describe(string name, byte[] content) => $"{name} {content.Length} {Convert.ToHexString(SHA256.HashData(content))}";
}

/// <summary>Where documents are stored.</summary>
public static class Documents
{
    /// <param name="place">A folder, or the URL of a bucket.</param>
    public static IMessageDataRepository Repository(string place)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var url) || url.IsFile)
            return new FileSystemMessageDataRepository(new DirectoryInfo(place));

        var client = new AmazonS3Client(
            new BasicAWSCredentials("x", "x"),
            new AmazonS3Config { ServiceURL = url.GetLeftPart(UriPartial.Authority), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        return new S3MessageDataRepository(client, url.AbsolutePath.Trim('/'));
    }
}
