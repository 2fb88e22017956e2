using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Hosting.Subscriptions;

/// <summary>Reads and checks a <c>subscription.json</c>.</summary>
public static class SubscriptionFile
{
    /// <summary>The file's name, in a worker's folder and beside its program.</summary>
    public const string Name = "subscription.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        // A misspelt field must not pass for a default.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 32,
    };

    /// <summary>Every worker's file: nobody keeps a list, a worker is a folder with one.</summary>
    /// <param name="services">The folder with the workers' folders.</param>
    /// <returns>Paths, in the order of the folders' names.</returns>
    public static IEnumerable<string> FindAll(string services) => Directory.GetDirectories(services)
        .Select(folder => Path.Combine(folder, Name))
        .Where(File.Exists)
        .Order(StringComparer.Ordinal);

    /// <summary>Reads the file.</summary>
    /// <exception cref="SubscriptionException">It is missing, is not JSON, or a field is missing, unknown or out of range.</exception>
    public static Subscription Read(string path)
    {
        var subscription = Parse(path);
        var problems = SubscriptionRules.Check(subscription).ToList();
        return problems.Count == 0
            ? subscription
            : throw new SubscriptionException(string.Join(Environment.NewLine, problems.Select(problem => $"{path}: {problem}")));
    }

    private static Subscription Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Subscription>(File.ReadAllText(path), Strict) ?? throw new SubscriptionException(
                $"{path}: the file holds null, not a subscription.");
        }
        catch (JsonException error)
        {
            var place = error.LineNumber is { } line ? $" (line {line + 1}, position {error.BytePositionInLine + 1})" : "";
            var field = string.IsNullOrEmpty(error.Path) || error.Path == "$" ? "" : $" field '{error.Path.TrimStart('$', '.')}':";
            throw new SubscriptionException($"{path}:{field} {FirstSentence(error.Message)}{place}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SubscriptionException(
                $"{path}: the file is missing. A worker needs one, with at least \"queue\" and \"pattern\".", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SubscriptionException($"{path}: the file cannot be read: {error.Message}", error);
        }
    }

    // System.Text.Json adds its own path and line, counted from 0, behind the first sentence.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
