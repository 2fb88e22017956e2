using Crashing.Worker;

namespace Workers.Hosting.Tests.Hosting;

public sealed class SettingsTests
{
    private const string NoOther =
        "It is for SQLite, such as Data Source=payment.db, or for PostgreSQL, such as Host=db;Database=payment;Username=payment; other databases are not supported.";

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "here", "AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_SQS", "ftp://here", "AWS_ENDPOINT_URL_SQS 'ftp://here' is not a URL")]
    [InlineData("AWS_ENDPOINT_URL_EVENTBRIDGE", "localhost:4566", "AWS_ENDPOINT_URL_EVENTBRIDGE 'localhost:4566'")]
    [InlineData("AWS_REGION", "Frankfurt", "AWS_REGION 'Frankfurt' is not a region such as eu-west-1.")]
    [InlineData("AWS_DEFAULT_REGION", "eu west 1", "AWS_DEFAULT_REGION 'eu west 1'")]
    [InlineData("Bus", "my store", "Bus 'my store' is neither a name")]
    [InlineData("Bus", "arn:aws:events:eu-west-1:1:event-bus/store", "Bus 'arn:aws:events:eu-west-1:1:event-bus/store'")]
    [InlineData("RequireTopologyTag", "no", "RequireTopologyTag 'no' is neither true nor false.")]
    [InlineData("LogLevel", "Loud", "LogLevel 'Loud' is not one of")]
    [InlineData("Telemetry:SamplingRatio", "1.5", "Telemetry:SamplingRatio 1.5 is not between 0 and 1")]
    [InlineData("Telemetry:BacklogInterval", "02:00:00", "Telemetry:BacklogInterval")]
    [InlineData("Telemetry:SampleRatio", "1", "SampleRatio")]
    [InlineData("Telemetry:Baggage", "tenant.id, the tenant", "Telemetry:Baggage 'the tenant' is not a baggage key")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "neither grpc nor http/protobuf")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "OTEL_METRIC_EXPORT_INTERVAL '0' is not a whole number above 0.")]
    [InlineData("OTEL_BLRP_SCHEDULE_DELAY", "5s", "OTEL_BLRP_SCHEDULE_DELAY '5s' is not a whole number above 0.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "key=1,secret", "OTEL_EXPORTER_OTLP_HEADERS is not a list such as key=value,key=value.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT 'collector:4317' is not a URL")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL 'http/json'")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "secret", "OTEL_EXPORTER_OTLP_METRICS_HEADERS is not a list")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT '10s'")]
    [InlineData("OTEL_TRACES_SAMPLER", "jaeger_remote", "OTEL_TRACES_SAMPLER 'jaeger_remote' is not one of always_on,")]
    [InlineData("OTEL_TRACES_EXPORTER", "jaeger", "neither otlp nor none")]
    [InlineData("Resilience:Retries", "11", "Resilience:Retries")]
    [InlineData("Resilience:Retries", "many", "Resilience")]
    [InlineData("Resilience:Timeout", "00:00:00", "Resilience:Timeout")]
    [InlineData("Resilience:Timeout", "soon", "Write 00:00:30 for 30 s.")]
    [InlineData("Resilience:Timeout", "5", "A bare 5 is days: write 00:00:05 for 5 s.")]
    [InlineData("Resilience:Circuit:BreakDuration", "90", "A bare 90 is days: write 00:01:30 for 90 s.")]
    [InlineData("Telemetry:BacklogInterval", "30", "A bare 30 is days: write 00:00:30 for 30 s.")]
    [InlineData("TaskProtection:MaxDuration", "00:00:05", "TaskProtection:MaxDuration 00:00:05 is not longer than TaskProtection:After (00:00:05), up to 2 days.")]
    [InlineData("TaskProtection:MaxDuration", "15", "A bare 15 is days: write 00:00:15 for 15 s.")]
    [InlineData("TaskProtection:After", "5", "A bare 5 is days: write 00:00:05 for 5 s.")]
    [InlineData("Resilience:Circuit:MinimumMessages", "1", "Resilience:Circuit:MinimumMessages")]
    [InlineData("Resilience:Circuit:MinimumOutageAttempts", "1", "Resilience:Circuit:MinimumOutageAttempts")]
    [InlineData("Resilience:Retrys", "5", "Retrys")]
    [InlineData("QueuePrefix", "bad prefix", "QueuePrefix 'bad prefix'")]
    [InlineData("QueuePrefix", "seventeen-letters", "QueuePrefix 'seventeen-letters'")]
    [InlineData("MaxPutEventsSize", "2000000", "MaxPutEventsSize '2000000' is not between 1024 and 1048576 bytes.")]
    [InlineData("MaxPutEventsSize", "1 MB", "MaxPutEventsSize '1 MB'")]
    [InlineData("Resilience:Circuit:Window", "00:00:00", "Resilience:Circuit:Window")]
    [InlineData("Resilience:Circuit:BreakDuration", "02:00:00", "Resilience:Circuit:BreakDuration")]
    [InlineData("Resilience:Circuit:MaxBreakDuration", "00:00:01", "Resilience:Circuit:MaxBreakDuration")]
    public void A_wrong_setting_is_reported_by_its_name(string name, string value, string expected)
    {
        var error = Assert.Throws<SettingsException>(() => WorkerApplication.Create([$"--{name}", value], _ => { }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_ratio_of_a_sampler_is_reported_by_its_name()
    {
        var error = Assert.Throws<SettingsException>(() => WorkerApplication.Create(
            ["--OTEL_TRACES_SAMPLER", "traceidratio", "--OTEL_TRACES_SAMPLER_ARG", "25%"], _ => { }));

        Assert.Equal("OTEL_TRACES_SAMPLER_ARG '25%' is not between 0 and 1.", error.Message);
    }

    [Theory]
    [InlineData("Host=db;Username=payment;Password=secret", "add Database=")]
    [InlineData("Host=db;Database=;Username=payment;Password=secret", "add Database=")]
    [InlineData("Host=db;Database=payment;Pasword=secret", "cannot be read")]
    [InlineData("Server=db;Database=payment;User Id=sa;Password=secret", NoOther)]
    [InlineData("Data Source=db;Initial Catalog=payment;Password=secret", NoOther)]
    [InlineData("Data Source=payment.db;Modee=ReadOnly", NoOther)]
    [InlineData("postgres://payment:secret@db/payment", NoOther)]
    public void A_server_without_a_database_is_reported_before_another_ones_tables_are_touched(string connectionString, string expected)
    {
        var error = Assert.Throws<SettingsException>(
            () => WorkerApplication.Create(["--ConnectionStrings:Store", connectionString], worker => worker.AddStore<AnswerDbContext>(store => store.UseSqlite().UsePostgreSql())));

        Assert.StartsWith("ConnectionStrings:Store ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tries_that_do_not_fit_into_the_visibility_timeout_are_reported_with_both_figures()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            """{ "queue": "answers", "pattern": { "source": ["tests"] }, "visibilityTimeoutSeconds": 30 }""",
            TestContext.Current.CancellationToken);

        var error = Assert.Throws<SettingsException>(() => WorkerApplication.Create(
            ["--SubscriptionFile", file, "--Resilience:Timeout", "00:00:10"], worker => worker.AddConsumer<GiveAnswer>()));

        Assert.Contains("4 attempts of 10 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("visibilityTimeoutSeconds 30", error.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory, InlineData(26, true), InlineData(25, false)]
    public async Task The_tries_by_default_take_four_fifths_of_a_visibility_timeout_at_most(int visibilityTimeoutSeconds, bool fits)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            $$"""
            { "queue": "answers", "pattern": { "source": ["tests"] }, "visibilityTimeoutSeconds": {{visibilityTimeoutSeconds}} }
            """,
            TestContext.Current.CancellationToken);

        // Four tries of 5 s, and a third of a second between them.
        var error = Record.Exception(
            () => WorkerApplication.Create(["--SubscriptionFile", file], worker => worker.AddConsumer<GiveAnswer>()));

        Assert.Equal(fits, error is null);
        File.Delete(file);
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_worker_with_exit_code_2() =>
        Assert.Equal(2, await WorkerApplication.RunAsync(["--AWS_ENDPOINT_URL", "here"], _ => { }));

    [Fact]
    public async Task A_missing_subscription_ends_it_with_exit_code_2() =>
        Assert.Equal(
            2,
            await WorkerApplication.RunAsync(
                ["--SubscriptionFile", "/nowhere/subscription.json"], worker => worker.AddConsumer<GiveAnswer>()));
}
