using MassTransit;

namespace Workers.Hosting.Store;

/// <summary>Names of consumers in the inbox.</summary>
internal static class ConsumerName
{
    /// <summary>
    /// Namespace and name, with type arguments in angle brackets, but without assemblies and versions, which change.
    /// </summary>
    public static string Of(Type type)
    {
        if (!type.IsGenericType)
            return type.FullName ?? type.Name;

        var definition = type.GetGenericTypeDefinition().FullName!;
        var arguments = string.Join(',', type.GetGenericArguments().Select(Of));
        return $"{definition[..definition.IndexOf('`', StringComparison.Ordinal)]}<{arguments}>";
    }

    /// <summary>Rejects duplicate names, names that are too long for the inbox, and classes that are added twice.</summary>
    /// <exception cref="ConfigurationException">A consumer needs another name, or is added twice.</exception>
    public static void Check(IReadOnlyList<ConsumerSetup> consumers)
    {
        foreach (var (consumer, name, call) in consumers.Select(setup => (setup.Type, setup.Name, setup.Call)))
        {
            if (name.Length is 0 or > InboxEntry.MaxConsumerLength)
                throw new ConfigurationException(
                    $"The name of consumer {consumer} has {name.Length} characters; 1 to {InboxEntry.MaxConsumerLength} are allowed. Set one: {call}(\"name\").");
        }

        if (consumers.GroupBy(setup => setup.Type).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigurationException(
                $"{twice.Key} is added as {string.Join(" and as ", twice.Select(setup => $"'{setup.Name}'"))}, and a class runs once for each event. Add it once, and use a separate class for each further reaction.");

        if (consumers.GroupBy(setup => setup.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } shared)
            throw new ConfigurationException(
                $"{string.Join(" and ", shared.Select(setup => setup.Type))} have the same name, '{shared.Key}': an event handled by one would be skipped by the other. Add each once, with its own name: {shared.First().Call}(\"name\").");
    }
}
