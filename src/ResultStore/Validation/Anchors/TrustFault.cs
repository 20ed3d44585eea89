namespace ResultStore.Validation.Anchors;

/// <summary>A file or folder that is not as it should be, and what counts meanwhile.</summary>
/// <param name="Path">Where.</param>
/// <param name="Sentence">What is wrong, what to do, what counts; goes on behind the path.</param>
/// <param name="IsSerious">Whether trust hangs on it; else it is only worth a word.</param>
/// <param name="Stamp">Of what was found: another is told anew.</param>
internal sealed record TrustFault(string Path, string Sentence, bool IsSerious, FileStamp Stamp);
