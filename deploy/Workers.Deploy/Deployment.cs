using Workers.Deploy.Environments;

namespace Workers.Deploy;

/// <summary>What is deployed, where to.</summary>
/// <param name="Names">What things are called there.</param>
/// <param name="Settings">What is particular to the environment.</param>
/// <param name="Services">What there is to deploy.</param>
/// <param name="ImageTag">Which images run.</param>
/// <param name="CollectorFolder">Where the collector's settings are.</param>
internal sealed record Deployment(
    ResourceNames Names, EnvironmentSettings Settings, ServiceFolders Services, string ImageTag, string CollectorFolder);
