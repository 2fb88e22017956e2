using MassTransit;
using Store.Contracts.Users;

namespace Email.Worker;

/// <summary>Sends a welcome mail to a new user.</summary>
public sealed class SendWelcome(MailSender sender) : IConsumer<UserRegistered>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var user = context.Message;
        var template = new MailTemplate("welcome", user.UserId, user.Email, "Welcome", "your account is open. Welcome to the store!");
        return sender.SendAsync(template, context.CancellationToken);
    }
}
