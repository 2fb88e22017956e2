using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Store.Deploy.Dashboards;

/// <summary>
/// The body of a dashboard (Amazon CloudWatch API Reference, "Dashboard Body Structure and Syntax"): sections, each with a heading and its panels,
/// four in a row.
/// </summary>
internal sealed class DashboardBody(string region)
{
    private const int Width = 24;
    private const int PanelWidth = Width / 4;
    private const int PanelHeight = 5;

    /// <summary>The region can be a token such as <c>${Token[…]}</c>, which has to stay as it is.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _widgets = [];
    private int _y;

    /// <param name="heading">Heading and text, in Markdown.</param>
    /// <param name="height">Height of the text.</param>
    /// <param name="panels">The panels below it.</param>
    public void Add(string heading, int height, IReadOnlyList<Panel> panels)
    {
        var text = new JsonObject { ["type"] = "text", ["properties"] = new JsonObject { ["markdown"] = heading } };
        Place(text, 0, Width, height);
        _y += height;
        foreach (var (index, panel) in panels.Index())
        {
            var column = index % (Width / PanelWidth);
            Place(panel.ToWidget(region), column * PanelWidth, PanelWidth, PanelHeight);
            if (column == (Width / PanelWidth) - 1 || index == panels.Count - 1)
                _y += PanelHeight;
        }
    }

    public override string ToString() =>
        new JsonObject { ["start"] = "-PT3H", ["periodOverride"] = "inherit", ["widgets"] = _widgets.DeepClone() }.ToJsonString(Plain);

    private void Place(JsonObject widget, int x, int width, int height)
    {
        (widget["x"], widget["y"], widget["width"], widget["height"]) = (x, _y, width, height);
        _widgets.Add(widget);
    }
}
