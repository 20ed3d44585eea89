using System.Security.Cryptography;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>Rows with different values in every column, so that two swapped columns show.</summary>
internal static class Samples
{
    private static int _lastPlace = RandomNumberGenerator.GetInt32(1 << 19);

    private static int _next;

    public static DateTimeOffset Now { get; } = new(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero);

    public static NewResult Result()
    {
        var number = Interlocked.Increment(ref _next);
        var bucket = (short)RandomNumberGenerator.GetInt32(Buckets.Count);
        return new()
        {
            Row = new()
            {
                Bucket = bucket,
                Id = ResultId.New(TimeProvider.System),
                Code = RandomNumberGenerator.GetBytes(10),
                SystemId = "motcua-danang",
                AgencyCode = "000.00.15.H17",
                ProcedureCode = "1.004194",
                ResultTypeCode = "KQ.H17.000123",
                ResultNumber = $"{number}/GP-UBND",
                DossierCode = $"000.00.15.H17-260314-{number:0000}",
                IssuedOn = new(2026, 3, 13),
                ValidUntil = new(2031, 12, 31),
                ValueClass = ValueClass.CertifiedCopy,
                StatusAt = Now.AddMilliseconds(1),
                StatusList = 1,
                StatusIndex = NextPlace(),
                SubmittedSha256 = RandomNumberGenerator.GetBytes(32),
                SubmittedLength = 200_001,
                SealedSha256 = RandomNumberGenerator.GetBytes(32),
                SealedLength = 230_002,
                SealForm = SealForm.VerificationSheet,
                CreatedAt = Now,
                DataKeyVersion = 7,
                Token = RandomNumberGenerator.GetBytes(140),
                Metadata = RandomNumberGenerator.GetBytes(300),
                HolderCipher = RandomNumberGenerator.GetBytes(120),
                SigningTimeUnproved = true,
            },
            MetadataDigest = RandomNumberGenerator.GetBytes(32),
            Holders =
            [
                new(bucket, 3, RandomNumberGenerator.GetBytes(32)),
                new(17, 3, RandomNumberGenerator.GetBytes(32)),
            ],
            Report = RandomNumberGenerator.GetBytes(900),
            Evidence = RandomNumberGenerator.GetBytes(5000),
            Event = Stored(),
        };
    }

    /// <summary>The same push again, as a server makes it: new ids, new code, new seal.</summary>
    public static NewResult Again(NewResult first) => first with
    {
        Row = first.Row with
        {
            Id = ResultId.New(TimeProvider.System),
            Code = RandomNumberGenerator.GetBytes(10),
            StatusIndex = NextPlace(),
            SealedSha256 = RandomNumberGenerator.GetBytes(32),
            Token = RandomNumberGenerator.GetBytes(140),
        },
        Event = Stored(),
    };

    /// <summary>An event about no result: the least that waits for a number.</summary>
    public static async Task<ResultId> AppendAsync(Database database)
    {
        var happened = new NewEvent(ResultId.New(TimeProvider.System), EventKind.Alert, Now, "test", []);
        var bucket = Buckets.OfId(happened.Id);
        await database.CommitAsync(bucket, session =>
            EventTable.AppendAsync(session, bucket, ResultId.None, happened));
        return happened.Id;
    }

    public static NewEvent Stored() =>
        new(ResultId.New(TimeProvider.System), EventKind.Stored, Now.AddSeconds(2), "motcua-danang", [1, 2, 3]);

    /// <summary>No two samples of a process want the same place; drawn each by itself, two now and then did.</summary>
    private static int NextPlace() => Interlocked.Increment(ref _lastPlace);
}
