namespace ResultStore.Feed;

/// <summary>
/// Up to which instant the feed is known to be whole. A beat of the sequencer says that all events committed before its
/// round began have their numbers, and a round begins after the beat before it. So when a beat is seen, the feed is
/// whole up to the last look at which the beat before it had not been seen yet: by this server's clock alone.
/// </summary>
internal sealed class PresentTime
{
    private long _beat = -1;
    private DateTimeOffset _lastLook = DateTimeOffset.MinValue;
    private DateTimeOffset _beforeBeat = DateTimeOffset.MinValue; // the last look that did not see _beat yet
    private DateTimeOffset _whole = DateTimeOffset.MinValue;

    /// <param name="beat">The beat just read.</param>
    /// <param name="look">When the reading began.</param>
    public DateTimeOffset Saw(long beat, DateTimeOffset look)
    {
        if (beat != _beat)
        {
            if (_beat >= 0)
            {
                _whole = beat == _beat + 1 ? _beforeBeat : _lastLook;
            }

            (_beat, _beforeBeat) = (beat, _lastLook);
        }

        _lastLook = look;
        return _whole;
    }
}
