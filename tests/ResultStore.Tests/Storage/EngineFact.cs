using Xunit.Abstractions;
using Xunit.Sdk;

namespace ResultStore.Tests.Storage;

/// <summary>A test of a contract; skipped, with the reason said, in a class whose engine is not installed.</summary>
[XunitTestCaseDiscoverer("ResultStore.Tests.Storage.EngineFactDiscoverer", "ResultStore.Tests")]
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineFactAttribute : FactAttribute;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsPostgresAttribute : Attribute;

internal sealed class EngineFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new EngineTestCase(messages, discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

internal sealed class EngineTestCase : XunitTestCase
{
    [Obsolete("Called by the de-serializer", error: true)]
    public EngineTestCase()
    {
    }

    public EngineTestCase(
        IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any()
            ? PostgresServer.Absent
            : base.GetSkipReason(factAttribute);
}
