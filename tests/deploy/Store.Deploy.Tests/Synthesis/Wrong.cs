using System.Text.Json.Nodes;
using Store.Deploy.Environments;

namespace Store.Deploy.Tests.Synthesis;

/// <summary>Environments with wrong settings.</summary>
internal static class Wrong
{
    /// <summary>The message with which the changed environment is refused.</summary>
    public static string Environment(string name, Action<JsonObject> change)
    {
        using var clone = new Clone();
        clone.FillInProduction();
        clone.ChangeEnvironment(name, change);
        var services = ServiceFolders.Find(Path.Combine(clone.Root, "services", "store"));
        return Assert.Throws<DeployException>(
            () => EnvironmentFile.Read(Path.Combine(clone.Root, "deploy", "environments"), name, services)).Message;
    }

    public static JsonNode Json(string text) => JsonNode.Parse(text)!;
}
