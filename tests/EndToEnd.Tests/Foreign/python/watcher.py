"""A portal written from the protos alone: watches the feed, breaks off in the middle, goes on where it was.

usage: watcher.py STUBS ADDRESS KEY_FILE FROM UNTIL
Watches from event FROM until it was told through UNTIL, with a new connection after every third message. Prints one
JSON object: the events, and how a number far ahead is refused.
"""

import json
import pathlib
import sys

stubs, address, key_file, begin, until = sys.argv[1:6]
sys.path.insert(0, stubs)

import grpc
import status_pb2
from resultstore.v1 import errors_pb2, feed_pb2, feed_pb2_grpc

key = (("authorization", "Bearer " + pathlib.Path(key_file).read_text().strip()),)
through = int(begin) - 1
events, streams, heartbeats = [], 0, 0
while through < int(until):
    with grpc.insecure_channel(address) as channel:
        feed = feed_pb2_grpc.ResultFeedStub(channel)
        request = feed_pb2.WatchRequest(from_number=through + 1, heartbeat_ms=500)
        stream = feed.Watch(request, metadata=key, timeout=60)
        streams += 1
        for count, message in enumerate(stream, 1):
            events += [
                {
                    "number": event.number,
                    "kind": feed_pb2.FeedEventKind.Name(event.kind),
                    "code": event.code,
                    "version": event.version,
                }
                for event in message.events
            ]
            heartbeats += not message.events
            through = message.through_number
            if count == 3 or through >= int(until):
                stream.cancel()
                break

with grpc.insecure_channel(address) as channel:
    feed = feed_pb2_grpc.ResultFeedStub(channel)
    try:
        next(iter(feed.Watch(feed_pb2.WatchRequest(from_number=through + 100_000), metadata=key, timeout=60)))
        refused = ""
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        typed = errors_pb2.Refusal.FromString(status_pb2.Status.FromString(details).details[0].value)
        refused = error.code().name + " " + errors_pb2.ErrorReason.Name(typed.reason)

print(json.dumps({"events": events, "streams": streams, "heartbeats": heartbeats, "refused": refused}))
