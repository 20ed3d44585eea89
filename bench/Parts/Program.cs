using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Parts;

if (args is ["--cost"])
{
    SignatureCost.Print();
    return;
}

if (args is ["--curve"])
{
    SignatureCost.PrintCurve();
    return;
}

if (args is ["--levels"])
{
    LevelCost.Print();
    return;
}

// In this process: a project generated elsewhere would not find this repository's build settings.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
