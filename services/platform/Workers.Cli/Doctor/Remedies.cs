namespace Workers.Cli.Doctor;

/// <summary>The commands that fix the setup.</summary>
/// <param name="Provision">Creates and updates bus, rules and queues.</param>
/// <param name="AwsOptions">What has to follow a command of the AWS CLI, with a space before it.</param>
internal sealed record Remedies(string Provision, string AwsOptions)
{
    /// <summary>The commands for a connection.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="environment">The environment of deploy/; null for none.</param>
    public static Remedies Of(Connections.AwsConnection aws, string? environment)
    {
        if (environment is not null)
            return new($"In deploy/: cdk deploy {environment}-messaging -c environment={environment} -c imageTag=TAG", $" --region {aws.Region}");
        var target = aws.Endpoint is null ? "--aws" : $"--endpoint {aws.Name}";
        var prefix = aws.QueuePrefix.Length == 0 ? "" : $" --queue-prefix {aws.QueuePrefix}";
        return new($"workers provision {target} --bus {aws.Bus}{prefix}, or workers doctor --fix", aws.Endpoint is null ? "" : $" --endpoint-url {aws.Name}");
    }
}
