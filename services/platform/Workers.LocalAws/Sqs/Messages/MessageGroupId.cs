using System.Buffers;

namespace Workers.LocalAws.Sqs.Messages;

/// <summary>The ids of message groups and of deduplication: 1 to 128 letters, digits and punctuation characters of ASCII.</summary>
internal static class MessageGroupId
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(character => (char)character)]);

    /// <exception cref="Http.AwsException">The id is invalid.</exception>
    public static string? Check(string? id, string parameter) =>
        id is null || (id.Length is >= 1 and <= 128 && !id.AsSpan().ContainsAnyExcept(Characters))
            ? id
            : throw SqsError.InvalidParameter(
                parameter, id, $"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
}
