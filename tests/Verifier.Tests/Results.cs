using System.Security.Cryptography;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.V1;
using TokenKey = Proof.Qr.TokenKey;

namespace Verifier.Tests;

/// <summary>A result in each state, and the token that would be printed on it.</summary>
internal static class Results
{
    public static readonly byte[] Submitted = [.. "%PDF-1.7 giay phep"u8, .. RandomNumberGenerator.GetBytes(300_000)];
    public static readonly byte[] Sealed = [.. Submitted, .. "one more revision %%EOF"u8];

    /// <summary>The same as it was sealed first.</summary>
    public static readonly byte[] SealedBefore = [.. Submitted, .. "one %%EOF"u8];

    /// <summary>On record, with a report that knows the standing of some signers only.</summary>
    public static readonly byte[] HalfKnown = [.. Submitted, .. "half known %%EOF"u8];

    /// <summary>On record, with a report that went no further than a limit.</summary>
    public static readonly byte[] BeyondLimits = [.. Submitted, .. "beyond limits %%EOF"u8];

    /// <summary>What a paper on record was before its last signature.</summary>
    public static readonly byte[] Earlier = [.. "%PDF-1.7 giay phep, moi co mot chu ky %%EOF"u8];

    /// <summary>No PDF: the beginning of a PNG, and nothing at all.</summary>
    public static readonly byte[] Photo = [0x89, .. "PNG\r\n"u8, 0x1a, .. "\n a photo of a paper"u8];
    public static readonly byte[] Empty = [];

    /// <summary>Nobody's here, signed before the signer's certificate began; as it was signed.</summary>
    public static readonly byte[] SignedTooEarly = [.. "%PDF-1.7 signed too early"u8];

    public static TokenKey PublishedKey { get; } = TokenKey.TryCreate(
        7, FakeStore.Key.ExportSubjectPublicKeyInfo(), ["H17"], QrToken.Epoch, null, development: false)!;

    public static VerificationState[] OnRecord { get; } =
    [
        VerificationState.Valid, VerificationState.Revoked, VerificationState.Replaced, VerificationState.Suspended,
        VerificationState.Expired,
    ];

    public static ResultCode Code(VerificationState state) => ResultCode.Create(
        7, [0, .. SHA256.HashData([(byte)state]).AsSpan()[..8]], new byte[32]);

    public static byte[] Token(VerificationState state) => Claims(state).Sign(FakeStore.Key);

    public static QrToken Claims(VerificationState state) => new(
        7,
        new DateTimeOffset(2026, 3, 2, 8, 30, 0, TimeSpan.Zero),
        0,
        Code(state),
        3,
        654_321,
        DocumentMark.Of(SHA256.HashData(Submitted), (uint)Submitted.Length),
        new QrPublicFields
        {
            ProcedureCode = "1.004194.000.00.00.H17",
            AgencyCode = "H17.15",
            ResultTypeCode = "KQ.H17.000123",
            ResultNumber = "123/GPXD-SXD",
            IssuedOn = new DateOnly(2026, 3, 2),
            ValidUntil = new DateOnly(2031, 3, 2),
            MaskedHolder = "Nguyễn V. A.",
        });

    public static void PutOnRecord(FakeStore store)
    {
        foreach (var state in OnRecord)
        {
            store.ByCode[Code(state).ToString()] = new VerifyCodeResponse
            {
                State = state,
                Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.CodeOnRecord },
                Status = Status(state),
                Result = Public(state),
            };
        }

        foreach (var file in (byte[][])[Photo, Empty])
        {
            store.ByFile[Convert.ToHexStringLower(SHA256.HashData(file))] = new VerifyDocumentResponse
            {
                State = VerificationState.NotOurs,
                Genuineness = new Genuineness { Evidence = Evidence.DocumentSignatures },
                Report = NoPdfReport,
            };
        }

        store.ByFile[Convert.ToHexStringLower(SHA256.HashData(SignedTooEarly))] = new VerifyDocumentResponse
        {
            State = VerificationState.NotOurs,
            Genuineness = new Genuineness { Evidence = Evidence.DocumentSignatures },
            Report = TooEarlyReport,
        };

        store.ByFile[Convert.ToHexStringLower(SHA256.HashData(Earlier))] = new VerifyDocumentResponse
        {
            State = VerificationState.Altered,
            Genuineness = new Genuineness { Evidence = Evidence.DocumentSignatures },
            Result = Public(VerificationState.Valid),
            Report = Report,
            StoredForm = StoredForm.EarlierRevision,
            FormSentenceVi = "Tệp này đúng với giấy trong kho trước khi một chữ ký nữa được thêm vào.",
            FormSentenceEn = "This is what the paper on record was before a further signature was added.",
        };

        foreach (var (file, report) in ((byte[], SignatureReport)[])[
            (Sealed, Report), (SealedBefore, Report), (HalfKnown, HalfKnownReport), (BeyondLimits, LimitReport)])
        {
            store.ByFile[Convert.ToHexStringLower(SHA256.HashData(file))] = new VerifyDocumentResponse
            {
                State = VerificationState.Valid,
                Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.DocumentDigest },
                Status = ResultStatus.Valid,
                Result = Public(VerificationState.Valid),
                Report = report,
                OlderCopy = file == SealedBefore,
            };
        }
    }

    private static SignatureReport NoPdfReport => new()
    {
        Verdict = new SignatureVerdict
        {
            Indication = "TOTAL_FAILED",
            SubIndication = "FORMAT_FAILURE",
            Detail = "NOT_A_PDF",
            SentenceVi = "Tệp không phải là PDF.",
            SentenceEn = "The file is not a PDF.",
        },
    };

    private static SignatureReport TooEarlyReport => new()
    {
        Verdict = new SignatureVerdict
        {
            Indication = "TOTAL_FAILED",
            SubIndication = "NOT_YET_VALID",
            Detail = "NOT_YET_VALID",
            SentenceVi = "Được ký trước khi chứng thư có hiệu lực.",
            SentenceEn = "It was signed before the certificate was valid.",
        },
        Signatures = { Standing("TOTAL_FAILED", RevocationFinding.NotKnown, "Chưa kiểm tra.", "Not checked.", 0) },
    };

    private static SignatureReport HalfKnownReport => new()
    {
        Verdict = new SignatureVerdict { Indication = "TOTAL_PASSED", SentenceVi = "Đúng.", SentenceEn = "Right." },
        Signatures =
        {
            Standing("TOTAL_PASSED", RevocationFinding.NotKnown, "Chưa kiểm tra được.", "Not checked.", 0),
            Standing("TOTAL_PASSED", RevocationFinding.NotRevoked, "Không bị thu hồi.", "Not revoked.",
                1_772_440_200_000),
            Standing("TOTAL_FAILED", RevocationFinding.Revoked, "Đã bị thu hồi.", "Revoked.", 1_772_440_200_000),
        },
    };

    private static SignatureReport LimitReport => new()
    {
        Verdict = new SignatureVerdict
        {
            Indication = "INDETERMINATE",
            SubIndication = "FORMAT_FAILURE",
            SentenceVi = "PDF đòi hỏi tài nguyên vượt giới hạn an toàn.",
            SentenceEn = "The PDF demands more than any honest document.",
        },
    };

    private static SignatureCard Standing(
        string indication, RevocationFinding finding, string vietnamese, string english, long asOf) => new()
        {
            Signer = "Trần Thị Bình",
            SignerKind = SignerKind.Person,
            Revision = 1,
            Revisions = 1,
            Revocation = finding,
            RevocationSentenceVi = vietnamese,
            RevocationSentenceEn = english,
            RevocationAsOfUnixMs = asOf,
            Verdict = new SignatureVerdict { Indication = indication },
        };

    /// <summary>Of two signatures, one of which cannot be decided now.</summary>
    private static SignatureReport Report => new()
    {
        Verdict = new SignatureVerdict
        {
            Indication = "INDETERMINATE",
            SubIndication = "TRY_LATER",
            SentenceVi = "Hiện chưa xác định được chứng thư có bị thu hồi không.",
            SentenceEn = "Whether the certificate is revoked cannot be told now.",
        },
        Signatures =
        {
            new SignatureCard
            {
                Signer = "Trần Thị Bình, Sở Xây dựng",
                Issuer = "CA thử nghiệm",
                SignerKind = SignerKind.Person,
                BestTimeUnixMs = 1_772_440_200_000,
                TimeSource = TimeSource.SignatureTimestamp,
                Revision = 1,
                Revisions = 2,
                Level = "PAdES-B-T",
                Modification = "FORM_FILLING",
                ChangeSentenceVi = "Sau khi ký chỉ có thêm chữ ký khác; nội dung không thay đổi.",
                ChangeSentenceEn = "After it only further signatures were added; the content did not change.",
                SignaturePolicy = new NamedSignaturePolicy
                {
                    Oid = "1.2.3.4",
                    Finding = SignaturePolicyFinding.Known,
                    SentenceVi = "Ký theo chính sách Quy chế (1.2.3.4), là chính sách kho chấp nhận.",
                    SentenceEn = "Signed under the policy Quy chế (1.2.3.4), which the store accepts.",
                },
                Verdict = new SignatureVerdict
                {
                    Indication = "TOTAL_PASSED",
                    SentenceVi = "Chữ ký đúng.",
                    SentenceEn = "The signature is right.",
                },
            },
            new SignatureCard
            {
                Signer = "<b>Sở Xây dựng</b>",
                SignerKind = SignerKind.Agency,
                ClaimedAtUnixMs = 1_772_440_300_000,
                Revision = 2,
                Revisions = 2,
                Level = "PAdES-B-B",
                Modification = "NONE",
                ChangeSentenceVi = "Chữ ký bao trùm toàn bộ tệp; không có gì thay đổi sau khi ký.",
                ChangeSentenceEn = "It covers the whole file; nothing changed after it.",
                Verdict = new SignatureVerdict
                {
                    Indication = "INDETERMINATE",
                    SubIndication = "TRY_LATER",
                    SentenceVi = "Hiện chưa xác định được chứng thư có bị thu hồi không.",
                    SentenceEn = "Whether the certificate is revoked cannot be told now.",
                },
            },
        },
    };

    private static ResultStatus Status(VerificationState state) => state switch
    {
        VerificationState.Valid => ResultStatus.Valid,
        VerificationState.Revoked => ResultStatus.Revoked,
        VerificationState.Replaced => ResultStatus.Replaced,
        VerificationState.Suspended => ResultStatus.Suspended,
        _ => ResultStatus.Expired,
    };

    public static PublicResult Public(VerificationState state) => new()
    {
        Code = Code(state).ToString(),
        ResultTypeCode = "KQ.H17.000123",
        ResultName = "Giấy phép xây dựng nhà ở riêng lẻ",
        ResultNumber = "123/GPXD-SXD",
        ProcedureCode = "1.004194.000.00.00.H17",
        AgencyCode = "H17.15",
        IssuedOn = "2026-03-02",
        ValidUntil = "2031-03-02",
        MaskedHolder = "Nguyễn V. A.",
        HolderIdTail = "901",
        FurtherHolders = state == VerificationState.Suspended ? 2 : 0,
        SigningTimeUnproved = state == VerificationState.Expired,
        SubmittedSha256 = ByteString.CopyFrom(SHA256.HashData(Submitted)),
        SubmittedLength = Submitted.Length,
        ReplacedByCode = state == VerificationState.Replaced ? Code(VerificationState.Valid).ToString() : "",
        AgencyName = "Sở Xây dựng thành phố Sông Hàn",
        ResultTypeName = "Giấy phép xây dựng",
        ProcedureName = "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
        StandingChange = state is VerificationState.Valid or VerificationState.Expired
            ? null
            : new StandingChange
            {
                Kind = state.ToString().ToUpperInvariant(),
                EffectiveAtUnixMs = 1_772_470_800_000, // 3 March 2026, 00:00 in Viet Nam
                DecisionNumber = "77/QĐ-SXD",
            },
    };
}
