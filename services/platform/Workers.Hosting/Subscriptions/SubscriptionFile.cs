using System.Text.Json;

namespace Workers.Hosting.Subscriptions;

/// <summary>Reads and checks a <c>subscription.json</c>.</summary>
public static class SubscriptionFile
{
    /// <summary>The file's name, in a worker's folder and next to its program.</summary>
    public const string Name = "subscription.json";

    /// <summary>Finds every worker's file: there is no list, each folder with this file is a worker.</summary>
    /// <param name="services">The folder with the workers' folders, at any depth. Workers' folders are not nested.</param>
    /// <returns>Paths, in the order of their names.</returns>
    public static IEnumerable<string> FindAll(string services) => Directory.GetDirectories(services)
        .Where(folder => !Path.GetFileName(folder).StartsWith('.') && Path.GetFileName(folder) is not ("bin" or "obj" or "node_modules"))
        .SelectMany(folder => Path.Combine(folder, Name) is var file && File.Exists(file) ? [file] : FindAll(folder))
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
            return StrictJson.Read<Subscription>(File.ReadAllText(path));
        }
        catch (JsonException error)
        {
            throw new SubscriptionException($"{path}: {error.Message}", error);
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
}
