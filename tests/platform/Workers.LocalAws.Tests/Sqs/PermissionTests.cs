using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>Recorded answers, unless it says otherwise.</summary>
public sealed class PermissionTests : LocalAwsTest
{
    [Fact]
    public async Task A_permission_is_a_statement_of_the_policy()
    {
        var url = await CreateQueueAsync();

        await AddAsync(url, "share", ["000000000000", "668614515564"], "ReceiveMessage");

        Assert.Equal(
            """
            {"Version":"2008-10-17","Id":"arn:aws:sqs:eu-west-1:000000000000:queue/SQSDefaultPolicy","Statement":[{"Sid":"share","Effect":"Allow",
            "Principal":{"AWS":["arn:aws:iam::000000000000:root","arn:aws:iam::668614515564:root"]},"Action":"SQS:ReceiveMessage",
            "Resource":"arn:aws:sqs:eu-west-1:000000000000:queue"}]}
            """.ReplaceLineEndings(""),
            await AttributeAsync(url, "Policy"));
    }

    [Fact]
    public async Task A_single_account_and_several_actions_are_written_as_AWS_does()
    {
        var url = await CreateQueueAsync();

        await AddAsync(url, "share", ["668614515564"], "ReceiveMessage", "*");

        var policy = await AttributeAsync(url, "Policy");
        Assert.Contains(""" "Principal":{"AWS":"arn:aws:iam::668614515564:root"} """.Trim(), policy, StringComparison.Ordinal);
        Assert.Contains(""" "Action":["SQS:ReceiveMessage","SQS:*"] """.Trim(), policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_are_removed_one_by_one_and_the_last_takes_the_policy_away()
    {
        var url = await CreateQueueAsync();
        await AddAsync(url, "one", ["668614515564"], "SendMessage");
        await AddAsync(url, "two", ["668614515564"], "SendMessage");

        await Sqs.RemovePermissionAsync(url, "one", Cancelled);
        Assert.DoesNotContain("\"one\"", await AttributeAsync(url, "Policy"), StringComparison.Ordinal);
        await Sqs.RemovePermissionAsync(url, "two", Cancelled);

        Assert.DoesNotContain("Policy", (await Sqs.GetQueueAttributesAsync(url, ["All"], Cancelled)).Attributes.Keys);
        Assert.Equal(
            ("InvalidParameterValue", "Value two for parameter Label is invalid. Reason: can't find label."),
            await ErrorAsync(() => Sqs.RemovePermissionAsync(url, "two", Cancelled)));
    }

    [Fact]
    public async Task A_label_is_used_once()
    {
        var url = await CreateQueueAsync();
        await AddAsync(url, "share", ["668614515564"], "ReceiveMessage");

        Assert.Equal(
            ("InvalidParameterValue", "Value share for parameter Label is invalid. Reason: Already exists."),
            await ErrorAsync(() => AddAsync(url, "share", ["000000000000"], "ReceiveMessage")));
    }

    // A choice: AWS documents that a policy may have a single statement without a list.
    [Fact]
    public async Task A_permission_is_added_to_a_policy_that_a_client_wrote()
    {
        var url = await CreateQueueAsync(
            "queue", ("Policy", """{"Version":"2012-10-17","Statement":{"Sid":"own","Effect":"Deny","Principal":"*","Action":"sqs:*"}}"""));

        await AddAsync(url, "share", ["668614515564"], "SendMessage");
        await Sqs.RemovePermissionAsync(url, "share", Cancelled);

        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Sid":"own","Effect":"Deny","Principal":"*","Action":"sqs:*"}]}""",
            await AttributeAsync(url, "Policy"));
    }

    // Source: the API reference of AddPermission, and the developer guide, "Limitations of Amazon SQS custom policies".
    [Theory]
    [InlineData("a b", "668614515564", "SendMessage", "InvalidParameterValue")]
    [InlineData("share", "66861451556", "SendMessage", "InvalidParameterValue")]
    [InlineData("share", "668614515564", "DeleteQueue", "InvalidParameterValue")]
    [InlineData("share", "668614515564", "Nothing", "InvalidParameterValue")]
    [InlineData("share", "668614515564", "", "MissingParameter")]
    [InlineData("share", "", "SendMessage", "InvalidParameterValue")]
    [InlineData("share", "668614515564", "*,*,*,*,*,*,*,*", "OverLimit")]
    public async Task An_invalid_permission_is_refused(string label, string accounts, string actions, string code)
    {
        var url = await CreateQueueAsync();

        Assert.Equal(code, (await ErrorAsync(() => AddAsync(url, label, Split(accounts), Split(actions)))).Code);
    }

    private Task<AddPermissionResponse> AddAsync(string url, string label, string[] accounts, params string[] actions) =>
        Sqs.AddPermissionAsync(url, label, [.. accounts], [.. actions], Cancelled);

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(string Code, string Message)> ErrorAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(call);
        return (error.ErrorCode, error.Message);
    }
}
