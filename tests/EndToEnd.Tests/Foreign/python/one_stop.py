"""A one-stop system written from the protos alone: pushes results and switches on the reasons of refusals.

usage: one_stop.py STUBS ADDRESS KEY_FILE FOLDER
STUBS holds what protoc made; FOLDER holds the PDFs and metadata.json. Prints one JSON object.
"""

import hashlib
import json
import pathlib
import sys

stubs, address, key_file, folder = sys.argv[1:5]
sys.path.insert(0, stubs)

import grpc
from google.protobuf import json_format
import status_pb2
from resultstore.v1 import (
    errors_pb2,
    intake_pb2,
    intake_pb2_grpc,
    reading_pb2,
    result_pb2,
    reuse_pb2,
    reuse_pb2_grpc,
)

folder = pathlib.Path(folder)
key = pathlib.Path(key_file).read_text().strip()
channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", 64 << 20)])
intake = intake_pb2_grpc.ResultIntakeStub(channel)
reuse = reuse_pb2_grpc.ResultReuseStub(channel)
known = (("authorization", "Bearer " + key),)
answers = {}


def metadata(number, **changes):
    """The sample's metadata under a number of its own."""
    text = json.loads((folder / "metadata.json").read_text())
    text["dossier_code"] = "000.22.43.H99-250905-%04d" % (7000 + number)
    text["result_number"] = "%d/QD-PY" % number
    text.update(changes)
    return json_format.ParseDict(text, result_pb2.ResultMetadata())


def refusal(error):
    """The typed detail in the trailers."""
    for name, value in error.trailing_metadata():
        if name == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                if detail.type_url == "type.googleapis.com/resultstore.v1.Refusal":
                    return errors_pb2.Refusal.FromString(detail.value)
    raise error


def push(name, document, meta, credentials=known, sha256=b""):
    request = intake_pb2.SubmitResultRequest(metadata=meta, document=document, document_sha256=sha256)
    try:
        receipt = intake.SubmitResult(request, metadata=credentials, timeout=60).receipt
        answers[name] = {"ok": True, "code": receipt.code, "repeated": receipt.repeated}
    except grpc.RpcError as error:
        typed = refusal(error)
        answers[name] = {
            "ok": False,
            "status": error.code().name,
            "reason": errors_pb2.ErrorReason.Name(typed.reason),
            "sentences": bool(typed.sentence_vi) and bool(typed.sentence_en),
            "existing": typed.existing_code,
            "fields": [field.path for field in typed.fields],
        }
    return answers[name]


signed = (folder / "signed.pdf").read_bytes()
other = (folder / "other.pdf").read_bytes()
unsigned = (folder / "unsigned.pdf").read_bytes()

# What is accepted, and the four answers to a repetition.
push("first", signed, metadata(1), sha256=hashlib.sha256(signed).digest())
push("again", signed, metadata(1))
push("other metadata", signed, metadata(1, summary="khac"))
push("other document", other, metadata(1))
push("other dossier", signed, metadata(2))

# What is refused.
push("no caller", signed, metadata(3), credentials=())
push("wrong caller", signed, metadata(3), credentials=(("authorization", "Bearer rs_nobody"),))
push("digest", other, metadata(3), sha256=hashlib.sha256(signed).digest())
push("fields", other, metadata(3, procedure_code="1.23", issued_on="14/03/2025", holders=[]))
push("unsigned", unsigned, metadata(4))
push("one signature", (folder / "officer-only.pdf").read_bytes(), metadata(4))
push("untrusted", (folder / "untrusted.pdf").read_bytes(), metadata(4))
push("altered", (folder / "altered.pdf").read_bytes(), metadata(4))
push("not a pdf", b"<html>" * 100, metadata(4))
push("truncated", signed[: len(signed) // 2], metadata(4))
push("encrypted", (folder / "encrypted.pdf").read_bytes(), metadata(4))


# A large file in pieces.
def pieces(document, meta):
    yield intake_pb2.UploadResultRequest(
        header=intake_pb2.UploadHeader(metadata=meta, document_length=len(document))
    )
    for start in range(0, len(document), 64 << 10):
        yield intake_pb2.UploadResultRequest(chunk=document[start : start + (64 << 10)])


uploaded = intake.UploadResult(pieces(other, metadata(5)), metadata=known, timeout=60).receipt
answers["upload"] = {"ok": True, "code": uploaded.code, "repeated": uploaded.repeated}


# A back-fill: one answer per item, a refused one does not end it.
def items():
    for name in ("fill-1", "fill-2"):
        yield intake_pb2.SubmitResultsRequest(
            item_id=name,
            result=intake_pb2.SubmitResultRequest(
                metadata=metadata(10 + int(name[-1])), document=(folder / (name + ".pdf")).read_bytes()
            ),
        )
    yield intake_pb2.SubmitResultsRequest(
        item_id="bad", result=intake_pb2.SubmitResultRequest(metadata=metadata(20), document=unsigned)
    )


filled = {}
for answer in intake.SubmitResults(items(), metadata=known, timeout=120):
    kind = answer.WhichOneof("outcome")
    filled[answer.item_id] = (
        kind if kind == "stored" else errors_pb2.ErrorReason.Name(answer.refusal.reason)
    )
answers["fill"] = filled

# Reading it back.
context = reading_pb2.ReadContext(purpose=reading_pb2.PURPOSE_OWN_RECORDS, officer="py")
code = answers["first"]["code"]
stream = reuse.DownloadDocument(
    reuse_pb2.DownloadDocumentRequest(code=code, form=reuse_pb2.DOCUMENT_FORM_SUBMITTED, context=context),
    metadata=known,
    timeout=60,
)
header = next(stream).header
body = b"".join(part.chunk for part in stream)
answers["download"] = {
    "ok": body == signed and header.length == len(body) and header.sha256 == hashlib.sha256(body).digest()
}

print(json.dumps(answers))
