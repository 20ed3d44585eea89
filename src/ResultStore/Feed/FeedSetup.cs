namespace ResultStore.Feed;

/// <summary>Wires the feed.</summary>
internal static class FeedSetup
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddFeed()
        {
            builder.Services.AddSettings<FeedOptions, FeedOptionsValidator>("Feed");
            builder.Services.AddSingleton<FeedTail>();
            builder.Services.AddHostedService(services => services.GetRequiredService<FeedTail>());
            builder.Services.AddSingleton<WatchPlaces>();
            builder.Services.AddSingleton<WatchFeed>();
            builder.Services.AddSingleton<ListEvents>();
            builder.Services.AddSingleton<Notices>();
        }
    }
}
