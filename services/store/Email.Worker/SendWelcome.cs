using MassTransit;
using Store.Contracts.Users;

namespace Email.Worker;

/// <summary>Welcomes somebody who registered.</summary>
public sealed class SendWelcome(MailSender office) : IConsumer<UserRegistered>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var user = context.Message;
        var letter = new MailTemplate("welcome", user.UserId, user.Email, "Welcome", "your account is open. Welcome to the store!");
        return office.SendAsync(letter, context.CancellationToken);
    }
}
