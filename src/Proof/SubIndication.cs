namespace Proof;

/// <summary>Why a validation did not pass.</summary>
/// <remarks>ETSI EN 319 102-1, 5.1.3, table 6; the <c>NoPoe</c> pairs are told apart as in its clause 5.2 to
/// 5.6.</remarks>
public enum SubIndication
{
    /// <summary>The signature passed; there is nothing to explain.</summary>
    None,

    // TOTAL_FAILED

    /// <summary>Not a conformant signature or document: nothing could be checked.</summary>
    FormatFailure,

    /// <summary>A signed digest differs from the digest of the bytes it stands for.</summary>
    HashFailure,

    /// <summary>The signature value does not verify with the signing certificate's key.</summary>
    SigCryptoFailure,

    /// <summary>The certificate was revoked, and a proof shows that the signature was made after that.</summary>
    Revoked,

    /// <summary>The certificate had ended, and a proof shows that the signature was made after that.</summary>
    Expired,

    /// <summary>The best signature time is before the certificate's begin.</summary>
    NotYetValid,

    // INDETERMINATE

    /// <summary>Attributes demanded by the validation constraints are absent or wrong.</summary>
    SigConstraintsFailure,

    /// <summary>The chain is sound but does not meet the constraints set on chains.</summary>
    ChainConstraintsFailure,

    /// <summary>The chain could not be validated for a reason not named by another member.</summary>
    CertificateChainGeneralFailure,

    /// <summary>An algorithm or key size is not considered reliable, or not known.</summary>
    CryptoConstraintsFailure,

    /// <summary>The same, and no proof shows that the object existed while it was reliable.</summary>
    CryptoConstraintsFailureNoPoe,

    /// <summary>The signature policy named by the signature could not be processed: its digest is of another
    /// document.</summary>
    PolicyProcessingError,

    /// <summary>The signature policy named by the signature is not at hand.</summary>
    SignaturePolicyNotAvailable,

    /// <summary>Time-stamps are not in the order they must have.</summary>
    TimestampOrderFailure,

    /// <summary>The signing certificate is not in the signature and not at hand.</summary>
    NoSigningCertificateFound,

    /// <summary>No chain leads from the signing certificate to a configured trust anchor.</summary>
    NoCertificateChainFound,

    /// <summary>The chain ends in an anchor that is past its sunset date, and no proof shows that the signature
    /// existed before.</summary>
    NoCertificateChainFoundNoPoe,

    /// <summary>The certificate is revoked now and no proof shows that the signature existed before.</summary>
    RevokedNoPoe,

    /// <summary>A CA certificate of the chain is revoked and no proof shows the signature existed before.</summary>
    RevokedCaNoPoe,

    /// <summary>The certificate is expired or not yet valid, is not revoked, and the signing time is
    /// unproved.</summary>
    OutOfBoundsNotRevoked,

    /// <summary>The certificate is expired or not yet valid now and no proof places the signature in its
    /// validity.</summary>
    OutOfBoundsNoPoe,

    /// <summary>The revocation data's own signer is out of its validity without proof of existence.</summary>
    RevocationOutOfBoundsNoPoe,

    /// <summary>There is no proof that the signature existed at a time when all was in order.</summary>
    NoPoe,

    /// <summary>Revocation data is missing or stale now; fresh data may settle it.</summary>
    TryLater,

    /// <summary>The signed bytes are not at hand.</summary>
    SignedDataNotFound,
}
