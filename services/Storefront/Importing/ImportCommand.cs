using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Storefront.Importing;

/// <summary><c>import FILE.csv</c>: exit code 0 when the file is through, also with skipped rows; see <see cref="ImportException"/>.</summary>
internal static class ImportCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var file = new Argument<string>("file") { Description = "A CSV file in the \"Online Retail\" layout." };
        var url = new Option<Uri>("--url")
        {
            Description = "Where the Storefront answers.",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        };
        var json = new Option<bool>("--json") { Description = "Write the report as JSON." };
        var import = new Command("import", "Imports a file of order history into a running Storefront. Importing it again changes nothing.")
        {
            file, url, json,
        };
        import.SetAction((result, cancelled) =>
            ImportAsync(result.GetRequiredValue(file), result.GetRequiredValue(url), result.GetValue(json), cancelled));
        return new RootCommand("The shop.") { import }.Parse(args).InvokeAsync(cancellationToken: cancellationToken);
    }

    private static async Task<int> ImportAsync(string path, Uri url, bool json, CancellationToken cancellationToken)
    {
        try
        {
            if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
                throw new ImportException($"--url {url} is not an address such as http://127.0.0.1:5080.", ImportException.NoStorefront);

            var file = await RetailFile.ReadAsync(path, cancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/") };
            var report = await ImportAsync(new Importer(new HistoryClient(http)), file, quiet: json || Console.IsOutputRedirected, cancellationToken);
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
