using Workers.Cli.Commands;
using System.Diagnostics;
using Amazon.Runtime;
using Workers.Hosting.Provisioning;

namespace Workers.Cli.Tests;

/// <summary>What <c>provision --aws</c> tells whom AWS would not let in.</summary>
public sealed class ProvisioningOnAwsTests
{
    [Fact]
    public async Task Without_a_region_one_line_says_where_to_set_it() => Assert.Equal(
        (1, "error: No AWS region is set. Set AWS_REGION, such as eu-west-1, or the region of your profile (aws configure)."),
        await RunAsync());

    [Fact]
    public async Task With_an_endpoint_in_the_environment_as_well_it_does_not_take_that_for_AWS() => Assert.Equal(
        (1, "error: AWS_ENDPOINT_URL is http://127.0.0.1:9/, but --aws means AWS: use only one of them."),
        await RunAsync(("AWS_REGION", "eu-west-1"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:9")));

    [Theory]
    [InlineData(null, "error: No AWS credentials were found. Set AWS_PROFILE to a profile with credentials ")]
    [InlineData("nobody", "error: No AWS credentials were found in profile 'nobody'. Set AWS_PROFILE to a profile with credentials ")]
    public async Task Without_credentials_one_line_says_how_to_get_some(string? profile, string expected)
    {
        var (code, told) = await RunAsync(("AWS_REGION", "eu-west-1"), ("AWS_PROFILE", profile));

        Assert.Equal(1, code);
        Assert.StartsWith(expected, told, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told);
    }

    [Theory]
    [InlineData("ExpiredToken", "The AWS credentials have expired.")]
    [InlineData("ExpiredTokenException", "The AWS credentials have expired.")]
    [InlineData("UnrecognizedClientException", "AWS does not accept the credentials (UnrecognizedClientException).")]
    [InlineData("InvalidClientTokenId", "AWS does not accept the credentials (InvalidClientTokenId).")]
    [InlineData("SignatureDoesNotMatch", "AWS does not accept the credentials (SignatureDoesNotMatch).")]
    public void Credentials_that_AWS_refuses_are_reported_with_the_remedy(string code, string expected) => Assert.StartsWith(
        expected, AwsAccess.Explain(new AmazonServiceException("…") { ErrorCode = code }), StringComparison.Ordinal);

    [Fact]
    public void A_region_that_does_not_answer_is_reported_with_the_remedy() => Assert.StartsWith(
        "AWS does not answer (Name or service not known). Check AWS_REGION",
        AwsAccess.Explain(new HttpRequestException("Name or service not known")),
        StringComparison.Ordinal);

    [Fact]
    public void What_AWS_says_of_anything_else_stays_as_it_is() =>
        Assert.Null(AwsAccess.Explain(new AmazonServiceException("not authorized to perform: sqs:CreateQueue") { ErrorCode = "AccessDenied" }));

    /// <summary>Runs it as on a machine on which nobody set up anything for AWS.</summary>
    private static async Task<(int Code, string Told)> RunAsync(params IEnumerable<(string Name, string? Value)> variables)
    {
        var nowhere = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "workers.dll"), "provision", "--aws", "--services", RepositoryFiles.Services])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (
            var (name, value) in variables.Concat(
            [
                ("AWS_CONFIG_FILE", nowhere), ("AWS_SHARED_CREDENTIALS_FILE", nowhere), ("AWS_EC2_METADATA_DISABLED", "true"),
            ]))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var told = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, told.TrimEnd());
    }
}
