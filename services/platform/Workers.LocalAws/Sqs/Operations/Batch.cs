using System.Runtime.ExceptionServices;
using System.Text.Json;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>A request of up to ten entries; each succeeds or fails on its own.</summary>
internal static class Batch
{
    /// <summary>Runs each entry, and writes the successful and the failed ones.</summary>
    /// <param name="call">The call.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="read">Reads one entry, and returns its action. An exception of either is the failure of the entry.</param>
    public static void Run(AwsCall call, IReadOnlyList<(string Id, AwsInput Entry)> entries, Func<AwsInput, BatchStep> read)
    {
        // Read all before the first is executed: a malformed request must not have a partial effect.
        var steps = new BatchStep[entries.Count];
        for (var index = 0; index < steps.Length; index++)
            steps[index] = Read(entries[index].Entry, read);

        List<(string Id, AwsException Error)>? failed = null;
        call.Output.WriteStartObject();
        call.Output.WriteStartArray("Successful");
        for (var index = 0; index < steps.Length; index++)
        {
            try
            {
                if (call.Faults is { } faults && faults.FailsEntry())
                    throw faults.Either(SqsError.InternalError(), SqsError.RequestThrottled());
                var write = steps[index]();
                call.Output.WriteStartObject();
                call.Output.WriteString("Id", entries[index].Id);
                write?.Invoke(call.Output);
                call.Output.WriteEndObject();
            }
            catch (AwsException error)
            {
                (failed ??= []).Add((entries[index].Id, error));
            }
        }

        call.Output.WriteEndArray();
        WriteFailed(call.Output, failed);
        call.Output.WriteEndObject();
    }

    /// <exception cref="AwsException">The batch as a whole is invalid.</exception>
    public static List<(string Id, AwsInput Entry)> Read(AwsCall call, string entryName)
    {
        var entries = call.Input.Structures("Entries") ?? [];
        if (entries.Count == 0)
            throw SqsError.EmptyBatch(entryName);
        if (entries.Count > SqsLimits.MaximumBatch)
            throw SqsError.TooManyEntries(entries.Count);

        var read = new List<(string, AwsInput)>(entries.Count);
        foreach (var entry in entries)
        {
            var id = entry.Text("Id") ?? throw SqsError.MissingParameter("Id");
            if (id.Length is 0 or > 80 || id.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')))
                throw SqsError.InvalidBatchEntryId();
            if (read.Exists(other => other.Item1 == id))
                throw SqsError.EntryIdsNotDistinct(id);
            read.Add((id, entry));
        }

        return read;
    }

    private static BatchStep Read(AwsInput entry, Func<AwsInput, BatchStep> read)
    {
        try
        {
            return read(entry);
        }
        catch (AwsException error) when (error.Type != AwsException.SerializationType)
        {
            return () =>
            {
                ExceptionDispatchInfo.Throw(error);
                return null;
            };
        }
    }

    private static void WriteFailed(Utf8JsonWriter output, List<(string Id, AwsException Error)>? failed)
    {
        if (failed is null)
            return;

        output.WriteStartArray("Failed");
        foreach (var (id, error) in failed)
        {
            output.WriteStartObject();
            output.WriteString("Id", id);
            output.WriteBoolean("SenderFault", error.Status < 500);
            output.WriteString("Code", error.Code);
            output.WriteString("Message", error.Message);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }
}

/// <summary>Executes an entry. The returned action writes the result, if it is more than success.</summary>
internal delegate Action<Utf8JsonWriter>? BatchStep();
