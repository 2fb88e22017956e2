using Amazon.CDK;
using Constructs;

namespace Store.Deploy.Environments;

/// <summary>A stack in the account and region of its environment, deployed with the roles of the environment's CDK bootstrap.</summary>
internal abstract class EnvironmentStack(Construct scope, string id, EnvironmentSettings settings) : Stack(scope, id, Props(settings))
{
    /// <summary>
    /// Id of a construct of the platform in a stack. The CDK leaves this id out of the logical ids below it: the resources keep those that they had
    /// before there was the construct, and so CloudFormation keeps the resources.
    /// </summary>
    protected const string Hidden = "Default";

    private static StackProps Props(EnvironmentSettings settings) => new()
    {
        Env = string.IsNullOrEmpty(settings.Account) || string.IsNullOrEmpty(settings.Region)
            ? null
            : new Amazon.CDK.Environment { Account = settings.Account, Region = settings.Region },
        Synthesizer = new DefaultStackSynthesizer(new DefaultStackSynthesizerProps { Qualifier = settings.BootstrapQualifier }),
    };
}
