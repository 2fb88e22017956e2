namespace Workers.Hosting.Tests.Observability;

public sealed class CollectorTests
{
    private static readonly string[] Files =
        ["sidecar.yaml", "gateway.yaml", "to-gateway.yaml", "to-aws.yaml", "to-cloudwatch.yaml", "to-otlp.yaml", "to-jaeger.yaml"];

    private static readonly string Readme = RepositoryFiles.Read("deploy", "observability", "README.md");

    /// <summary>What its README and docker-compose.yml put together.</summary>
    public static TheoryData<string> Roles =>
    [
        "sidecar.yaml to-aws.yaml",
        "sidecar.yaml to-cloudwatch.yaml",
        "sidecar.yaml to-otlp.yaml",
        "sidecar.yaml to-aws.yaml to-otlp.yaml",
        "sidecar.yaml to-gateway.yaml",
        "sidecar.yaml to-jaeger.yaml",
        "gateway.yaml to-aws.yaml",
        "gateway.yaml to-cloudwatch.yaml",
        "gateway.yaml to-otlp.yaml",
        "gateway.yaml to-aws.yaml to-otlp.yaml",
    ];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Has_pipelines_of_what_is_defined_and_defines_nothing_else(string files)
    {
        var settings = new CollectorSettings(files.Split(' '));
        var pipelines = settings.Pipelines.ToList();
        var connectors = settings.Defined("connectors");

        Assert.Equal(
            settings.Defined("receivers").Concat(connectors).Order(StringComparer.Ordinal),
            pipelines.SelectMany(pipeline => pipeline.Receivers).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            settings.Defined("exporters").Concat(connectors).Order(StringComparer.Ordinal),
            pipelines.SelectMany(pipeline => pipeline.Exporters).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            settings.Defined("processors").Order(StringComparer.Ordinal),
            pipelines.SelectMany(pipeline => pipeline.Processors).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(settings.Defined("extensions").Order(StringComparer.Ordinal), settings.Extensions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Hands_on_traces_metrics_and_logs_alike(string files)
    {
        var settings = new CollectorSettings(files.Split(' '));
        var forward = Assert.Single(settings.Defined("connectors"));
        var given = settings.Pipelines.Where(pipeline => pipeline.Exporters.Contains(forward)).Select(pipeline => pipeline.Signal);
        var taken = settings.Pipelines.Where(pipeline => pipeline.Receivers.Contains(forward)).Select(pipeline => pipeline.Signal);

        Assert.Equal(["traces", "metrics", "logs"], given);
        Assert.Equal(["logs", "metrics", "traces"], taken.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Limits_its_memory_before_all_else(string files) => Assert.All(
        new CollectorSettings(files.Split(' ')).Pipelines.Where(pipeline => pipeline.Receivers.Contains("otlp")),
        pipeline => Assert.Equal("memory_limiter", pipeline.Processors[0]));

    [Theory]
    [InlineData("sidecar.yaml", "127.0.0.1")]
    [InlineData("gateway.yaml", "0.0.0.0")]
    public void Listens_where_its_senders_are(string file, string address)
    {
        var protocols = CollectorSettings.Map(new CollectorSettings([file]).Of("receivers", "otlp"), "protocols");

        Assert.Equal($"{address}:4317", CollectorSettings.Map(protocols, "grpc")["endpoint"]);
        Assert.Equal($"{address}:4318", CollectorSettings.Map(protocols, "http")["endpoint"]);
    }

    [Fact]
    public void Keeps_traces_that_failed_or_were_slow_and_a_share_of_the_rest()
    {
        var sampling = new CollectorSettings(["gateway.yaml"]).Of("processors", "tail_sampling");
        var kinds = ((List<object>)sampling["policies"]!).Cast<Dictionary<object, object?>>().Select(policy => policy["type"]);

        Assert.Equal(["status_code", "latency", "probabilistic"], kinds);
    }

    [Fact]
    public void Signs_what_it_writes_to_Prometheus_with_an_extension_that_is_there()
    {
        var settings = new CollectorSettings(["sidecar.yaml", "to-aws.yaml"]);

        var authentication = CollectorSettings.Map(settings.Of("exporters", "prometheusremotewrite"), "auth");

        Assert.Contains((string)authentication["authenticator"]!, settings.Extensions);
    }

    [Theory]
    [InlineData("to-aws.yaml")]
    [InlineData("to-cloudwatch.yaml")]
    public void Indexes_attributes_that_exist(string file)
    {
        var indexed = CollectorSettings.List(new CollectorSettings([file]).Of("exporters", "awsxray"), "indexed_attributes");
        var shop = RepositoryFiles.Read("services", "store", "Storefront", "Requests", "RequestSpan.cs");

        Assert.NotEmpty(indexed);
        Assert.DoesNotContain(indexed.Except(Constants.Attributes), name => !shop.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Has_its_variables_and_files_in_the_README()
    {
        var variables = Files.SelectMany(CollectorSettings.Variables);

        Assert.DoesNotContain(variables, name => !Readme.Contains($"`{name}`", StringComparison.Ordinal));
        Assert.DoesNotContain(Files, file => !Readme.Contains(file, StringComparison.Ordinal));
        var there = Directory
            .GetFiles(Path.Combine(RepositoryFiles.Root, "deploy", "observability", "collector"))
            .Select(file => Path.GetFileName(file));
        Assert.Equal(Files.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }
}
