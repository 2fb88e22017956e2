using System.Globalization;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>
/// Sources: recorded answers of AWS of 2024 and 2025; the EventBridge user guide, "Amazon EventBridge input transformation"; the EventBridge API
/// reference, "InputTransformer".
/// </summary>
public sealed class InputTransformerTests : EventBridgeTest
{
    private const string Detail = """{"o": {"a": "1"}, "l": ["A", "B"], "s": "x", "t": true, "n": 3.0, "lines": [{"sku": "A"}, {"sku": "B"}, {}]}""";

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["o"] = "$.detail.o",
        ["l"] = "$.detail.l",
        ["s"] = "$.detail.s",
        ["t"] = "$.detail.t",
        ["n"] = "$.detail.n",
        ["none"] = "$.detail.none",
        ["all"] = "$.detail.l[*]",
        ["skus"] = "$.detail.lines[*].sku",
        ["second"] = "$.detail.lines[1].sku",
        ["members"] = "$.detail.o.*",
    };

    [Theory]
    [InlineData("""{"p": "<o>"}""")]
    [InlineData("""{"p": "<l>"}""")]
    [InlineData("""{"p": "users/<o>", "q": <o>}""")]
    public async Task A_template_that_makes_no_json_of_an_event_delivers_nothing(string template) =>
        Assert.Null(await RenderAsync(template));

    [Theory]
    [InlineData("\"obj <o>\"", "\"obj {a:1}\"")]
    [InlineData("\"<l> list\"", "\"[A,B] list\"")]
    [InlineData("\"Command is <t>!\"", "\"Command is true!\"")]
    [InlineData("\"<s> <none>.\"", "\"x .\"")]
    [InlineData("\"{[/ <s>\"", "\"{[/ x\"")]
    [InlineData("\"line <s>\"\n\"two <l>\"", "\"line x\"\n\"two [A,B]\"")]
    public async Task Texts_hold_json_without_its_quotes(string template, string expected) =>
        Assert.Equal(expected, await RenderAsync(template));

    [Theory]
    [InlineData("""{"c": <none>}""", """{"c": ""}""")]
    [InlineData("""{"c": "<none>"}""", """{"c": ""}""")]
    [InlineData("""{"o": <o>, "s": <s>, "t": "<t> <n>"}""", """{"o": {"a": "1"}, "s": "x", "t": "true 3.0"}""")]
    [InlineData("""{"l": [<s>, "y"], "m": "a/<s>/b/<s>"}""", """{"l": ["x", "y"], "m": "a/x/b/x"}""")]
    [InlineData("""{"all": <all>}""", """{"all": ["A","B"]}""")]
    [InlineData("""{"skus": <skus>, "second": <second>}""", """{"skus": ["A","B"], "second": "B"}""")]
    [InlineData("""{"members": <members>}""", """{"members": ["1"]}""")]
    public async Task Json_holds_the_values_of_the_event(string template, string expected) =>
        Assert.Equal(expected, await RenderAsync(template));

    [Fact]
    public async Task The_event_without_its_detail_has_the_names_and_the_order_of_aws()
    {
        var rendered = JsonNode.Parse((await RenderAsync("""{"e": <aws.events.event>}"""))!)!["e"]!.AsObject();

        Assert.Equal(
            ["id", "account", "detailType", "time", "source", "region", "resources", "version"], rendered.Select(member => member.Key));
        Assert.Equal("OrderCreated", rendered["detailType"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("\"x <nope>\"", "nope")]
    [InlineData("""{"x": <aws.events.nope>}""", "aws.events.nope")]
    public async Task A_placeholder_without_a_variable_is_refused(string template, string name) => Assert.Equal(
        ("ValidationException", $"InputTemplate for target t contains invalid placeholder {name}."), await RefuseAsync(template, Paths));

    [Theory]
    [InlineData("plain <s>")]
    [InlineData("\"one <s>\"\ntwo")]
    [InlineData("""{"<s>": 1}""")]
    [InlineData("""{<s>: 1}""")]
    public async Task A_template_that_is_neither_json_nor_quoted_lines_is_refused(string template) =>
        Assert.StartsWith("Invalid InputTemplate for target t", (await RefuseAsync(template, Paths)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("AWS.x")]
    [InlineData("aws.events.rule-name")]
    [InlineData("a b")]
    public async Task A_name_of_a_variable_has_letters_digits_hyphens_and_underscores(string name)
    {
        var (_, message) = await RefuseAsync("\"x\"", new(StringComparer.Ordinal) { [name] = "$.detail" });

        Assert.Contains("at 'targets.1.member.inputTransformer.inputPathsMap'", message, StringComparison.Ordinal);
        Assert.Contains(@"pattern: [A-Za-z0-9\_\-]+", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_has_no_names_in_brackets() => Assert.Contains(
        "dot notation", (await RefuseAsync("\"x\"", new(StringComparer.Ordinal) { ["k"] = "$.detail['k']" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task There_are_at_most_a_hundred_variables()
    {
        var paths = Enumerable.Range(0, 101).ToDictionary(index => index.ToString(CultureInfo.InvariantCulture), _ => "$.detail");

        Assert.Contains("less than or equal to 100", (await RefuseAsync("\"x\"", paths)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_has_at_most_8192_characters() => Assert.Contains(
        "less than or equal to 8192", (await RefuseAsync($"\"{new string('x', 8191)}\"", [])).Message, StringComparison.Ordinal);

    private async Task<string?> RenderAsync(string template)
    {
        var url = await CreateRouteAsync();
        await PutTargetAsync(Target("target", template, Paths));
        await PutEventAsync(Detail);
        return (await ReceiveAsync(url)).SingleOrDefault()?.Body;
    }

    private async Task<(string Type, string Message)> RefuseAsync(string template, Dictionary<string, string> paths)
    {
        await CreateRouteAsync();
        return await Http.EventsErrorAsync(
            "PutTargets", new { Rule = "orders", EventBusName = "store", Targets = new[] { Target("t", template, paths) } });
    }

    private static object Target(string id, string template, Dictionary<string, string> paths) =>
        new { Id = id, Arn = Arn("payment"), InputTransformer = new { InputPathsMap = paths, InputTemplate = template } };
}
