namespace Packaging.Tests.Scripts;

/// <summary>The script <c>.github/scan-images</c>.</summary>
public sealed class ScanImagesTests : IDisposable
{
    private const string Script = ".github/scan-images";
    private const string Registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
    private const string Findings = "aws ecr describe-image-scan-findings *";

    // Two platforms, and the attestations of one.
    private const string Index = """
        {"images":[{"imageId":{"imageDigest":"sha256:index"},"imageManifest":"{\"manifests\":[
          {\"digest\":\"sha256:amd\",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}},
          {\"digest\":\"sha256:arm\",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"}},
          {\"digest\":\"sha256:sbom\",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}}]}"}]}
        """;

    private readonly FakePrograms _fakes = new FakePrograms().Answer("sleep *").Answer("aws ecr start-image-scan *", "LimitExceededException", code: 254);
    private readonly string _accepted = Path.GetTempFileName();

    [Fact]
    public async Task It_looks_at_each_platform_of_every_image_that_a_task_runs()
    {
        _fakes.Answer("aws ecr batch-get-image *", Index.ReplaceLineEndings("")).Answer(Findings, Complete());

        var (code, output) = await RunAsync();

        var images = ServiceFolders.Workers.Select(ServiceFolders.NameOf).Concat(["collector", "payment-gateway", "postgres", "storefront"]);
        Assert.True(code == 0, output);
        Assert.Equal(
            images.SelectMany(image => new[] { $"workers/{image} sha256:amd", $"workers/{image} sha256:arm" }).Order(StringComparer.Ordinal),
            _fakes.Calls.Where(call => call.StartsWith("aws ecr describe-image-scan-findings ", StringComparison.Ordinal))
                .Select(call => call.Split(' ')).Select(words => $"{words[6]} {words[8].Replace("imageDigest=", "", StringComparison.Ordinal)}")
                .Order(StringComparer.Ordinal));
        Assert.Contains(_fakes.Calls, call => call.Contains("--registry-id 111122223333 --repository-name workers/payment --image-ids imageTag=v1 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CRITICAL", 1)]
    [InlineData("HIGH", 0)]
    public async Task A_critical_finding_stops_the_pipeline(string severity, int expected)
    {
        OneImage().Answer(Findings, Complete(severity));

        var (code, output) = await RunAsync();

        Assert.True(code == expected, output);
        Assert.Equal(expected == 1, output.Contains("CRITICAL CVE-2026-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lower_severity_stops_it_when_asked()
    {
        OneImage().Answer(Findings, Complete("HIGH"));

        Assert.Equal(1, (await RunAsync("--fail-on", "MEDIUM")).Code);
    }

    [Fact]
    public async Task Findings_of_enhanced_scanning_count_too()
    {
        OneImage().Answer(Findings, """
            {"imageScanStatus":{"status":"ACTIVE"},"imageScanFindings":{"enhancedFindings":[
              {"severity":"CRITICAL","packageVulnerabilityDetails":{"vulnerabilityId":"CVE-2026-1"}}]}}
            """);

        Assert.Equal(1, (await RunAsync()).Code);
    }

    [Theory]
    [InlineData("2999-12-31", 0)]
    [InlineData("2026-01-01", 1)]
    public async Task A_finding_can_be_accepted_until_a_day(string until, int expected)
    {
        await File.WriteAllTextAsync(_accepted, $"# comment\nCVE-2026-1 {until} not reachable\n", TestContext.Current.CancellationToken);
        OneImage().Answer(Findings, Complete("CRITICAL"));

        var (code, output) = await RunAsync();

        Assert.True(code == expected, output);
    }

    [Fact]
    public async Task It_waits_for_a_scan_that_has_not_begun()
    {
        OneImage().AnswerOnce(Findings, "ScanNotFoundException", code: 254)
            .AnswerOnce(Findings, """{"imageScanStatus":{"status":"IN_PROGRESS"}}""").Answer(Findings, Complete());

        var (code, output) = await RunAsync();

        Assert.True(code == 0, output);
        Assert.Equal(2, _fakes.Calls.Count(call => call.StartsWith("sleep ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ScanNotFoundException", "the scan did not end.")]
    [InlineData("AccessDeniedException", "AccessDeniedException")]
    public async Task A_scan_that_cannot_be_read_stops_it(string error, string expected)
    {
        OneImage().Answer(Findings, error, code: 254);

        var (code, output) = await RunAsync();

        Assert.NotEqual(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_ECR_cannot_scan_is_reported()
    {
        OneImage().Answer(Findings, """{"imageScanStatus":{"status":"FAILED","description":"UnsupportedImageError: no packages"}}""");

        var (code, output) = await RunAsync();

        Assert.True(code == 0, output);
        Assert.Contains("was not scanned: UnsupportedImageError: no packages", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_that_fails_stops_it()
    {
        OneImage().Answer(Findings, """{"imageScanStatus":{"status":"FAILED","description":"internal error"}}""");

        var (code, output) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains("the scan failed: internal error", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_missing_is_an_error()
    {
        _fakes.Answer("aws ecr batch-get-image *", """{"images":[],"failures":[{"failureCode":"ImageNotFound"}]}""");

        var (code, output) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains("workers/analytics:v1 is not in the registry.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_accepted_finding_has_a_last_day_and_a_reason() => Assert.All(
        RepositoryFiles.Read(".github/accepted-vulnerabilities").Split('\n').Where(line => line.Length > 0 && line[0] != '#'),
        line => Assert.Matches(@"^\S+ \d{4}-\d\d-\d\d \S.*$", line));

    public void Dispose()
    {
        _fakes.Dispose();
        File.Delete(_accepted);
    }

    private static string Complete(string? severity = null) => severity is null
        ? """{"imageScanStatus":{"status":"COMPLETE"},"imageScanFindings":{"findings":[]}}"""
        : Complete().Replace("[]", $$"""[{"name":"CVE-2026-1","severity":"{{severity}}"}]""", StringComparison.Ordinal);

    /// <summary>Every image is of one platform, without an index.</summary>
    private FakePrograms OneImage() => _fakes.Answer(
        "aws ecr batch-get-image *", """{"images":[{"imageId":{"imageDigest":"sha256:one"},"imageManifest":"{\"layers\":[]}"}]}""");

    private Task<(int Code, string Output)> RunAsync(params IEnumerable<string> options) =>
        _fakes.RunAsync(Script, [Registry, "v1", "--accepted", _accepted, .. options]);
}
