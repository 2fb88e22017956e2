using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>The attributes of encryption at rest. Recorded answers, unless it says otherwise.</summary>
public sealed class EncryptionTests : LocalAwsTest
{
    private static readonly string[] Names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];

    [Fact]
    public async Task A_key_of_KMS_turns_the_encryption_of_SQS_off()
    {
        var url = await CreateQueueAsync();

        await SetAsync(url, ("KmsMasterKeyId", "key"), ("KmsDataKeyReusePeriodSeconds", "6000"));

        Assert.Equal("KmsDataKeyReusePeriodSeconds=6000,KmsMasterKeyId=key,SqsManagedSseEnabled=false", await EncryptionAsync(url));
    }

    [Fact]
    public async Task Without_a_key_there_is_no_reuse_period()
    {
        var url = await CreateQueueAsync();
        await SetAsync(url, ("KmsMasterKeyId", "key"), ("KmsDataKeyReusePeriodSeconds", "6000"));

        await SetAsync(url, ("KmsMasterKeyId", ""), ("KmsDataKeyReusePeriodSeconds", "300"));

        Assert.Equal("SqsManagedSseEnabled=false", await EncryptionAsync(url));
    }

    [Fact]
    public async Task Both_kinds_of_encryption_at_once_are_refused()
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAsync<InvalidAttributeNameException>(
            () => SetAsync(url, ("KmsMasterKeyId", "key"), ("SqsManagedSseEnabled", "true")));

        Assert.Equal(
            "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.", error.Message);
    }

    // Source: the API reference of SetQueueAttributes, "Only one server-side encryption option is supported per queue".
    [Fact]
    public async Task The_encryption_of_SQS_takes_the_key_away()
    {
        var url = await CreateQueueAsync("queue", ("KmsMasterKeyId", "key"));

        await SetAsync(url, ("SqsManagedSseEnabled", "true"));

        Assert.Equal("SqsManagedSseEnabled=true", await EncryptionAsync(url));
    }

    private Task<SetQueueAttributesResponse> SetAsync(string url, params (string Name, string Value)[] attributes) =>
        Sqs.SetQueueAttributesAsync(url, attributes.ToDictionary(one => one.Name, one => one.Value), Cancelled);

    private async Task<string> EncryptionAsync(string url) => string.Join(',', (await Sqs.GetQueueAttributesAsync(url, [.. Names], Cancelled))
        .Attributes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
}
