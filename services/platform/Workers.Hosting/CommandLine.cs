namespace Workers.Hosting;

/// <summary>The command line of every worker: settings. A program takes the commands that it has beside them itself.</summary>
internal static class CommandLine
{
    /// <summary>Brings the database up to date, and ends.</summary>
    public const string Migrate = "--migrate";

    /// <summary>Has the events published again that EventBridge refused, and ends.</summary>
    public const string PublishRefused = "--publish-refused";

    private const string Settings =
        """
        Runs until it is stopped. With --migrate it brings its database up to date, and ends; in development it does so at
        every start. With --publish-refused it has the events in its outbox that EventBridge refused published again by the
        worker that runs, and ends. With --healthcheck (or --healthcheck ready) it asks the worker that runs beside it for its health, where
        the environment says that it listens, and ends with exit code 0 or 1.
        Settings as --name value, or as environment variables (Section__Name):
          --urls http://127.0.0.1:5101         where the worker's questions answer
          --ManagementUrl URL                  where health, log level and outbox answer: http://127.0.0.1:8081 by default, and in
                                               development the same as --urls
          --Bus store                          name or ARN of the event bus
          --QueuePrefix TEXT                   what stands before the queue's name, such as prod-
          --MaxPutEventsSize BYTES             limit of a PutEvents call, 1048576 by default
          --AWS_ENDPOINT_URL URL               an endpoint instead of AWS
          --ConnectionStrings:Store TEXT       PostgreSQL when it has Host=, SQLite otherwise
          --DataDirectory DIR                  where the SQLite file is when no connection string is set
          --SubscriptionFile FILE              subscription.json beside the program by default
          --Resilience:Retries 3               and :Delay 00:00:00.050, :Timeout 00:00:05
          --Store:InboxRetention 14.00:00:00   how long an event is remembered as done; :OutboxRetention how long it is tried
          --LogLevel Information               Verbose to Fatal

        """;

    /// <summary>What <c>--help</c> says.</summary>
    /// <param name="commands">A line for each command that the program takes itself.</param>
    public static string Help(IReadOnlyList<string> commands)
    {
        var listed = commands.Count == 0 ? "" : $"Commands:\n{string.Concat(commands.Select(command => $"  {command}\n"))}";
        return $"{Settings}{listed}See the README for details.".ReplaceLineEndings();
    }

    /// <summary>Refuses what would otherwise be passed over.</summary>
    /// <exception cref="SettingsException">A word that belongs to no setting, or a setting without a value.</exception>
    public static void Check(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new SettingsException($"'{args[i]}' is not understood: settings are given as --name value. See --help.");
            if (args[i].Contains('=', StringComparison.Ordinal))
                continue;
            if (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal))
                throw new SettingsException($"{args[i - 1]} has no value: settings are given as --name value. See --help.");
        }
    }
}
