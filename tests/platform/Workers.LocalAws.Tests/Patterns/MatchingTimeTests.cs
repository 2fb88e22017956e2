using System.Text;
using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.Tests.Patterns;

/// <summary>Patterns over arrays: the time grows with their elements, and not with the product of all arrays.</summary>
public sealed class MatchingTimeTests
{
    /// <summary>What took days where every combination was tried.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Conditions_over_arrays_of_their_own(bool matches)
    {
        var names = Enumerable.Range(0, 8).Select(index => $"a{index}").ToList();
        var pattern = Object(names.Select(name => (name, """{"x":["1"],"y":["2"]}""")));

        // In each array there are many that match one of the two, and in the last none that matches both.
        var json = Object(names.Select((name, index) => (name, $"[{Elements(index < 7 || matches)}]")));

        Assert.Equal(matches, await MatchAsync(pattern, json));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Conditions_over_one_array(bool matches)
    {
        var names = Enumerable.Range(0, 8).Select(index => $"f{index}").ToList();
        var pattern = Object([("a", Object(names.Select(name => (name, """["1"]"""))))]);
        var elements = Enumerable.Range(0, 40).Select(element => Object(names.Select(
            (name, index) => (name, matches && element == 39 ? "\"1\"" : (element + index) % 8 == 0 ? "\"0\"" : "\"1\""))));

        Assert.Equal(matches, await MatchAsync(pattern, Object([("a", $"[{string.Join(',', elements)}]")])));
    }

    [Fact]
    public async Task Conditions_over_nested_arrays_and_absence()
    {
        const string Pattern = """{"a":{"b":{"x":["1"],"y":["2"]},"c":["3"],"d":[{"exists":false}]}}""";
        var inner = string.Join(',', Enumerable.Range(0, 40).Select(index => index % 2 == 0 ? """{"x":"1"}""" : """{"y":"2"}"""));
        var outer = Object([("b", $"[{inner}]"), ("c", "\"3\"")]);
        var json = Object([("a", $"[{string.Join(',', Enumerable.Repeat(outer, 40))}]")]);

        Assert.False(await MatchAsync(Pattern, json));
        Assert.True(await MatchAsync(Pattern, json.Replace("""{"y":"2"}""", """{"x":"1","y":"2"}""", StringComparison.Ordinal)));
    }

    private static string Object(IEnumerable<(string Name, string Value)> members) =>
        $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value}"))}}}";

    private static string Elements(bool oneHasBoth) => string.Join(',', Enumerable.Range(0, 40).Select(element =>
        oneHasBoth && element == 39 ? """{"x":"1","y":"2"}""" : element % 2 == 0 ? """{"x":"1","y":"0"}""" : """{"x":"0","y":"2"}"""));

    private static Task<bool> MatchAsync(string pattern, string json) =>
        Task.Run(() => EventPattern.Parse(pattern).Matches(Encoding.UTF8.GetBytes(json))).WaitAsync(Patience, TestContext.Current.CancellationToken);
}
