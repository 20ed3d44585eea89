using ResultStore.GrpcHosting;
using Verifier;
using Verifier.Codes;
using Verifier.Documents;
using Verifier.Door;
using Verifier.Offline;
using Verifier.Plain;
using Verifier.Rpc;
using Verifier.Shares;
using Verifier.Store;

var start = new ServerStart("Verifier");
return await start.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    start.Quieten(builder.Logging);

    // Settings: one file, and before it the environment and the command line.
    builder.AddSettingsFile(args);

    // The door: addresses and TLS, who may call how often, what every answer carries.
    builder.AddDoor();

    // The store behind, and what is kept of it for when it is away.
    builder.AddStore();
    builder.AddOffline();

    // What a caller can ask: by code or QR, by file; over gRPC, JSON, the page and its forms.
    builder.AddCodes();
    builder.AddDocuments();
    builder.AddPlain();
    builder.AddRpc();
    builder.CheckSettingNames();

    var app = builder.Build();

    app.UseDoor();
    app.MapPage();
    app.MapTrust();
    app.MapCodes();
    app.MapShares();
    app.MapDocuments();
    app.MapPlain();
    app.MapRpc();

    return Task.FromResult(app);
});
