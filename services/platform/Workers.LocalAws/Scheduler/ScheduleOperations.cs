using System.Text.Json;
using Workers.LocalAws.EventBridge.Operations;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Scheduler;

/// <summary>Creates, updates, describes, lists and deletes schedules. Their names are in the path of the request.</summary>
internal sealed class ScheduleOperations(ScheduleStore schedules, ScheduleReader reader, ScheduleInvoker invoker)
{
    public ValueTask Create(AwsCall call)
    {
        CheckGroup(call.Input.Text("GroupName"));
        var name = EventBridgeInput.CheckName(NameOf(call), "Name", 64);
        WriteArn(call, schedules.Create(name, call.Input.Text("ClientToken"), reader.Read(call.Input), invoker.Invoke));
        return default;
    }

    public ValueTask Update(AwsCall call)
    {
        CheckGroup(call.Input.Text("GroupName"));
        var schedule = schedules.Get(NameOf(call));
        schedule.Update(reader.Read(call.Input));
        WriteArn(call, schedule);
        return default;
    }

    public ValueTask Get(AwsCall call)
    {
        CheckGroup(call.Query["groupName"]);
        var schedule = schedules.Get(NameOf(call));
        var (output, settings) = (call.Output, schedule.Settings);
        output.WriteStartObject();
        WriteMembers(output, schedule);
        output.WriteOptional("Description", settings.Description);
        output.WriteString("ScheduleExpression", settings.Expression.Text);
        output.WriteString("ScheduleExpressionTimezone", settings.TimeZone);
        output.WriteTime("StartDate", settings.StartDate);
        output.WriteTime("EndDate", settings.EndDate);
        output.WriteString("ActionAfterCompletion", settings.ActionAfterCompletion);
        output.WriteOptional("KmsKeyArn", settings.KmsKeyArn);
        output.WritePropertyName("FlexibleTimeWindow");
        settings.FlexibleTimeWindow.WriteTo(output);
        output.WritePropertyName("Target");
        settings.Target.Definition.WriteTo(output);
        output.WriteEndObject();
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        CheckGroup(call.Query["ScheduleGroup"]);
        string? prefix = call.Query["NamePrefix"], state = call.Query["State"];
        call.WritePage(
            "Schedules",
            schedules.All.Where(schedule => schedule.Name.StartsWith(prefix ?? "", StringComparison.Ordinal)
                && (string.IsNullOrEmpty(state) || schedule.Settings.State == state)),
            schedule => schedule.Name,
            (output, schedule) =>
            {
                output.WriteStartObject();
                WriteMembers(output, schedule);
                output.WriteStartObject("Target");
                output.WriteString("Arn", schedule.Settings.Target.Arn);
                output.WriteEndObject();
                output.WriteEndObject();
            },
            new PageRequest(int.TryParse(call.Query["MaxResults"], out var limit) ? limit : null, "MaxResults", call.Query["NextToken"]));
        return default;
    }

    public ValueTask Delete(AwsCall call)
    {
        CheckGroup(call.Query["groupName"]);
        schedules.Delete(NameOf(call));
        return default;
    }

    private static string NameOf(AwsCall call) => call.Path[(call.Path.LastIndexOf('/') + 1)..];

    private static void CheckGroup(string? group)
    {
        if (!string.IsNullOrEmpty(group) && group != ScheduleStore.Group)
            throw SchedulerError.NotFound("Schedule group", group);
    }

    private static void WriteArn(AwsCall call, Schedule schedule)
    {
        call.Output.WriteStartObject();
        call.Output.WriteString("ScheduleArn", schedule.Arn);
        call.Output.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter output, Schedule schedule)
    {
        output.WriteString("Arn", schedule.Arn);
        output.WriteString("Name", schedule.Name);
        output.WriteString("GroupName", ScheduleStore.Group);
        output.WriteString("State", schedule.Settings.State);
        output.WriteTime("CreationDate", schedule.CreatedAt);
        output.WriteTime("LastModificationDate", schedule.ModifiedAt);
    }
}
