"""One paper's life, told by those who meet it: an operator, a one-stop system, the agency that issues, another agency
that relies on it, a citizens' portal, an inspector and a passer-by. Written from the protos alone.

usage: story.py STUBS STORE VERIFIER ADMINISTRATOR_KEY_FILE HOLDER_ID FOLDER
FOLDER holds metadata.json, unsigned.pdf, signed.pdf and other.pdf. Prints each step; ends with 1 at the first that is
not as it should be.
"""

import hashlib
import json
import pathlib
import queue
import sys
import threading
import time

stubs, store_address, verifier_address, administrator_key, holder_id, folder = sys.argv[1:7]
sys.path.insert(0, stubs)

import grpc
from google.protobuf import json_format
import status_pb2
from resultstore.v1 import (
    access_pb2,
    access_pb2_grpc,
    administration_pb2,
    administration_pb2_grpc,
    errors_pb2,
    feed_pb2,
    feed_pb2_grpc,
    holders_pb2,
    holders_pb2_grpc,
    intake_pb2,
    intake_pb2_grpc,
    lifecycle_pb2,
    lifecycle_pb2_grpc,
    reading_pb2,
    result_pb2,
    reuse_pb2,
    reuse_pb2_grpc,
    verification_pb2,
    verification_pb2_grpc,
)

ISSUER = "H99.41.18"
READER = "H99.43.22"
READER_DOSSIER = "000.22.43.H99-261122-0042"
FOOD_SAFETY = "2.001827"
REGISTRATION = "TP02"

folder = pathlib.Path(folder)
channel = grpc.insecure_channel(store_address)
public = grpc.insecure_channel(verifier_address)
administration = administration_pb2_grpc.AdministrationStub(channel)
audit = access_pb2_grpc.AccessAuditStub(channel)
feed = feed_pb2_grpc.ResultFeedStub(channel)
holders = holders_pb2_grpc.HolderAccessStub(channel)
intake = intake_pb2_grpc.ResultIntakeStub(channel)
lifecycle = lifecycle_pb2_grpc.ResultLifecycleStub(channel)
reuse = reuse_pb2_grpc.ResultReuseStub(channel)
passer_by = verification_pb2_grpc.ResultVerificationStub(public)

steps = 0


def step(sentence):
    global steps
    steps += 1
    print("%2d. %s" % (steps, sentence), flush=True)


def be(found, wanted, what=""):
    if found != wanted:
        raise SystemExit("%s: %r, not %r" % (what or "found", found, wanted))


def bearer(key):
    return (("authorization", "Bearer " + key),)


def refused(status, reason, call, *arguments, **keywords):
    """The call has to end with this status and typed reason; the refusal comes back."""
    try:
        answer = call(*arguments, timeout=30, **keywords)
        if hasattr(answer, "__next__"):
            next(answer)
    except grpc.RpcError as error:
        be(error.code().name, status, "status")
        for name, value in error.trailing_metadata():
            if name == "grpc-status-details-bin":
                for detail in status_pb2.Status.FromString(value).details:
                    if detail.type_url == "type.googleapis.com/resultstore.v1.Refusal":
                        found = errors_pb2.Refusal.FromString(detail.value)
                        be(errors_pb2.ErrorReason.Name(found.reason), "ERROR_REASON_" + reason, "reason")
                        be(bool(found.sentence_vi and found.sentence_en), True, "sentences")
                        return found
        raise SystemExit("a refusal without a typed detail: %s" % error)
    raise SystemExit("not refused: %s" % reason)


def metadata():
    text = json.loads((folder / "metadata.json").read_text())
    text["dossier_code"] = "000.18.41.H99-250718-%04d" % (int(holder_id[-4:]) + 1)
    text["holders"][0]["id"] = holder_id
    return json_format.ParseDict(text, result_pb2.ResultMetadata())


def dossier_context(dossier=READER_DOSSIER):
    return reading_pb2.ReadContext(
        purpose=reading_pb2.PURPOSE_DOSSIER, dossier_code=dossier, officer="can-bo-tiep-nhan"
    )


def the_applicant():
    return reuse_pb2.DossierHolder(
        kind=result_pb2.HOLDER_KIND_PERSON, id=holder_id, role=reuse_pb2.HOLDER_ROLE_APPLICANT
    )


def ask():
    answer = reuse.CheckReuse(
        reuse_pb2.CheckReuseRequest(
            procedure_code=FOOD_SAFETY, holders=[the_applicant()], due_on="2099-12-31", context=dossier_context()
        ),
        metadata=reader,
        timeout=30,
    )
    return next(component for component in answer.components if component.component_code == REGISTRATION)


def session(holder=None):
    return holders_pb2.HolderSession(
        kind=result_pb2.HOLDER_KIND_PERSON,
        id=holder or holder_id,
        level=holders_pb2.AUTHENTICATION_LEVEL_2,
        authenticated_at_unix_ms=int(time.time() * 1000) - 5000,
        session_reference="phien-1",
    )


def change(kind, number, **more):
    return lifecycle.ChangeResult(
        lifecycle_pb2.ChangeResultRequest(
            code=code,
            change=lifecycle_pb2.Change(
                kind=kind,
                reason="Kiểm tra sau cấp phép",
                legal_basis="NĐ 61/2018/NĐ-CP, Điều 21",
                decision_number=number,
                officer="chu-tich",
                **more,
            ),
        ),
        metadata=issuer,
        timeout=30,
    )


class Watching:
    """The feed as a client lives on it: a thread reads, the story takes."""

    def __init__(self, credentials, start, only_mine=False):
        self._call = feed.Watch(
            feed_pb2.WatchRequest(
                from_number=start,
                heartbeat_ms=500,
                filter=feed_pb2.FeedFilter(only_relied_on=only_mine),
            ),
            metadata=credentials,
        )
        self._seen = queue.Queue()
        self.through = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for message in self._call:
                for event in message.events:
                    self._seen.put(event)
                self.through = message.through_number
        except grpc.RpcError:
            pass

    def until(self, kind, of):
        """The next event of that kind about that result; what comes before it is looked at too."""
        while True:
            try:
                event = self._seen.get(timeout=30)
            except queue.Empty:
                raise SystemExit("no %s came" % feed_pb2.FeedEventKind.Name(kind))
            if event.code == of and event.kind == kind:
                return event
            if event.code == of:
                raise SystemExit("%s came first" % feed_pb2.FeedEventKind.Name(event.kind))

    def stop(self):
        self._call.cancel()


def register(client_id, role, agencies):
    answer = administration.AddClient(
        administration_pb2.AddClientRequest(
            client=administration_pb2.Client(id=client_id, name=client_id, roles=[role], agencies=agencies),
            with_api_key=True,
        ),
        metadata=operator,
        timeout=30,
    )
    return bearer(answer.api_key)


step("The operator registers a one-stop system, two agencies, a portal and an inspector")
operator = bearer(pathlib.Path(administrator_key).read_text().strip())
mark = holder_id[-5:]
one_stop = register("mot-cua-" + mark, administration_pb2.CLIENT_ROLE_ONE_STOP, [ISSUER])
issuer = register("cap-phep-" + mark, administration_pb2.CLIENT_ROLE_AGENCY, [ISSUER])
reader = register("tiep-nhan-" + mark, administration_pb2.CLIENT_ROLE_AGENCY, [READER])
portal = register("cong-dvc-" + mark, administration_pb2.CLIENT_ROLE_PORTAL, ["*"])
inspector = register("thanh-tra-" + mark, administration_pb2.CLIENT_ROLE_INSPECTOR, ["H99"])

step("Nobody else registers systems")
refused(
    "PERMISSION_DENIED", "NOT_ALLOWED",
    administration.ListClients, administration_pb2.ListClientsRequest(), metadata=one_stop,
)

step("Before the paper exists the reading agency has to ask for it")
be(ask().state, reuse_pb2.REUSE_STATE_NOT_COVERED)

step("A paper without signatures is not taken")
signed = (folder / "signed.pdf").read_bytes()
refused(
    "FAILED_PRECONDITION", "NOT_SIGNED", intake.SubmitResult,
    intake_pb2.SubmitResultRequest(metadata=metadata(), document=(folder / "unsigned.pdf").read_bytes()),
    metadata=one_stop,
)

step("Nor one of an agency that the one-stop system does not act for")
foreign = metadata()
foreign.agency_code = "000.22.43.H99"
foreign.dossier_code = "000.22.43.H99-250718-0001"
refused(
    "PERMISSION_DENIED", "NOT_ALLOWED", intake.SubmitResult,
    intake_pb2.SubmitResultRequest(metadata=foreign, document=signed), metadata=one_stop,
)

step("Signed by officer and agency it gets a code and a QR")
last = feed.ListEvents(feed_pb2.ListEventsRequest(page_size=1), metadata=portal, timeout=30).last_number
all_events = Watching(portal, last + 1)
request = intake_pb2.SubmitResultRequest(metadata=metadata(), document=signed)
receipt = intake.SubmitResult(request, metadata=one_stop, timeout=60).receipt
code = receipt.code
be(receipt.submitted_sha256, hashlib.sha256(signed).digest())

step("Sent again it gets the same code")
again = intake.SubmitResult(request, metadata=one_stop, timeout=60).receipt
be((again.code, again.repeated), (code, True))

step("Everyone who watches is told, under one number")
stored = all_events.until(feed_pb2.FEED_EVENT_KIND_STORED, code)
be((stored.number > last, stored.agency_code, stored.status), (True, ISSUER, result_pb2.RESULT_STATUS_VALID))

step("A passer-by scans the QR and learns the truth without a name")
seen = passer_by.VerifyCode(verification_pb2.VerifyCodeRequest(link=receipt.qr.link), timeout=30)
be((seen.state, seen.genuineness.genuine), (verification_pb2.VERIFICATION_STATE_VALID, True))
be(metadata().holders[0].name in str(seen), False, "the holder's name in a public answer")

step("Now the paper need not be asked for, and the national message can say so")
answer = ask()
be((answer.state, answer.national.duoc_tai_su_dung), (reuse_pb2.REUSE_STATE_COVERED, 2))
be(answer.national.ma_ket_qua_thay_the, code)

step("Taking it without a dossier is refused, with the field that is missing")
use = reuse_pb2.UseResultRequest(
    code=code,
    procedure_code=FOOD_SAFETY,
    component_code=REGISTRATION,
    holders=[the_applicant()],
    with_document=True,
    context=dossier_context(dossier=""),
)
missing = refused("INVALID_ARGUMENT", "FIELDS_INVALID", reuse.UseResult, use, metadata=reader)
be("context.dossier_code" in [field.path for field in missing.fields], True)

step("With it, data and sealed file come in one go, and the reuse is on record")
use.context.CopyFrom(dossier_context())
parts = list(reuse.UseResult(use, metadata=reader, timeout=60))
used = parts[0].used
body = b"".join(part.chunk for part in parts[1:])
be(used.document.sha256, hashlib.sha256(body).digest())
be(body.startswith(signed), True, "the sealed file begins with what was signed")

step("The issuing agency sees who relied on it; the relying one may not ask that")
relied = reuse_pb2.ListRelianceRequest(code=code, context=dossier_context("000.18.41.H99-261122-0007"))
listed = reuse.ListReliance(relied, metadata=issuer, timeout=30).reliances
be([(each.agency_code, each.dossier_code) for each in listed], [(READER, READER_DOSSIER)])
relied.context.CopyFrom(dossier_context())
refused("PERMISSION_DENIED", "NOT_ALLOWED", reuse.ListReliance, relied, metadata=reader)

step("The citizen finds it on the portal; somebody else does not")
own = holders.ListOwnResults(holders_pb2.ListOwnResultsRequest(session=session()), metadata=portal, timeout=30)
be([each.code for each in own.results], [code])
other = holders.ListOwnResults(
    holders_pb2.ListOwnResultsRequest(session=session("099190000001")), metadata=portal, timeout=30
)
be(code in [each.code for each in other.results], False)

step("The citizen shows it on a phone: a QR for three minutes, which anyone can check")
shown = holders.PresentResult(
    holders_pb2.PresentResultRequest(session=session(), code=code), metadata=portal, timeout=30
)
be(60 < shown.expires_at_unix_ms / 1000 - time.time() <= 190, True, "three minutes")
seen = passer_by.VerifyCode(verification_pb2.VerifyCodeRequest(link=shown.qr.link), timeout=30)
be(seen.state, verification_pb2.VERIFICATION_STATE_VALID)

step("An inspector says what for before reading it all")
read = reuse_pb2.GetResultRequest(code=code)
refused("INVALID_ARGUMENT", "FIELDS_INVALID", reuse.GetResult, read, metadata=inspector)
read.context.CopyFrom(
    reading_pb2.ReadContext(purpose=reading_pb2.PURPOSE_INSPECTION, dossier_code="TT-2026-7", officer="thanh-tra-vien")
)
be(reuse.GetResult(read, metadata=inspector, timeout=30).metadata.holders[0].id, holder_id)

step("The citizen sees who read what, for what")
reads = holders.ListReads(
    holders_pb2.ListReadsRequest(session=session(), code=code), metadata=portal, timeout=30
).reads
found = {(each.agency_code, each.purpose, each.dossier_code) for each in reads}
be((READER, reading_pb2.PURPOSE_DOSSIER, READER_DOSSIER) in found, True, "the reading agency in %s" % found)
be(any(each.purpose == reading_pb2.PURPOSE_INSPECTION for each in reads), True, "the inspector")

step("It is suspended: the agency that relied on it is told, with its dossier")
mine = Watching(reader, stored.number, only_mine=True)
change(lifecycle_pb2.RESULT_CHANGE_KIND_SUSPEND, "15/QĐ-UBND")
event = mine.until(feed_pb2.FEED_EVENT_KIND_SUSPENDED, code)
be([(each.dossier_code, each.component_code) for each in event.reliances], [(READER_DOSSIER, REGISTRATION)])
be(ask().state, reuse_pb2.REUSE_STATE_NOT_COVERED)

step("The watch breaks and is taken up again: nothing is lost, nothing told twice")
mine.stop()
change(lifecycle_pb2.RESULT_CHANGE_KIND_RESUME, "16/QĐ-UBND")
mine = Watching(reader, event.number + 1, only_mine=True)
event = mine.until(feed_pb2.FEED_EVENT_KIND_RESUMED, code)

step("Two officers at once: one wins, the other hears what happened")
late = lifecycle_pb2.ChangeResultRequest(
    code=code,
    expected_version=1,
    change=lifecycle_pb2.Change(
        kind=lifecycle_pb2.RESULT_CHANGE_KIND_REVOKE, reason="x", legal_basis="x", decision_number="17a", officer="pho"
    ),
)
refused("ABORTED", "RESULT_CHANGED", lifecycle.ChangeResult, late, metadata=issuer)

step("To others there is nothing here to revoke; revoked by its issuer, every scan says so")
refused("NOT_FOUND", "RESULT_UNKNOWN", lifecycle.ChangeResult, late, metadata=reader)
change(lifecycle_pb2.RESULT_CHANGE_KIND_REVOKE, "17/QĐ-UBND")
seen = passer_by.VerifyCode(verification_pb2.VerifyCodeRequest(link=receipt.qr.link), timeout=30)
be(seen.state, verification_pb2.VERIFICATION_STATE_REVOKED)

step("It no longer stands for the paper, and cannot be taken")
answer = ask()
be((answer.state, answer.considered[0].reason), (reuse_pb2.REUSE_STATE_NOT_COVERED, reuse_pb2.REUSE_REASON_REVOKED))

step("The relying agency has it on its list until somebody has dealt with it")
mine.until(feed_pb2.FEED_EVENT_KIND_REVOKED, code)
wanted = feed_pb2.ListNoticesRequest(dossier_code=READER_DOSSIER)
notices = feed.ListNotices(wanted, metadata=reader, timeout=30).notices
be(
    [each.event.kind for each in notices],
    [feed_pb2.FEED_EVENT_KIND_SUSPENDED, feed_pb2.FEED_EVENT_KIND_RESUMED, feed_pb2.FEED_EVENT_KIND_REVOKED],
)
feed.AcknowledgeNotices(
    feed_pb2.AcknowledgeNoticesRequest(notice_ids=[each.notice_id for each in notices], officer="can-bo-tiep-nhan"),
    metadata=reader,
    timeout=30,
)
be(len(feed.ListNotices(wanted, metadata=reader, timeout=30).notices), 0)

step("Every read is on record for those who watch the readers, and nobody else's agency is shown")
question = access_pb2.SearchAccessRequest(
    filter=access_pb2.AccessFilter(code=code),
    context=reading_pb2.ReadContext(purpose=reading_pb2.PURPOSE_AUDIT, officer="giam-sat"),
)
records = audit.SearchAccess(question, metadata=operator, timeout=30).records
operations = {each.operation for each in records}
be({"UseResult", "GetResult"} <= operations, True, "operations %s" % operations)
limited = audit.SearchAccess(question, metadata=reader, timeout=30).records
be({each.agency_code for each in limited}, {READER}, "agencies that the reading agency sees")

print("%d steps" % steps)
