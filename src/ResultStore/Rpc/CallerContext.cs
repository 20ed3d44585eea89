using Grpc.Core;
using ResultStore.Access;

namespace ResultStore.Rpc;

/// <summary>Hands the caller that <see cref="CallerGate"/> let in to the service behind it.</summary>
internal static class CallerContext
{
    private const string Key = "resultstore.caller";

    extension(ServerCallContext context)
    {
        public void SetCaller(Caller caller) => context.UserState[Key] = caller;

        /// <summary>Who calls. Behind the gate there always is one.</summary>
        public Caller Caller => (Caller)context.UserState[Key];

        /// <summary>The caller's address; behind a trusted proxy the one it names.</summary>
        public string RemoteAddress => context.GetHttpContext().Connection.RemoteIpAddress?.ToString() ?? "";
    }
}
