using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Feed;
using ResultStore.GrpcHosting;
using ResultStore.Holders;
using ResultStore.Intake;
using ResultStore.Lifecycle;
using ResultStore.Log;
using ResultStore.Ops;
using ResultStore.Reuse;
using ResultStore.Rpc;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Validation;
using ResultStore.Verification;

var start = new ServerStart("ResultStore", OpsSetup.ExitCodeOf);
return await start.RunAsync(async () =>
{
    // The program's own settings lie beside it; the site's come with --settings, its paths from where it is started.
    var builder = WebApplication.CreateSlimBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    start.Quieten(builder.Logging);

    // What it stands on.
    builder.AddSettingsFile(args);
    builder.AddListening();
    builder.AddStorage();
    builder.AddSealing();
    builder.AddValidation();
    builder.AddAccess();
    builder.AddLog();
    builder.AddOps();

    // What callers ask for.
    builder.AddIntake();
    builder.AddCatalogue();
    builder.AddReading();
    builder.AddReuseAnswers();
    builder.AddLifecycle();
    builder.AddHolders();
    builder.AddVerification();
    builder.AddFeed();

    // How they ask.
    builder.AddRpc();
    builder.CheckSettingNames();

    var app = builder.Build();
    await app.PrepareAsync();
    app.UseForwardedHeaders();
    app.MapGrpcHosting();
    app.UseUnreadMessages();
    app.MapRpc();
    app.MapOps();
    return app;
});
