using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Email.Worker;

/// <summary>The program of the email worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddOptions<EmailOptions>().BindConfiguration("Email")
            .PostConfigure(
                email =>
                    email.PickupFolder = Path.GetFullPath(
                        email.PickupFolder.Length > 0 ? email.PickupFolder : "mail", worker.DataDirectory))
            .ValidateOnStart();
        worker.Services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsRules>();

        // A mail server may be slow to accept a mail.
        worker.SetDefaultAttemptTimeout(TimeSpan.FromSeconds(15));
        if (worker.Configuration["Email:Smtp:Host"] is { Length: > 0 })
            worker.RequireTimeoutBelowAttempt("Email:Smtp:Timeout", worker.Configuration.GetValue("Email:Smtp:Timeout", new SmtpOptions().Timeout));
        worker.Services.AddSingleton<PickupFolder>();
        worker.Services.AddSingleton<SmtpServer>();
        worker.Services.AddSingleton<IMailTransport>(provider =>
            provider.GetRequiredService<IOptions<EmailOptions>>().Value.Smtp.Host is { Length: > 0 }
                ? provider.GetRequiredService<SmtpServer>()
                : provider.GetRequiredService<PickupFolder>());
        worker.Services.AddScoped<MailSender>();
        worker.AddStore<EmailDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<SendConfirmation>();
        worker.AddConsumer<SendPaymentDeclined>();
        worker.AddConsumer<SendWelcome>();
        worker.Map(EmailEndpoints.Map);
        worker.MapEffects<EmailDbContext>(db => db.Mails
            .Where(mail => mail.Status == Mail.Sent)
            .Select(mail => new Effect(mail.Subject, mail.Kind + "-sent")));
    }
}
