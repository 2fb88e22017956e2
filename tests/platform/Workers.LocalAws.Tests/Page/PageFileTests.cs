using System.Net;
using System.Text.RegularExpressions;

namespace Workers.LocalAws.Tests.Page;

public sealed partial class PageFileTests : LocalAwsTest
{
    [Fact]
    public async Task The_files_of_the_page_are_all_there_and_name_no_other_server()
    {
        var files = await FilesAsync();

        Assert.Superset(
            new HashSet<string> { "/_localaws/page.css", "/_localaws/page.js", "/_localaws/map.js", "/_localaws/deadletters.js" },
            files.Keys.ToHashSet());
        Assert.All(files.Values, text => Assert.DoesNotContain(
            "://", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_script_makes_markup_out_of_data() => Assert.All((await FilesAsync()).Values, text =>
        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function", text));

    [Theory]
    [InlineData("/_localaws/", "text/html")]
    [InlineData("/_localaws/page.js", "text/javascript")]
    [InlineData("/_localaws/page.css", "text/css")]
    [InlineData("/_localaws/icon.svg", "image/svg+xml")]
    public async Task A_file_has_its_type_also_when_only_the_head_is_asked_for(string path, string type)
    {
        var head = await Http.SendAsync(HttpMethod.Head, path, null);

        Assert.Equal((HttpStatusCode.OK, type, ""), (head.Status, head.ContentType, head.Body));
        Assert.Equal(type, (await Http.GetAsync(path)).ContentType);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/_localaws")]
    public async Task A_browser_is_led_to_the_page(string method, string path)
    {
        var answer = await Http.SendAsync(new HttpMethod(method), path, null, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));

        Assert.Equal((HttpStatusCode.Redirect, "/_localaws/"), (answer.Status, answer.Headers["Location"]));
    }

    [Theory]
    [InlineData("GET", "/", "*/*")]
    [InlineData("GET", "/?Action=ListQueues", "text/html")]
    [InlineData("POST", "/", "text/html")]
    public async Task A_call_of_AWS_is_not(string method, string path, string accept) => Assert.NotEqual(
        HttpStatusCode.Redirect, (await Http.SendAsync(new HttpMethod(method), path, null, ("Accept", accept))).Status);

    [Fact]
    public async Task A_file_that_does_not_exist_is_answered_with_the_endpoints()
    {
        var answer = await Http.GetAsync("/_localaws/../LocalAwsServer.cs/x");

        Assert.NotEqual(HttpStatusCode.OK, answer.Status);
        Assert.Contains("/_localaws/dead-letters", (await Http.GetAsync("/_localaws/nothing.js")).Body, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> FilesAsync()
    {
        Dictionary<string, string> files = [];
        Queue<string> open = new(["/_localaws/"]);
        while (open.TryDequeue(out var path))
        {
            if (files.ContainsKey(path))
                continue;
            var answer = await Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            files[path] = answer.Body;
            foreach (Match match in Reference().Matches(answer.Body))
                open.Enqueue("/_localaws/" + match.Groups["name"].Value);
        }

        return files;
    }

    [GeneratedRegex(
        """["'](?:\./)?(?<name>[a-z]+\.(?:js|css|svg))["']""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
