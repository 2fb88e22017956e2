namespace Workers.Hosting;

/// <summary>The settings on every worker's command line. A program handles its own commands itself.</summary>
internal static class CommandLine
{
    /// <summary>Migrates the database, and exits.</summary>
    public const string Migrate = "--migrate";

    /// <summary>Publishes refused events again, and exits.</summary>
    public const string PublishRefused = "--publish-refused";

    private const string Settings =
        """
        Runs until it is stopped. With --migrate it migrates its database and exits; in development it does so at every start.
        With --publish-refused it lets the running worker publish the events again that EventBridge refused, and exits. With
        --healthcheck (or --healthcheck ready) it checks the health of the worker on the same machine, at the address in the
        environment, and exits with code 0 or 1.
        Settings as --name value, or as environment variables (Section__Name):
          --urls http://127.0.0.1:5101         address of the worker's own endpoints
          --ManagementUrl URL                  address of health, log level and outbox: http://127.0.0.1:8081 by default, and in
                                               development the same as --urls
          --Bus store                          name or ARN of the event bus
          --QueuePrefix TEXT                   prefix for the queue name, such as prod-
          --MaxPutEventsSize BYTES             limit of a PutEvents call, 1048576 by default
          --AWS_ENDPOINT_URL URL               an endpoint instead of AWS
          --ConnectionStrings:Store TEXT       PostgreSQL if it has Host=, SQLite otherwise
          --DataDirectory DIR                  folder of the SQLite file if no connection string is set
          --SubscriptionFile FILE              subscription.json next to the program by default
          --Resilience:Retries 3               and :Delay 00:00:00.050, :Timeout 00:00:05
          --Store:InboxRetention 14.00:00:00   retention of inbox entries; :OutboxRetention retry period of unpublished events
          --LogLevel Information               Verbose to Fatal

        """;

    /// <summary>The text of <c>--help</c>.</summary>
    /// <param name="commands">One line for each of the program's own commands.</param>
    public static string Help(IReadOnlyList<string> commands)
    {
        var listed = commands.Count == 0 ? "" : $"Commands:\n{string.Concat(commands.Select(command => $"  {command}\n"))}";
        return $"{Settings}{listed}See the README for details.".ReplaceLineEndings();
    }

    /// <summary>Rejects arguments that would otherwise be ignored.</summary>
    /// <exception cref="SettingsException">An argument is not a setting, or a setting has no value.</exception>
    public static void Check(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new SettingsException($"'{args[i]}' is not a setting: write settings as --name value. See --help.");
            if (args[i].Contains('=', StringComparison.Ordinal))
                continue;
            if (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal))
                throw new SettingsException($"{args[i - 1]} has no value: write settings as --name value. See --help.");
        }
    }
}
