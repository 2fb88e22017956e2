using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Workers.Aspire;
using Store.AppHost.Demo;

namespace Store.AppHost.Resources;

/// <summary>Commands of the Storefront resource.</summary>
internal static class StorefrontCommands
{
    private const int MostOrders = 10_000;

    public static void WithStorefrontCommands(this IResourceBuilder<ServiceResource> storefront, Installation installation)
    {
        var url = installation.Services.Storefront.Url;
        storefront
            .WithCommand("place-order", "Place an order", context => PostAsync(url, "/orders", Order(context), context.CancellationToken), Options(
                "Order one product; the answer has the order number, which finds the trace",
                "Cart",
                Text("sku", "Product (SKU)", "10002"),
                Number("quantity", "Quantity", 2),
                Text("email", "Email address", "ada@example.com")))
            .WithCommand("place-declined-order", "Place a declined order", context => PlaceDeclinedAsync(url, context.CancellationToken), Options(
                "Place an order that the payment gateway declines: its stock is released, its pick list is held, and the customer gets a mail", "CartOff"))
            .WithCommand("register-user", "Register a user", context => PostAsync(url, "/users", User(context), context.CancellationToken), Options(
                "Register a user; the profile worker creates a profile, and a welcome mail is sent",
                "PersonAdd",
                Text("email", "Email address", "ada@example.com"),
                Text("name", "Name", "Ada")))
            .WithCommand("import-file", "Import a file", context => ServiceProgram.RunAsync(
                    storefront.Resource, new Dictionary<string, string>(), context.CancellationToken, "import", Value(context, "file"), "--url", url.ToString()), Options(
                "Import order history from a CSV file in the \"Online Retail\" format; a second import changes nothing",
                "ArrowUpload",
                Text("file", "File on this machine", SampleFile)))
            .WithCommand("run-demo", "Run the demo", context => RunDemoAsync(installation, context), Options(
                "Place orders, returns and registrations, wait for every reaction, and compare",
                "PlayCircle",
                Number("orders", "Orders", 50)));
    }

    private static string SampleFile => Path.Combine(ServiceFolders.Root(), "services", "store", "Storefront", "sample.csv");

    private static object Order(ExecuteCommandContext context) => new
    {
        customer = new { email = Value(context, "email") },
        lines = new[] { new { sku = Value(context, "sku"), quantity = int.TryParse(Value(context, "quantity"), out var quantity) ? quantity : 0 } },
    };

    private static object User(ExecuteCommandContext context) => new { email = Value(context, "email"), name = Value(context, "name") };

    private static async Task<ExecuteCommandResult> PostAsync(Uri storefront, string path, object body, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = storefront, Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? CommandResults.Success("Accepted", text, CommandResultFormat.Json)
                : CommandResults.Failure($"The Storefront answered {(int)answer.StatusCode}: {text}");
        }
        catch (HttpRequestException error)
        {
            return CommandResults.Failure($"The Storefront does not answer: {error.Message}");
        }
    }

    private static async Task<ExecuteCommandResult> PlaceDeclinedAsync(Uri storefront, CancellationToken cancellationToken)
    {
        using var shopper = new LoadGenerator(storefront, Random.Shared.Next(1000)) { Patience = TimeSpan.Zero };
        try
        {
            var order = await shopper.OrderDeclinedAsync(1, cancellationToken);
            return CommandResults.Success("Accepted", JsonSerializer.Serialize(new { orderId = order.OrderId }), CommandResultFormat.Json);
        }
        catch (Exception error) when (error is SetupException or HttpRequestException)
        {
            return CommandResults.Failure(error.Message);
        }
    }

    private static async Task<ExecuteCommandResult> RunDemoAsync(Installation installation, ExecuteCommandContext context)
    {
        if (!int.TryParse(Value(context, "orders"), out var orders) || orders is < 1 or > MostOrders)
            return CommandResults.Failure($"Orders must be between 1 and {MostOrders}.");
        try
        {
            var options = new DemoOptions(orders, orders / 10, orders / 10, TimeSpan.FromSeconds(60));
            using var run = new DemoRun(installation with { IsOwn = false }, options, chaos: null, new Progress<DemoProgress>());
            var result = await run.RunAsync(context.CancellationToken);
            return result.IsSound
                ? CommandResults.Success("Nothing is lost, duplicated or wrong", result.ToJson(), CommandResultFormat.Json)
                : CommandResults.Failure("Something is lost, duplicated or wrong", result.ToJson(), CommandResultFormat.Json);
        }
        catch (Exception error) when (error is SetupException or HttpRequestException or Amazon.Runtime.AmazonServiceException)
        {
            return CommandResults.Failure(error.Message);
        }
    }

    private static string Value(ExecuteCommandContext context, string name) => context.Arguments[name].Value ?? "";

    private static CommandOptions Options(string description, string icon, params InteractionInput[] arguments) =>
        new() { Description = description, IconName = icon, Arguments = arguments };

    private static InteractionInput Text(string name, string label, string value) =>
        new() { Name = name, Label = label, InputType = InputType.Text, Value = value, Required = true };

    private static InteractionInput Number(string name, string label, int value) =>
        new() { Name = name, Label = label, InputType = InputType.Number, Value = $"{value}", Required = true };
}
