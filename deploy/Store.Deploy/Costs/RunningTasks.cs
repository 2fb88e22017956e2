using System.Text.Json.Nodes;

namespace Store.Deploy.Costs;

/// <summary>The tasks of an ECS service.</summary>
/// <param name="Service">Name of the service, without the environment.</param>
/// <param name="Vcpu">vCPU of a task.</param>
/// <param name="Gb">Memory of a task in GiB, which AWS calls GB.</param>
/// <param name="IsArm">Whether the processor is ARM.</param>
/// <param name="Minimum">Minimum number of tasks.</param>
/// <param name="Maximum">Maximum number of tasks.</param>
/// <param name="Spot">Share of the tasks above the minimum that run on Spot, 0 to 1.</param>
internal sealed record RunningTasks(string Service, decimal Vcpu, decimal Gb, bool IsArm, int Minimum, int Maximum, decimal Spot)
{
    /// <summary>The tasks of the services in the templates.</summary>
    public static IEnumerable<RunningTasks> In(Templates templates, string prefix) =>
        from service in templates.Of("AWS::ECS::Service")
        let task = templates.Of("AWS::ECS::TaskDefinition").Single(
            task => task.Stack == service.Stack && task.Id == service.Properties["TaskDefinition"]!["Ref"]!.ToString())
        let scaled = templates.Of("AWS::ApplicationAutoScaling::ScalableTarget").SingleOrDefault(target => target.Stack == service.Stack)
        let count = (int)service.Number("DesiredCount", 1)
        select new RunningTasks(
            service.Properties["ServiceName"]!.ToString()[prefix.Length..],
            task.Number("Cpu") / 1024,
            task.Number("Memory") / 1024,
            task.Properties["RuntimePlatform"]?["CpuArchitecture"]?.ToString() == "ARM64",
            (int?)scaled?.Number("MinCapacity") ?? count,
            (int?)scaled?.Number("MaxCapacity") ?? count,
            SpotShare(service.List("CapacityProviderStrategy")));

    private static decimal SpotShare(JsonArray strategy)
    {
        var weights = strategy.ToDictionary(one => one!["CapacityProvider"]!.ToString(), one => one!["Weight"]!.GetValue<decimal>());
        return weights.Count == 0 ? 0 : weights.GetValueOrDefault("FARGATE_SPOT") / weights.Values.Sum();
    }
}
