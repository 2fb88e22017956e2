using Store.Deploy.Environments;

namespace Store.Deploy;

/// <summary>A deployment of the services to an environment.</summary>
/// <param name="Names">The resource names.</param>
/// <param name="Settings">The settings of the environment.</param>
/// <param name="Services">The services to deploy.</param>
/// <param name="ImageTag">Tag of the images.</param>
/// <param name="CollectorFolder">Folder of the collector's configuration files.</param>
internal sealed record Deployment(
    ResourceNames Names, EnvironmentSettings Settings, ServiceFolders Services, string ImageTag, string CollectorFolder);
