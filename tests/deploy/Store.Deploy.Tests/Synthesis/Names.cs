namespace Store.Deploy.Tests.Synthesis;

/// <summary>Data of theories, from the repository itself.</summary>
internal static class Names
{
    private static readonly ServiceFolders Services = ServiceFolders.Find(Path.Combine(DeployApp.FindRoot(), "services", "store"));

    /// <summary>The workers of the repository.</summary>
    public static TheoryData<string> Workers => [.. Services.Workers.Select(worker => worker.Name)];

    /// <summary>The workers and the Storefront.</summary>
    public static TheoryData<string> All => [.. Services.Workers.Append(Services.Storefront).Select(service => service.Name)];
}
