using System.Text.RegularExpressions;
using Workers.LocalAws.Hosting;

namespace Workers.LocalAws.Tests.Server;

/// <summary>The table of operations in the README.</summary>
public sealed partial class OperationTableTests
{
    [Fact]
    public void It_has_every_operation_of_the_server_and_no_other()
    {
        var readme = RepositoryFiles.Read("services/platform/Workers.LocalAws/README.md");
        var table = readme[readme.IndexOf("## Supported operations", StringComparison.Ordinal)..readme.IndexOf("Targets of rules are", StringComparison.Ordinal)];
        var documented = table.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Operation().Matches(line.Split('|')[1]).Select(match => match.Value));

        Assert.Equal(
            AwsServices.Operations.Select(operation => operation.Split(':')[1]).Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("(?<=`)[A-Za-z]+(?=`)", RegexOptions.None, 1000)]
    private static partial Regex Operation();
}
