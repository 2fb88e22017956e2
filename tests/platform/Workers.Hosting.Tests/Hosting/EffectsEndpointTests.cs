using System.Collections;
using System.Linq.Expressions;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>GET /effects.</summary>
public sealed class EffectsEndpointTests
{
    private const int Many = 20_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_goes_out_while_its_rows_are_read_and_is_never_held_whole()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Effects = _ => new Rows(Many, seen.Task);
        await worker.RunAsync();

        using var answer = await worker.Http.GetAsync("/effects", HttpCompletionOption.ResponseHeadersRead, Token).WaitAsync(Eventually.Deadline, Token);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        await body.ReadExactlyAsync(new byte[1], Token).AsTask().WaitAsync(Eventually.Deadline, Token);
        seen.SetResult();
        using var rest = new StreamReader(body);
        var effects = JsonNode.Parse("[" + await rest.ReadToEndAsync(Token))!.AsArray();

        Assert.Equal(Many + 1, effects.Count);
        Assert.Equal("last", effects[^1]!["subject"]!.GetValue<string>());
    }

    [Fact]
    public async Task Each_effect_is_a_row_with_what_it_comes_to()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Effects = _ => new Rows(1, Task.CompletedTask);
        await worker.RunAsync();

        var effects = await worker.Http.GetFromJsonAsync<JsonArray>("/effects", Token);

        Assert.Equal("""{"subject":"0","kind":"done","amount":1.5,"times":1}""", effects![0]!.ToJsonString());
    }

    /// <summary>So many, and a last one that is there only when somebody has seen the first.</summary>
    private sealed class Rows(int many, Task seen) : IQueryable<Effect>, IAsyncEnumerable<Effect>
    {
        public Type ElementType => typeof(Effect);

        public Expression Expression => Expression.Constant(this);

        public IQueryProvider Provider => throw new NotSupportedException();

        public async IAsyncEnumerator<Effect> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            for (var number = 0; number < many; number++)
                yield return new Effect($"{number}", "done", amount: 1.5m);
            await seen.WaitAsync(cancellationToken);
            yield return new Effect("last", "done");
        }

        public IEnumerator<Effect> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
