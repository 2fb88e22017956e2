using System.Text;

namespace Workers.DeadLetters.Tests;

/// <summary>Dead letters with an event in the body.</summary>
internal static class ExampleDeadLetters
{
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static DeadLetter Create(string body, params (string Name, string Value)[] attributes) => new("m1", Encoding.UTF8.GetBytes(body))
    {
        Attributes = [.. attributes.Select(one => new DeadLetterAttribute(one.Name, "String", Encoding.UTF8.GetBytes(one.Value)))],
    };

    public static DeadLetter Event(string data = "{}", params (string Name, string Value)[] attributes) => Create(
        $$$"""
        {"id":"e0","detail-type":"OrderCreated","detail":{"metadata":{"eventId":"e1","traceparent":"00-{{{TraceId}}}-00f067aa0ba902b7-01"},"data":{{{data}}}}}
        """,
        attributes);
}
