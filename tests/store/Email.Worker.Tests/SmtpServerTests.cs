using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MimeKit;
using Workers.Hosting;

namespace Email.Worker.Tests;

public sealed class SmtpServerTests : IAsyncDisposable
{
    private readonly SmtpServerDouble _server = new();
    private readonly CancellationTokenSource _try = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _try.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_whose_text_is_sent_is_not_cut_off_by_the_end_of_the_try()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answering = command => command == "text" ? answer.Task : Task.CompletedTask;

        var sending = SendAsync(TimeSpan.FromMinutes(1));
        await _server.Taken.Task.WaitAsync(Token);
        await _try.CancelAsync();
        answer.SetResult();

        Assert.True(await sending);
        Assert.Equal(1, _server.Mails);
    }

    [Fact]
    public async Task Before_its_text_is_sent_the_end_of_the_try_ends_it()
    {
        _server.Answering = command => command == "MAIL" ? _try.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal(0, _server.Mails);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var never = new TaskCompletionSource();
        _server.Answering = _ => never.Task;

        var late = await Assert.ThrowsAsync<TimeoutException>(() => SendAsync(TimeSpan.FromMilliseconds(200)));

        Assert.Contains($"127.0.0.1:{_server.Port}", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_was_taken_is_sent_though_the_server_hangs_up_before_the_end()
    {
        _server.Answering = command => command == "QUIT" ? throw new IOException() : Task.CompletedTask;

        Assert.True(await SendAsync(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 This sender is on a list")]
    [InlineData("RCPT", "550 5.1.1 Nobody of that name")]
    [InlineData("DATA", "554 5.7.1 No thanks")]
    [InlineData("text", "554 5.7.1 Gtube pattern")]
    public async Task A_mail_that_is_refused_for_good_is_a_result_at_whatever_stage(string command, string answer)
    {
        _server.Refusing = given => given == command ? answer : null;

        Assert.False(await SendAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal(0, _server.Mails);
    }

    [Theory]
    [InlineData("MAIL", "451 4.7.1 Try again later")]
    [InlineData("RCPT", "450 4.2.0 Greylisted")]
    [InlineData("text", "452 4.3.1 No space left")]
    [InlineData("MAIL", "530 5.7.0 Authentication required")]
    [InlineData("EHLO", "554 5.3.2 Not in service")]
    public async Task A_mail_that_is_refused_for_now_or_because_of_the_account_is_tried_again(string command, string answer)
    {
        _server.Refusing = given => given == command || (command == "EHLO" && given == "HELO") ? answer : null;

        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_timeout_that_is_not_shorter_than_a_try_is_refused_at_start()
    {
        var refused = Assert.Throws<SettingsException>(() => WorkerApplication.Create(
            ["--Email:Smtp:Host", "mail.example", "--Email:Smtp:Timeout", "00:00:05", "--Resilience:Timeout", "00:00:05"], Program.Configure));

        Assert.Contains("Email:Smtp:Timeout", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Resilience:Timeout", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_that_ship_with_the_worker_fit()
    {
        await using var app = WorkerApplication.Create(["--Email:Smtp:Host", "mail.example"], Program.Configure);

        Assert.NotNull(app);
    }

    private async Task<bool> SendAsync(TimeSpan timeout)
    {
        var options = new EmailOptions { Smtp = { Host = "127.0.0.1", Port = _server.Port, Tls = SmtpTls.None, Timeout = timeout } };
        using var mail = new MimeMessage(
            [new MailboxAddress("The Store", "store@example.com")], [new MailboxAddress("Ada", "ada@example.com")], "Hello", new TextPart("plain") { Text = "." });
        return await new SmtpServer(Options.Create(options), TimeProvider.System, NullLogger<SmtpServer>.Instance).SendAsync(mail, "hello", _try.Token);
    }
}
