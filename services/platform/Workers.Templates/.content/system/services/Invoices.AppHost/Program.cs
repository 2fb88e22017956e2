using Workers.Aspire;

var builder = DistributedApplication.CreateBuilder(args);

// SQS and EventBridge in memory, with a queue and a rule for each folder with a subscription.json.
var aws = builder.AddLocalAws("aws", port: 4566).WithTopology("..", bus: "$bus$").WithFaultCommands().WithRedriveCommand();

// Every service in a folder beside this one.
builder.AddServices("..", aws);

builder.Build().Run();
