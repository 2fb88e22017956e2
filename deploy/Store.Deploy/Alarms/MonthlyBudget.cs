using Amazon.CDK.AWS.Budgets;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Alarms;

/// <summary>
/// A budget for the whole account, which mails the address for alarms at 80 % and 100 % of the actual costs of a month, and when the
/// forecast is above 100 %. It has no filter: one by tag sees no costs until an administrator of the organization activates the tag
/// (AWS Billing User Guide, "Activating user-defined cost allocation tags").
/// </summary>
internal static class MonthlyBudget
{
    public static void Add(Construct scope, ResourceNames names, EnvironmentSettings settings)
    {
        if (settings.Budget is not { } dollars)
            return;
        _ = new CfnBudget(scope, "Budget", new CfnBudgetProps
        {
            Budget = new CfnBudget.BudgetDataProperty
            {
                BudgetName = names.Prefix + "monthly",
                BudgetType = "COST",
                TimeUnit = "MONTHLY",
                BudgetLimit = new CfnBudget.SpendProperty { Amount = dollars, Unit = "USD" },
            },
            NotificationsWithSubscribers = new[]
            {
                Notification("ACTUAL", 80, settings.Alarms.Email!),
                Notification("ACTUAL", 100, settings.Alarms.Email!),
                Notification("FORECASTED", 100, settings.Alarms.Email!),
            },
        });
    }

    private static CfnBudget.NotificationWithSubscribersProperty Notification(string type, int percent, string email) => new()
    {
        Notification = new CfnBudget.NotificationProperty
        {
            NotificationType = type,
            ComparisonOperator = "GREATER_THAN",
            Threshold = percent,
            ThresholdType = "PERCENTAGE",
        },
        Subscribers = new[] { new CfnBudget.SubscriberProperty { SubscriptionType = "EMAIL", Address = email } },
    };
}
