using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Site;

/// <summary>Settings under which what is answered late on a busy machine is no other answer.</summary>
internal static class PatientSettings
{
    public static void OfStore(JsonObject settings)
    {
        settings["Holders"] = new JsonObject { ["ErasureCheckSeconds"] = 1, ["ErasureLeaseSeconds"] = 2 };
        settings["Sealing"]!["TimestampTimeoutMs"] = 20_000;
        settings["Sealing"]!["TimestampTotalMs"] = 40_000;
        settings["Revocation"]!["TimeoutMs"] = 20_000;
        settings["Revocation"]!["DocumentTimeoutMs"] = 60_000;
    }

    /// <summary>All tests come from one address too, and ask more than one citizen would.</summary>
    public static void OfVerifier(JsonObject settings)
    {
        settings["Limits"] = new JsonObject
        {
            ["QuestionsPerMinute"] = 100_000,
            ["QuestionBurst"] = 10_000,
            ["DocumentsPerMinute"] = 10_000,
        };
        settings["Store"]!["CodeTimeoutMs"] = 30_000;
    }
}
