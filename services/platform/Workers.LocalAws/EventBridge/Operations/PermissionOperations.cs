using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>PutPermission and RemovePermission: the resource policy of a bus.</summary>
internal sealed class PermissionOperations(BusStore buses)
{
    // Source: the quotas of EventBridge, "Event bus policy size".
    private const int MaximumPolicyLength = 10_240;

    public ValueTask Put(AwsCall call)
    {
        var input = call.Input;
        var bus = buses.Get(input.Text("EventBusName"));
        if (input.Text("Policy") is { Length: > 0 } policy)
        {
            CheckPolicy(policy);
            bus.ChangePolicy(_ => CheckLength(policy));
            return default;
        }

        var statement = ReadStatement(input, bus.Arn);
        bus.ChangePolicy(present => CheckLength(BusPolicy.Put(present, statement)));
        return default;
    }

    public ValueTask Remove(AwsCall call)
    {
        var input = call.Input;
        var bus = buses.Get(input.Text("EventBusName"));
        if (input.Boolean("RemoveAllPermissions") == true)
        {
            bus.ChangePolicy(_ => null);
            return default;
        }

        var id = input.Required("StatementId");
        bus.ChangePolicy(present => BusPolicy.Remove(present, id));
        return default;
    }

    private static JsonObject ReadStatement(AwsInput input, string busArn)
    {
        var (action, principal) = (input.Required("Action", maximum: 64), input.Required("Principal", maximum: 12));
        if (principal != "*" && (principal.Length != 12 || !principal.All(char.IsAsciiDigit)))
            throw EventBridgeInput.Constraint("Principal", principal, @"Member must satisfy regular expression pattern: (\d{12}|\*)");

        var statement = new JsonObject
        {
            ["Sid"] = input.RequiredName("StatementId", 64),
            ["Effect"] = "Allow",
            ["Principal"] = principal == "*" ? "*" : new JsonObject { ["AWS"] = $"arn:aws:iam::{principal}:root" },
            ["Action"] = action,
            ["Resource"] = busArn,
        };
        if (input.Structure("Condition") is { } condition)
        {
            const string Place = "condition.";
            statement["Condition"] = new JsonObject
            {
                [condition.Required("Type", Place)] = new JsonObject { [condition.Required("Key", Place)] = condition.Required("Value", Place) },
            };
        }

        return statement;
    }

    private static void CheckPolicy(string policy)
    {
        try
        {
            using var document = JsonDocument.Parse(policy);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return;
        }
        catch (JsonException)
        {
            // The same error as for another JSON value.
        }

        throw EventBridgeError.Validation("Parameter Policy is not valid. Reason: Policy is not a JSON object.");
    }

    private static string CheckLength(string policy) =>
        policy.Length <= MaximumPolicyLength ? policy : throw EventBridgeError.PolicyTooLong(MaximumPolicyLength);
}
