using ResultStore.Storage;

namespace ResultStore.Reuse;

/// <summary>Wires reading and reuse.</summary>
internal static class ReuseSetup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Reading one result on record.</summary>
        public void AddReading()
        {
            builder.Services.AddSingleton<GetResult>();
            builder.Services.AddSingleton<ReadResult>();
            builder.Services.AddSingleton<ReadDocument>();
            builder.Services.AddSingleton<RevalidateResult>();
            builder.Services.AddSingleton<ReadReport>();
        }

        /// <summary>Reuse answers; needs the catalogue, storage and sealing.</summary>
        public void AddReuseAnswers()
        {
            builder.Services.AddSettings<ReuseOptions, ReuseOptionsValidator>("Reuse");
            builder.Services.AddSingleton<RelianceTable>();
            builder.Services.AddSingleton<HolderResults>();
            builder.Services.AddSingleton<AnswerWriter>();
            builder.Services.AddSingleton<CheckReuse>();
            builder.Services.AddSingleton<FindResults>();
            builder.Services.AddSingleton<RelyOnResult>();
            builder.Services.AddSingleton<ListReliance>();
            builder.Services.AddSingleton<CopyTable>();
            builder.Services.AddSingleton<IssueCopy>();
        }
    }
}
