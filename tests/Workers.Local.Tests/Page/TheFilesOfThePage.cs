using System.Text.RegularExpressions;

namespace Workers.Local.Tests.Page;

public sealed partial class TheFilesOfThePage(PageFixture page) : IClassFixture<PageFixture>
{
    [Fact]
    public async Task Are_all_there_and_come_from_nowhere_else()
    {
        HashSet<string> seen = [];
        Queue<string> open = new(["/"]);
        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            var text = await page.Http.GetStringAsync(path, TestContext.Current.CancellationToken);
            var withoutNamespaces = text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
            Assert.DoesNotContain("://", withoutNamespaces, StringComparison.Ordinal);
            foreach (Match match in Reference().Matches(text))
                open.Enqueue("/page/" + match.Groups["name"].Value);
        }

        Assert.Contains("/page/deadletters.js", seen);
        Assert.Contains("/page/page.css", seen);
    }

    [Fact]
    public async Task Answer_a_question_for_the_head_alone()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Head, "/");

        using var answer = await page.Http.SendAsync(asked, TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode, answer.ReasonPhrase);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Make_no_markup_out_of_data()
    {
        foreach (var script in new[] { "page", "dom", "map", "traces", "waterfall", "details", "deadletters", "refused", "actions", "api", "format" })
        {
            var text = await page.Http.GetStringAsync($"/page/{script}.js", TestContext.Current.CancellationToken);
            Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(", text);
        }
    }

    [GeneratedRegex(
        """["'](?:\./|/page/)(?<name>[a-z]+\.(?:js|css|svg))["']""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
