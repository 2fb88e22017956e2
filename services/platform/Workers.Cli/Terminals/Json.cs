using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.Cli.Terminals;

/// <summary>JSON for people and for programs.</summary>
internal static class Json
{
    /// <summary>On one line, with characters as they are.</summary>
    public static JsonSerializerOptions Compact { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented, camel case, with characters as they are.</summary>
    public static JsonSerializerOptions Readable { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
