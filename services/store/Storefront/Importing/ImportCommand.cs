using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Storefront.Importing;

/// <summary><c>import FILE.csv</c>: exit code 0 when the whole file was processed, also with skipped rows.</summary>
/// <seealso cref="ImportException"/>
internal static class ImportCommand
{
    /// <summary>Its line in the help of the program.</summary>
    public const string Help = $"import FILE.csv                      {Summary} See import --help.";

    private const string Summary = "Imports order history from a file into a running Storefront.";

    /// <summary>Environment variable with the token. Not an option, because every process of the machine can read the command line.</summary>
    public const string TokenVariable = "STOREFRONT_TOKEN";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var file = new Argument<string>("file") { Description = "A CSV file in the \"Online Retail\" format." };
        var url = new Option<string>("--url")
        {
            Description = "URL of the Storefront.",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
        var json = new Option<bool>("--json") { Description = "Write the report as JSON." };
        var import = new Command("import", $"{Summary} A second import of the same file changes nothing. Set {TokenVariable} to a token if the Storefront does not accept anonymous callers.")
        {
            file, url, json,
        };
        import.SetAction((result, cancelled) =>
            ImportAsync(result.GetRequiredValue(file), result.GetRequiredValue(url), result.GetValue(json), cancelled));
        return new RootCommand("The Storefront.") { import }.Parse(args).InvokeAsync(cancellationToken: cancellationToken);
    }

    private static async Task<int> ImportAsync(string path, string url, bool json, CancellationToken cancellationToken)
    {
        try
        {
            if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new ImportException($"--url {url} is not a URL such as http://127.0.0.1:5080.", ImportException.NoStorefront);

            var file = await RetailFile.ReadAsync(path, cancellationToken);
            using var http = new HttpClient { BaseAddress = address };
            if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var quiet = json || Console.IsOutputRedirected;
            var report = await ImportAsync(new Importer(new HistoryClient(http)), file, quiet, cancellationToken);
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(report, Json));
            else
                ReportText.Write(report, path, Console.Out);
            return 0;
        }
        catch (ImportException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
    }

    private static Task<ImportReport> ImportAsync(Importer importer, RetailFile file, bool quiet, CancellationToken cancellationToken)
    {
        if (quiet)
            return importer.ImportAsync(file, _ => { }, cancellationToken);

        return AnsiConsole.Progress().StartAsync(bar =>
        {
            var invoices = bar.AddTask("Invoices", maxValue: Math.Max(file.Invoices.Count, 1));
            return importer.ImportAsync(file, done => invoices.Value = done, cancellationToken);
        });
    }
}
