using Constructs;
using Store.Deploy.Environments;
using Workers.Deploy;

namespace Store.Deploy.Alarms;

/// <summary>The SNS topics of the alarms, and the receivers of the settings.</summary>
internal sealed class AlarmsStack : EnvironmentStack
{
    public AlarmsStack(Construct scope, string id, ResourceNames names, EnvironmentSettings settings)
        : base(scope, id, settings) => _ = new AlarmTopics(this, Hidden, new AlarmTopicsProps
        {
            Name = names.Environment,
            Email = settings.Alarms.Email,
            Https = settings.Alarms.Https,
        });
}
