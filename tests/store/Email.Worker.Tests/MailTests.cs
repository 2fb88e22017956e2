using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Postgres.Testing;
using Store.Contracts;
using Store.Testing;

namespace Email.Worker.Tests;

public abstract class MailTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<EmailDbContext> _database = new(kind);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mails-");

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task An_order_is_confirmed_with_its_lines_and_total()
    {
        await DeliverAsync(office => new SendConfirmation(office), Some.Order("o1", Some.Goods("A", 2, 2.55m), Some.Postage(4m)));

        var mail = OnlyMail();
        Assert.Equal("ada@example.com", mail.To.Mailboxes.Single().Address);
        Assert.Equal("Your order o1", mail.Subject);
        Assert.Contains("2 x A: 5.10 GBP", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Total: 9.10 GBP", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decline_says_that_nothing_was_charged()
    {
        await DeliverAsync(office => new SendPaymentDeclined(office), Some.Declined("o1"));

        Assert.Contains("insufficient funds", OnlyMail().TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_registers_is_welcomed()
    {
        await DeliverAsync(office => new SendWelcome(office), Some.User("u1"));

        Assert.Equal("Welcome", OnlyMail().Subject);
    }

    [Fact]
    public async Task A_second_event_sends_no_second_mail()
    {
        await DeliverAsync(office => new SendWelcome(office), Some.User("u1"));
        await DeliverAsync(office => new SendWelcome(office), Some.User("u1"));

        await using var db = _database.Open();
        Assert.Equal(1, await db.Mails.CountAsync(Token));
    }

    [Fact]
    public async Task A_try_that_could_not_be_saved_is_overwritten_by_the_next_one()
    {
        await using (var lost = _database.Open())
            await new SendWelcome(Office(lost)).Consume(new Delivery<Store.Contracts.Users.UserRegistered>(Some.User("u1")).Context);

        await DeliverAsync(office => new SendWelcome(office), Some.User("u1"));

        Assert.Single(_folder.GetFiles());
    }

    [Theory, InlineData(null, Mail.NoAddress), InlineData(" ", Mail.NoAddress), InlineData("nobody", Mail.BadAddress),
     InlineData("a@example.com, b@example.com", Mail.BadAddress), InlineData("a@example.com\r\nBcc: b@example.com", Mail.BadAddress)]
    public async Task Without_an_address_the_mail_is_recorded_as_skipped(string? address, string expected)
    {
        var order = Some.Order("o1", Some.Goods("A", 1)) with { Customer = new Customer(Email: address) };
        await DeliverAsync(office => new SendConfirmation(office), order);

        await using var db = _database.Open();
        Assert.Equal(expected, (await db.Mails.SingleAsync(Token)).Status);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Nothing_in_an_event_can_begin_a_header_of_its_own_or_leave_the_folder()
    {
        var order = Some.Order("../../o1\r\nBcc: evil@example.com", Some.Goods("A", 1)) with
        {
            Customer = new Customer(Email: "ada@example.com", Name: "Ada\r\nBcc: evil@example.com"),
        };
        await DeliverAsync(office => new SendConfirmation(office), order);

        var mail = OnlyMail();
        Assert.Empty(mail.Bcc);
        Assert.Equal("ada@example.com", Assert.Single(mail.To.Mailboxes).Address);
    }

    [Fact]
    public async Task Words_of_any_language_arrive_as_they_are()
    {
        var mug = Some.Goods("A", 1) with { Description = "Hrnek Žofie 日本 🎁" };
        await DeliverAsync(office => new SendConfirmation(office), Some.Order("o1", mug));

        Assert.Contains("1 x Hrnek Žofie 日本 🎁 (A)", OnlyMail().TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_caller_says_of_himself_reaches_the_mailbox_of_another()
    {
        const string words = "customer, your account is locked. Verify it at https://store-verify.example/login";
        var receiver = new Customer("c1", "target@example.com", words);

        await DeliverAsync(office => new SendConfirmation(office), Some.Order("o1", Some.Goods("A", 1)) with { Customer = receiver });
        await DeliverAsync(office => new SendPaymentDeclined(office), Some.Declined("o1") with { Customer = receiver, Reason = words });
        await DeliverAsync(office => new SendWelcome(office), Some.User("u1") with { Email = "target@example.com", Name = words });

        Assert.Equal(3, _folder.GetFiles().Length);
        Assert.All(_folder.GetFiles(), file => Assert.DoesNotContain("verify", File.ReadAllText(file.FullName), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Each_subject_has_a_message_id_of_its_own()
    {
        await DeliverAsync(office => new SendWelcome(office), Some.User("a/b"));
        await DeliverAsync(office => new SendWelcome(office), Some.User("ab"));

        var ids = _folder.GetFiles().Select(file => MimeMessage.Load(file.FullName, Token).MessageId);
        Assert.Equal(2, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, InlineData("ada@example.com", "a***@example.com"), InlineData("ada", "***"), InlineData("a@example.com,b@example.com", "***"),
     InlineData("a@example.com\r\nBcc: b@example.com", "***"), InlineData("ada@xn--r8jz45g.jp", "a***@xn--r8jz45g.jp"),
     InlineData("žofie@例え.jp", "ž***@例え.jp"), InlineData("ada@localhost", "a***@localhost")]
    public void An_address_is_masked(string address, string masked) => Assert.Equal(masked, Address.Mask(address));

    [Theory]
    [InlineData("Ada <ada@example.com>"), InlineData("<ada@example.com>"), InlineData("ada@example.com (Ada)"), InlineData("ada(Ada)@example.com")]
    [InlineData("\"a@b\"@example.com"), InlineData("ada@[127.0.0.1]"), InlineData(" ada@example.com"), InlineData("ada@example.com ")]
    [InlineData("ada@example.com\n"), InlineData("a@b@example.com"), InlineData("a..b@example.com"), InlineData("ada@example..com")]
    [InlineData("a\u0000@example.com"), InlineData("group: ada@example.com;"), InlineData("@example.com,@b.example:ada@example.com")]
    [InlineData(" ada@xn--r8jz45g.jp"), InlineData("ada@xn--r8jz45g.jp "), InlineData("ada@xn--r8jz45g.jp\r\nBcc: b@example.com"), InlineData("ada@")]
    [InlineData("ada@xn--r8jz45g.jp (Ada)"), InlineData("ada@ xn--r8jz45g.jp"), InlineData("ada(Ada)@xn--r8jz45g.jp"), InlineData("a b@xn--r8jz45g.jp")]
    public void Anything_besides_one_bare_address_is_invalid(string address) => Assert.False(Address.IsValid(address));

    [Fact]
    public void An_address_has_at_most_254_characters_and_64_before_the_at_sign()
    {
        Assert.True(Address.IsValid(new string('a', 64) + "@example.com"));
        Assert.False(Address.IsValid(new string('a', 65) + "@example.com"));
        Assert.True(Address.IsValid("a@" + new string('b', 63) + string.Concat(Enumerable.Repeat("." + new string('b', 62), 3))));
        Assert.False(Address.IsValid("a@" + string.Join('.', Enumerable.Repeat(new string('b', 63), 4))));
    }

    [Fact]
    public void Settings_that_cannot_work_are_named()
    {
        var smtp = new SmtpOptions { Host = "mail.example", Port = 0, User = "u", Tls = SmtpTls.None };
        var options = new EmailOptions { From = "nobody", Smtp = smtp };

        Assert.Equal(3, new EmailOptionsRules().Validate(null, options).Failures!.Count());
    }

    [Fact]
    public async Task Mails_can_be_asked_for_without_giving_away_an_address()
    {
        await DeliverAsync(office => new SendWelcome(office), Some.User("u1"));

        var (_, about) = await _database.AskAsync(EmailEndpoints.Map, "/mails/u1", Token);
        var (_, latest) = await _database.AskAsync(EmailEndpoints.Map, "/mails?take=1", Token);

        Assert.Equal("a***@example.com", Assert.Single(about.EnumerateArray()).GetProperty("maskedAddress").GetString());
        Assert.DoesNotContain("ada@", latest.GetRawText(), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MimeMessage OnlyMail() =>
        MimeMessage.Load(Assert.Single(_folder.GetFiles("*.eml", SearchOption.AllDirectories)).FullName, Token);

    private MailSender Office(EmailDbContext db)
    {
        var options = Options.Create(new EmailOptions { PickupFolder = _folder.FullName });
        var folder = new PickupFolder(options);
        return new MailSender(db, folder, options, new FakeTimeProvider(Some.Moment), NullLogger<MailSender>.Instance);
    }

    private async Task DeliverAsync<T>(Func<MailSender, IConsumer<T>> consumer, T message)
        where T : class
    {
        await using var db = _database.Open();
        await consumer(Office(db)).Consume(new Delivery<T>(message).Context);
        await db.SaveChangesAsync(Token);
    }
}

public sealed class MailTestsOnSqlite() : MailTests(DatabaseKind.Sqlite);

public sealed class MailTestsOnPostgres() : MailTests(DatabaseKind.Postgres);
