using PuppeteerSharp;

namespace EndToEnd.Tests;

/// <summary>A real browser, without a window, with the page open in it.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>The elements that are seen, with that text in them.</summary>
    private const string Seen =
        "[...document.querySelectorAll(selector)].filter(one => one.checkVisibility() && one.textContent.includes(text))";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly IBrowser _browser;
    private readonly List<string> _complaints = [];

    private Browser(IBrowser browser, IPage page)
    {
        (_browser, Page) = (browser, page);

        // A worker that starts again beside all other tests takes its time.
        page.DefaultTimeout = (int)TimeSpan.FromSeconds(120).TotalMilliseconds;
        page.PageError += (_, error) => _complaints.Add(error.Message);
        page.Console += (_, line) =>
        {
            if (line.Message.Type == ConsoleType.Error)
                _complaints.Add(line.Message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser found wrong with the page: errors of scripts, and what its security policy kept out.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    private static string Screenshots => Path.Combine(AppContext.BaseDirectory, "TestResults");

    /// <summary>
    /// Opens the page. Skips the test where there is no browser; fails it where WORKERS_REQUIRE_BROWSER says that there has to be one.
    /// </summary>
    public static async Task<Browser> OpenAsync(Uri url)
    {
        const string Missing =
            "There is no Chromium or Chrome on the PATH (Debian: apt-get install chromium), nor in WORKERS_TEST_BROWSER.";
        var program = Find();
        if (Environment.GetEnvironmentVariable("WORKERS_REQUIRE_BROWSER") is { Length: > 0 })
            Assert.True(program is not null, Missing);
        Assert.SkipWhen(program is null, Missing);

        var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = program,
            Headless = true,
            DefaultViewport = new ViewPortOptions { Width = 1280, Height = 900 },

            // As root, as in many containers, it does not start within its sandbox; all that it opens is ours.
            Args = Environment.UserName == "root" ? ["--no-sandbox", "--disable-dev-shm-usage"] : [],
        });
        var opened = new Browser(browser, await browser.NewPageAsync());
        await opened.Page.GoToAsync(url.ToString());
        return opened;
    }

    /// <summary>Waits until an element is there that is seen and has this text in it, and returns it.</summary>
    public async Task<IElementHandle> SeeAsync(string selector, string text = "")
    {
        try
        {
            await Page.WaitForFunctionAsync($"(selector, text) => {Seen}.length > 0", selector, text);
        }
        catch (WaitTaskTimeoutException error)
        {
            var seen = await Page.EvaluateExpressionAsync<string>("document.body.innerText");
            throw new TimeoutException($"'{text}' was not seen in {selector}. The page:{Environment.NewLine}{seen}", error);
        }

        return (IElementHandle)await Page.EvaluateFunctionHandleAsync($"(selector, text) => {Seen}[0]", selector, text);
    }

    /// <summary>Waits for it, and clicks on it.</summary>
    public async Task ClickAsync(string selector, string text = "") => await (await SeeAsync(selector, text)).ClickAsync();

    /// <summary>From now on gives the page another answer than the server's, or the server's where that is null.</summary>
    public async Task ChangeAnswersAsync(Func<Uri, Task<ResponseData?>> change)
    {
        await Page.SetRequestInterceptionAsync(true);
        Page.AddRequestInterceptor(async request =>
        {
            if (await change(new Uri(request.Url)) is { } answer)
                await request.RespondAsync(answer);
            else
                await request.ContinueAsync();
        });
    }

    /// <summary>Keeps how it looks: in light and dark, and on a narrow screen.</summary>
    public async Task KeepAsync(string name)
    {
        Directory.CreateDirectory(Screenshots);
        await ShootAsync($"{name}-light", "light", 1280);
        await ShootAsync($"{name}-dark", "dark", 1280);
        await ShootAsync($"{name}-narrow", "light", 480);
        await Page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        await _browser.DisposeAsync();
    }

    private async Task ShootAsync(string name, string scheme, int width)
    {
        await Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await Page.EmulateMediaFeaturesAsync(
            [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
        await Page.ScreenshotAsync(Path.Combine(Screenshots, $"{name}.png"), new ScreenshotOptions { FullPage = true });
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("WORKERS_TEST_BROWSER") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
