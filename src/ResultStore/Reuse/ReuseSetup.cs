using ResultStore.Storage;

namespace ResultStore.Reuse;

internal static class ReuseSetup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Reuse answers; needs the catalogue, storage and sealing.</summary>
        public void AddReuseAnswers()
        {
            builder.Services.AddOptionsWithValidateOnStart<ReuseOptions, ReuseOptionsValidator>().BindConfiguration("Reuse");
            builder.Services.AddSingleton<HolderResultTable>();
            builder.Services.AddSingleton<RelianceTable>();
            builder.Services.AddSingleton<HolderResults>();
            builder.Services.AddSingleton<PageToken>();
            builder.Services.AddSingleton<AnswerWriter>();
            builder.Services.AddSingleton<CheckReuse>();
            builder.Services.AddSingleton<FindResults>();
            builder.Services.AddSingleton<RelyOnResult>();
            builder.Services.AddSingleton<ListReliance>();
        }
    }
}
