using System.CommandLine;
using Cli.Access;
using Cli.Authorities;
using Cli.Catalogue;
using Cli.Changes;
using Cli.Clients;
using Cli.DataKeys;
using Cli.Diagnosis;
using Cli.Erasure;
using Cli.Feed;
using Cli.Holders;
using Cli.Keys;
using Cli.Reading;
using Cli.Reuse;
using Cli.Run;
using Cli.Seals;
using Cli.Setup;
using Cli.Signing;
using Cli.Submit;
using Cli.Terminal;
using Cli.Verification;

namespace Cli;

/// <summary>All that <c>tthc</c> can do.</summary>
internal static class Commands
{
    /// <summary>Does what a command line asks for.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var language = Language.From(args, Environment.GetEnvironmentVariable);
        var parsed = Root(language, TimeProvider.System).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Misuse.Tell(parsed, args, language, output, error);
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(60), // tthc run ends its servers first
        });
    }

    public static RootCommand Root(Language language, TimeProvider clock)
    {
        var standing = new StandingOptions(language);
        return new RootCommand(language.Say(
            "tthc: công cụ dòng lệnh của Kho kết quả TTHC số.",
            "tthc: command line of the digital repository of administrative results."))
        {
            standing.Json,
            standing.Lang,
            InitCommand.Make(language, standing, clock),
            RunCommand.Make(language, standing, clock),
            SubmitCommand.Make(language, standing),
            SignCommand.Make(language, standing, clock),
            GetCommand.Make(language, standing),
            RevalidateCommand.Make(language, standing),
            ReportCommand.Make(language, standing),
            DownloadCommand.Make(language, standing),
            VerifyCommand.Make(language, standing, clock),
            ReuseCommand.Make(language, standing),
            HistoryCommand.Make(language, standing),
            new ChangeCommand(language, standing).Make(),
            new ChangeCommand(language, standing).MakeRevoke(),
            DisputeCommand.Make(language, standing),
            FeedCommand.Make(language, standing, clock),
            new NoticeCommand(language, standing).Make(),
            new ClientCommand(language, standing).Make(),
            new CatalogueCommand(language, standing).Make(),
            new AccessCommand(language, standing).Make(),
            new HolderCommand(language, standing, clock).Make(),
            new KeyCommand(language, standing, clock).Make(),
            new DataKeyCommand(language, standing).Make(),
            EraseCommand.Make(language, standing),
            ErasuresCommand.Make(language, standing),
            new SealsCommand(language, standing).Make(),
            DoctorCommand.Make(language, standing, clock),
            AuthoritiesCommand.Make(language, standing, clock),
        };
    }
}
