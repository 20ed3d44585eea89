using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using ResultStore.Storage;
using ResultStore.Validation;
using ResultStore.Validation.Anchors;
using ResultStore.Validation.Revocation;
using SignatureReport = Proof.Pades.SignatureReport;

namespace ResultStore.Sealing;

/// <summary>
/// Appends to a sealed file what it lacks of a level, or renews its archive time-stamp; only whole revisions, so that
/// the file as it was stays its beginning. What comes out has been judged: no signature worse off than before.
/// </summary>
internal sealed class SealRaiser(
    DocumentStore documents,
    DocumentJudge judge,
    ChainEvidence chains,
    TimestampClient timestamps,
    ClockGuard clockGuard,
    StoreIdentity identity,
    TrustStores trust,
    IOptions<RevocationOptions> revocation,
    IOptions<SealingOptions> sealing,
    TimeProvider clock)
{
    /// <summary>What the seal in a file has.</summary>
    /// <exception cref="InvalidDataException">There is no seal of this store in it.</exception>
    public SealLevel LevelOf(ReadOnlyMemory<byte> file) =>
        LevelOf(SealIn(judge.JudgeToCompare(file, trust.Current).Report));

    /// <param name="file">A sealed file; stays as it is until the answer is disposed.</param>
    /// <param name="target">The level to reach; a file that has B-LTA gets another archive time-stamp.</param>
    /// <param name="known">What the verdict on the submitted document rested on besides it.</param>
    /// <param name="renews">Whether it had its level before: what can still be had is added, and no less comes out.
    /// </param>
    /// <param name="ct">Ends the wait for authorities.</param>
    /// <exception cref="SealingUnavailableException">An authority is away, or its evidence has gaps.</exception>
    /// <exception cref="ClockWrongException">The time-stamp shows that this server's clock is off.</exception>
    /// <exception cref="SealBeyondProofException">The seal's certificate ended before any time was proved.</exception>
    /// <exception cref="InvalidDataException">The file cannot be appended to, or did not stand the judgement.
    /// </exception>
    public async Task<RaisedSeal> RaiseAsync(
        ReadOnlyMemory<byte> file, SealLevel target, GatheredEvidence known, bool renews, CancellationToken ct)
    {
        var anchors = trust.Current;
        var before = judge.JudgeToCompare(file, anchors).Report;
        CheckProvable(SealIn(before));
        var growing = new Growing(documents, file);
        try
        {
            // 1. A time, where the seal has none yet: an archive is a time-stamp over the evidence of that one too.
            if (LevelOf(SealIn(before)) < SealLevel.Timed)
            {
                await AppendTimestampAsync(growing, anchors, ct);
            }

            // 2. What the verdicts rest on. Of a renewal only what the newest time-stamp still needs.
            if (target >= SealLevel.LongTerm)
            {
                await AppendEvidenceAsync(
                    growing, judge.JudgeToCompare(growing.Bytes, anchors, known).Report, renews, ct);
            }

            // 3. A time-stamp over all of it.
            if (target == SealLevel.Archived)
            {
                await AppendTimestampAsync(growing, anchors, ct);
            }

            var after = judge.JudgeToCompare(growing.Bytes, anchors).Report;
            Check(before, after, growing.Timestamps, renews ? LevelOf(SealIn(before)) : target);
            return new RaisedSeal(
                growing.Take(), LevelOf(SealIn(after)),
                growing.Newest is { } token
                    ? TimestampEnd.Of(token, after.Signatures[^1].Chain, trust.Algorithms)
                    : null)
            {
                ListsLeftOut = growing.ListsLeftOut,
            };
        }
        catch
        {
            growing.Dispose();
            throw;
        }
    }

    private static SealLevel LevelOf(SignatureReport seal) => seal.Level switch
    {
        SignatureLevel.PadesBB => SealLevel.Basic,
        SignatureLevel.PadesBT => SealLevel.Timed,
        SignatureLevel.PadesBLT => SealLevel.LongTerm,
        SignatureLevel.PadesBLTA => SealLevel.Archived,
        _ => SealLevel.Unknown,
    };

    private SignatureReport SealIn(ValidationReport report) =>
        report.Signatures.LastOrDefault(
            each => each.Signer is { } signer && identity.IsSeal(signer.Certificate.Sha256.Span))
        ?? throw new InvalidDataException($"There is no seal of this store in the file: {report.Detail}.");

    /// <summary>
    /// A time-stamp proves that the seal is there now. Where no earlier one does and its certificate has ended, anyone
    /// who has the key by now could have made it: a higher level would only look like more.
    /// </summary>
    private void CheckProvable(SignatureReport seal)
    {
        var isProved = seal.TimeSource is TimeSource.SignatureTimestamp or TimeSource.DocumentTimestamp;
        if ((!isProved && seal.Signer!.Certificate.NotAfter <= clock.GetUtcNow())
            || seal.SubIndication is SubIndication.Expired or SubIndication.NoPoe
                or SubIndication.OutOfBoundsNoPoe or SubIndication.OutOfBoundsNotRevoked
                or SubIndication.NoCertificateChainFoundNoPoe)
        {
            throw new SealBeyondProofException(
                $"Its certificate ended on {seal.Signer!.Certificate.NotAfter:yyyy-MM-dd}, and no time-stamp that "
                + "still counts proves the seal to be older.");
        }
    }

    private async Task AppendTimestampAsync(Growing growing, TrustSnapshot anchors, CancellationToken ct)
    {
        if (PadesSigner.PrepareTimestamp(growing.Open()) is not PrepareOutcome.Prepared { Signature: var prepared })
        {
            throw new InvalidDataException("A sealed file takes no time-stamp.");
        }

        var stamp = await timestamps.StampDigestAsync(
            prepared.DigestBy(timestamps.Digest), skipsFailing: false, anchors, ct);
        clockGuard.Compare(stamp);
        growing.Grow(prepared.Complete(stamp.Token.Encoded.Span));
        growing.Timestamps++;
        growing.Newest = stamp.Token;
    }

    private async Task AppendEvidenceAsync(
        Growing growing, ValidationReport now, bool renews, CancellationToken ct)
    {
        var evidence = new List<SignatureEvidence>();
        var seal = SealIn(now);
        if (LevelOf(seal) < SealLevel.LongTerm && !renews)
        {
            var materials = new List<ChainMaterial> { await GatherAsync(ChainOf(seal), ofAuthority: false, ct) };
            foreach (var stamp in seal.Timestamps.Where(each => each.Chain.Count > 0))
            {
                materials.Add(await GatherAsync(stamp.Chain, ofAuthority: true, ct));
            }

            evidence.Add(Evidence(seal.FieldName, materials));
            var signers = new List<SignatureEvidence>();
            foreach (var signature in now.Signatures.Where(each => each.FieldName != seal.FieldName
                && each is { IsDocumentTimestamp: false, Integrity: Integrity.Intact, Chain.Count: > 0 }))
            {
                signers.Add(await OfSignerAsync(signature, ct));
            }

            evidence.AddRange(SignerLists.Fit(signers, sealing.Value.SignerListKilobytes * 1024L, out var leftOut));
            growing.ListsLeftOut = leftOut;
        }

        if (now.Signatures.LastOrDefault(each => each.IsDocumentTimestamp) is { Chain.Count: > 0 } newest)
        {
            evidence.Add(Evidence(newest.FieldName, [await GatherAsync(newest.Chain, ofAuthority: true, ct)]));
        }

        var file = SecurityStoreWriter.Append(growing.Open(), evidence, clock.GetUtcNow(), out var fault);
        growing.Grow(file ?? throw new InvalidDataException($"A sealed file takes no evidence: {fault}."));
    }

    /// <summary>
    /// What the verdict on another's signature rests on, as far as it can be had: decades later nobody will answer for
    /// its authority. The seal's level does not hang on it.
    /// </summary>
    private async Task<SignatureEvidence> OfSignerAsync(SignatureReport signature, CancellationToken ct)
    {
        var asks = revocation.Value.Policy != RevocationPolicy.IfPresent;
        var materials = new List<ChainMaterial>();
        foreach (var (chain, statuses) in signature.Timestamps.Select(each => (each.Chain, each.Revocation))
            .Prepend((signature.Chain, signature.Revocation)).Where(each => each.Chain.Count > 0))
        {
            materials.Add(ChainEvidence.MaterialOf(chain, statuses));
            if (statuses.Count < chain.Count || statuses.Any(each => each is RevocationStatus.Unknown))
            {
                materials.Add(await chains.GatherAsync(chain, asks, ct));
            }
        }

        var all = Evidence(signature.FieldName, materials);
        return all with
        {
            Certificates = [.. all.Certificates.DistinctBy(each => Convert.ToHexString(SHA256.HashData(each.Span)))],
        };
    }

    /// <summary>When the newest document time-stamp of a stored file stops proving anything.</summary>
    /// <param name="file">Judged when it was stored.</param>
    /// <param name="chains">Those of authorities met before: one authority stamps very many files.</param>
    public DateTimeOffset EndOf(ReadOnlyMemory<byte> file, Dictionary<Certificate, IReadOnlyList<Certificate>> chains)
    {
        if (ArchiveTimestamp.Read(file, PdfLimits.Default) is not { } token)
        {
            return DateTimeOffset.UnixEpoch;
        }

        var authority = token.Signature.SigningCertificate;
        if (authority is null || !chains.TryGetValue(authority, out var chain))
        {
            chain = judge.ChainOfNewestTimestamp(file);
            if (chain.Count > 0)
            {
                chains[chain[0]] = chain;
            }
        }

        return TimestampEnd.Of(token, chain, trust.Algorithms);
    }

    private IReadOnlyList<Certificate> ChainOf(SignatureReport seal) => seal.Chain.Count > 1
        ? seal.Chain
        : identity.Seals.First(each => each.Certificate.Equals(seal.Signer!.Certificate)).Chain;

    /// <param name="chain">A seal's, or a time-stamp's.</param>
    /// <param name="ofAuthority">Whether it is a time-stamp's.</param>
    private async Task<ChainMaterial> GatherAsync(
        IReadOnlyList<Certificate> chain, bool ofAuthority, CancellationToken ct)
    {
        var material = await chains.GatherAsync(chain, asks: true, ct);
        if (material.IsRevoked)
        {
            throw new SealingUnavailableException($"A certificate of the chain of {chain[0].Subject} is revoked.")
            {
                OfAuthority = ofAuthority,
                ForOperator = !ofAuthority,
            };
        }

        return material.IsComplete
            ? material
            : throw new SealingUnavailableException($"The evidence about {chain[0].Subject} is not complete.")
            {
                OfAuthority = ofAuthority,
            };
    }

    private static SignatureEvidence Evidence(string field, List<ChainMaterial> materials) => new(field)
    {
        Certificates = [.. materials.SelectMany(each => each.Certificates)],
        OcspResponses = [.. materials.SelectMany(each => each.OcspResponses)],
        Crls = [.. materials.SelectMany(each => each.Crls)],
    };

    private void Check(ValidationReport before, ValidationReport after, int timestamps, SealLevel target)
    {
        if (after.Lost.Count > 0 || after.Signatures.Count != before.Signatures.Count + timestamps)
        {
            throw new InvalidDataException($"Raising a seal lost a signature: {after.Detail}.");
        }

        for (var i = 0; i < before.Signatures.Count; i++)
        {
            var (was, now) = (before.Signatures[i], after.Signatures[i]);
            if (now.Integrity != was.Integrity
                || (now.Indication != was.Indication && now.Indication != Indication.TotalPassed))
            {
                throw new InvalidDataException($"Raising a seal changed a verdict to {now.Detail}.");
            }
        }

        if (LevelOf(SealIn(after)) < target
            || after.Signatures.Skip(before.Signatures.Count).Any(each => each.Indication != Indication.TotalPassed))
        {
            throw new InvalidDataException(
                $"A seal did not reach {target}: {SealIn(after).Level}, {after.Signatures[^1].Detail}.");
        }
    }

    /// <summary>The file with what was appended so far. Each step is a file of its own; only the last is kept.
    /// </summary>
    private sealed class Growing(DocumentStore documents, ReadOnlyMemory<byte> file) : IDisposable
    {
        private Spool? _spool;

        public ReadOnlyMemory<byte> Bytes => _spool?.Bytes ?? file;

        public int Timestamps { get; set; }

        public IReadOnlyList<int> ListsLeftOut { get; set; } = [];

        /// <summary>The document time-stamp that was appended last.</summary>
        public TimeStampToken? Newest { get; set; }

        public UnencryptedPdf Open() => PdfDocument.TryOpen(Bytes, PdfLimits.Default, out var document, out var fault)
            ? document
            : throw new InvalidDataException($"A sealed file cannot be opened any more: {fault}.");

        public void Grow(SealedFile grown)
        {
            var spool = documents.NewSpool(grown.Length);
            foreach (var part in grown.Parts)
            {
                spool.TryAppend(part.Span);
            }

            _spool?.Dispose();
            _spool = spool;
        }

        public Spool Take() => _spool ?? throw new InvalidOperationException("Nothing was appended.");

        public void Dispose() => _spool?.Dispose();
    }
}

/// <summary>A sealed file with what was appended.</summary>
/// <param name="File">To be stored.</param>
/// <param name="Level">What the seal has now.</param>
/// <param name="Ends">When its newest document time-stamp stops proving anything; null: none was added.</param>
internal sealed record RaisedSeal(Spool File, SealLevel Level, DateTimeOffset? Ends) : IDisposable
{
    /// <summary>Lengths of signers' revocation lists that the file has no room for, in bytes: those signatures do not
    /// reach the level of the seal.</summary>
    public IReadOnlyList<int> ListsLeftOut { get; init; } = [];

    public void Dispose() => File.Dispose();
}
