using System.Text.Json.Nodes;

namespace Store.Deploy.Tests.Synthesis;

/// <summary>A copy of all that the app reads, in which a test may change things.</summary>
internal sealed class Clone : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deploy-");

    public Clone()
    {
        var root = DeployApp.FindRoot();
        foreach (var file in Directory.GetDirectories(Path.Combine(root, "services", "store"))
            .Select(service => Path.Combine(service, "subscription.json")).Where(File.Exists)
            .Concat(Directory.GetFiles(Path.Combine(root, "deploy", "environments")))
            .Concat(Directory.GetFiles(Path.Combine(root, "deploy", "observability", "collector"))))
            Write(Path.GetRelativePath(root, file), File.ReadAllText(file));
        ChangeEnvironment("dev", settings => (settings["account"], settings["region"]) = (Accounts.Development, Accounts.Region));
    }

    public string Root => _folder.FullName;

    public void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Fills in what prod.json leaves to the operator.</summary>
    public void FillInProduction()
    {
        using var authority = new Authority();
        Write("deploy/environments/prod.pem", authority.Pem);
        ChangeEnvironment("prod", FillIn);
    }

    /// <summary>dev exports its metrics to Prometheus, and prod its telemetry to an OTLP backend, by gateway collectors.</summary>
    public void ChangeTelemetry()
    {
        ChangeEnvironment("dev", settings =>
        {
            settings["telemetry"] = JsonNode.Parse(
                """{ "export": "prometheus", "prometheusWorkspace": "arn:aws:aps:eu-west-1:111122223333:workspace/ws-1234", "sampling": 0.25 }""");
            settings["services"]!["payment"]!["settings"]!["Telemetry__SamplingRatio"] = "0.5";
        });
        ChangeEnvironment("prod", settings => settings["telemetry"] = JsonNode.Parse(
            """
            {
              "export": "otlp", "endpoint": "https://otlp.example.com/otlp", "authorization": "prod/telemetry:authorization",
              "gateway": { "keepPercent": 20 }
            }
            """));
    }

    public void ChangeEnvironment(string environment, Action<JsonObject> change)
    {
        var path = Path.Combine("deploy", "environments", environment + ".json");
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, path)))!.AsObject();
        change(settings);
        Write(path, settings.ToJsonString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void FillIn(JsonObject settings)
    {
        (settings["account"], settings["region"], settings["registryAccount"]) = (Accounts.Production, Accounts.Region, Accounts.Development);
        settings["bootstrapQualifier"] = "prod";
        settings["certificateArn"] = $"arn:aws:acm:{Accounts.Region}:{Accounts.Production}:certificate/12345678-1234-1234-1234-123456789012";
        settings["alarms"] = new JsonObject
        {
            ["email"] = "operators@example.com",
            ["https"] = "https://events.example.com/integration/key",
            ["runbookUrl"] = "https://wiki.example.com/runbook",
        };
        settings["services"]!["analytics"] = new JsonObject { ["oldestMessageMinutes"] = 60 };
        foreach (var service in settings["services"]!.AsObject())
        {
            var variables = service.Value!["settings"]?.AsObject() ?? [];
            foreach (var (variable, _) in variables.Where(variable => variable.Value!.GetValue<string>().Length == 0).ToList())
                variables[variable] = "https://provider.example.com";
        }
    }
}
