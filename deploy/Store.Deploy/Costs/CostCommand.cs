using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.CDK;
using Store.Deploy.Environments;

namespace Store.Deploy.Costs;

/// <summary>The command <c>cost</c>: prints what an environment costs in a month.</summary>
internal static class CostCommand
{
    public const string Name = "cost";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>The exit code: 2 for wrong arguments.</returns>
    /// <exception cref="DeployException">The environment's file or a price is wrong.</exception>
    public static int Run(IReadOnlyList<string> arguments, string root, TextWriter output, TextWriter errors)
    {
        var parsed = CostOptions.CommandLine(options => Print(options, root, output, errors)).Parse(arguments);
        var code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        return parsed.Errors.Count == 0 ? code : 2;
    }

    public static string Format(Bill bill, bool json) => json ? JsonSerializer.Serialize(bill, Json) + "\n" : BillText.Format(bill);

    private static int Print(CostOptions options, string root, TextWriter output, TextWriter errors)
    {
        var deployed = Synthesize(options.Environment, root, errors);
        output.Write(Format(Bill.Of(deployed, PriceList.Read(options.Prices), options.Assumptions, options.OrdersPerSecond), options.Json));
        return 0;
    }

    /// <summary>
    /// Synthesizes the templates into a temporary folder. The values that an operator still has to fill in do not change the costs, so they
    /// are only counted.
    /// </summary>
    private static Deployed Synthesize(string environment, string root, TextWriter errors)
    {
        var services = ServiceFolders.Find(Path.Combine(root, "services", "store"));
        var (settings, problems) = EnvironmentFile.ReadIncomplete(Path.Combine(root, "deploy", "environments"), environment, services);
        if (problems.Count > 0)
            errors.WriteLine($"note: {environment}.json is not complete: {problems.Count} values are missing or wrong. cdk list -c environment={environment} lists them.");
        var folder = Directory.CreateTempSubdirectory("cost-");
        try
        {
            var app = new App(new AppProps { Outdir = folder.FullName, AnalyticsReporting = false });
            DeployApp.Build(app, DeployApp.Describe(root, environment, settings, services, tag: null));
            return Deployed.Read(environment, settings, services, app.Synth().Directory);
        }
        catch (Exception error) when (problems.Count > 0)
        {
            throw new DeployException(string.Join(System.Environment.NewLine, problems), error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
