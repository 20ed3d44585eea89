using Proof.Pades;
using ResultStore.Validation.Revocation;

namespace ResultStore.Validation;

/// <summary>A verdict, with everything it was made from besides the document.</summary>
/// <param name="Report">The verdict.</param>
/// <param name="Context">Time, trust, policy, evidence: the same document with it has the same verdict always.</param>
/// <param name="Gathered">What of that evidence came from outside the document.</param>
internal sealed record Judgement(ValidationReport Report, ValidationContext Context, GatheredEvidence Gathered);
