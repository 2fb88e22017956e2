using System.Collections.Immutable;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The attributes of encryption at rest: a queue uses either a key of KMS, or one that SQS owns. They have no effect here.</summary>
internal static class EncryptionAttributes
{
    private const string Key = "KmsMasterKeyId";
    private const string ReusePeriod = "KmsDataKeyReusePeriodSeconds";
    private const string Managed = "SqsManagedSseEnabled";

    /// <summary>Turns one kind off when a change turns the other on.</summary>
    /// <exception cref="Http.AwsException">The change turns on both.</exception>
    public static ImmutableSortedDictionary<string, string> Normalize(
        ImmutableSortedDictionary<string, string> values, IReadOnlyDictionary<string, string> changes)
    {
        var hasKey = changes.GetValueOrDefault(Key) is { Length: > 0 };
        var isManaged = "true".Equals(changes.GetValueOrDefault(Managed), StringComparison.OrdinalIgnoreCase);
        if (hasKey && isManaged)
        {
            throw SqsError.InvalidAttribute(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.");
        }

        if (hasKey)
            values = values.SetItem(Managed, "false");
        if (isManaged)
            values = values.Remove(Key);
        return values.ContainsKey(Key) ? values : values.Remove(ReusePeriod);
    }
}
