// Asks the server, and judges a QR on this device. A question that cannot be asked is an answer as well: nothing is
// known, and that is never green.

import { isPresentation, verifyPresentation } from '/present.js';
import { knowsState } from '/texts.js';
import { decodeDigits, hex, isOurs, judge, readLink } from '/token.js';

/** Whether the server said that everything here is for trying out. */
export const marked = document.body.dataset.development === 'yes';

/** The server said to slow down (seconds), or would not take the file. */
export class Refused extends Error {
  constructor(key, ...values) {
    super(key);
    this.values = values;
  }
}

/** The server's own limit, in the page since it was loaded. */
const mostBytes = Number(document.body.dataset.mostBytes) || Infinity;

function tooLarge() {
  const megabytes = mostBytes / 2 ** 20;
  return new Refused('fileTooLarge', Number.isInteger(megabytes) ? `${megabytes} MiB` : `${mostBytes} B`);
}

function nothingKnown(reason) {
  return {
    state: 'STATUS_UNAVAILABLE', genuine: { genuine: false, undecided: true, evidence: 'NONE', reason },
    development: marked, answeredAt: Date.now(),
  };
}

function notGenuine(state, reason, development) {
  return { state, genuine: { genuine: false, evidence: 'NONE', reason }, development, answeredAt: Date.now() };
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch {
    return nothingKnown();
  }
  if (response.status === 429) {
    throw new Refused('tooMany', response.headers.get('Retry-After') ?? '30');
  }
  if (response.status === 413) {
    throw tooLarge();
  }
  try {
    return response.ok ? await response.json() ?? nothingKnown() : nothingKnown();
  } catch {
    return nothingKnown();
  }
}

/** An answer about a result; one without its parts, or in a word this page does not know, tells nothing. */
async function askResult(url, options) {
  const said = await ask(url, options);
  const whole = knowsState(said.state) && said.genuine && Number.isFinite(said.answeredAt)
    && (said.state !== 'VALID' || said.status?.status === 'VALID');
  return whole ? said : nothingKnown();
}

/** By the digits of a QR; `waiting` gets what is known before the store has answered. */
export async function verifyDigits(digits, waiting) {
  const bytes = decodeDigits(digits);
  if (!bytes || bytes.length === 0) {
    return notGenuine('ALTERED', 'malformed', marked);
  }

  if (isPresentation(bytes)) {
    return verifyPresentation(digits, askResult);
  }

  // 1. The keys. Where the browser cannot judge, the server does.
  const trust = await ask('/api/v1/trust');
  if (!trust.keys) {
    return nothingKnown('no-keys');
  }
  const canJudge = Boolean(globalThis.crypto?.subtle);
  const judged = canJudge ? await judge(bytes, trust.keys, trust.now / 1000) : { verdict: 'unknown-key' };

  // 2. The signature, by the server's clock: a phone's may be wrong by years. A key not known may be a new one.
  if (judged.verdict === 'unknown-key') {
    return askResult('/api/v1/verify-token', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: digits }),
    });
  }
  if (judged.verdict !== 'genuine') {
    const altered = judged.verdict === 'bad-signature' || judged.verdict === 'malformed';
    return notGenuine(altered ? 'ALTERED' : 'NOT_OURS', judged.verdict, marked || trust.development);
  }
  const { token, key, lapsed } = judged;
  const paper = { code: token.code, ...token.fields };
  const known = {
    genuine: { genuine: true, evidence: 'TOKEN_SIGNATURE', keyId: token.kid },
    judgedHere: true, lapsed, mark: token.document, development: marked || trust.development || key.development,
  };
  waiting({ waiting: true, paper, ...known });

  // 3. Where the result stands: only the code leaves this device.
  const said = await askResult(`/api/v1/verify/${token.code}`);
  // While the store is away its feed may have told little more than the code: the QR's own lines stay beside it.
  const whole = said.paper?.submittedSha256 ? said.paper : { ...paper, ...said.paper };
  return { ...said, ...known, paper: whole, development: known.development || said.development };
}

/** By a typed code, in its printed form. */
export async function verifyCode(code) {
  const said = await askResult(`/api/v1/verify/${code}`);
  const { submittedSha256, submittedLength } = said.paper ?? {};
  return {
    ...said,
    paper: said.paper ?? (said.state === 'STATUS_UNAVAILABLE' ? { code } : undefined),
    mark: submittedSha256 && { sha256Prefix: submittedSha256.slice(0, 32), length: submittedLength },
  };
}

/** By a pasted link: one of ours is judged like a scanned one, any other is never opened. */
export async function verifyLink(text, waiting) {
  const trust = await ask('/api/v1/trust');
  const read = readLink(text, [...trust.hosts ?? [], location.host], marked || trust.development);
  if (read === 'not-ours') {
    return trust.hosts ? notGenuine('NOT_OURS', 'foreign-link', marked) : nothingKnown('no-keys');
  }
  return read === 'malformed'
    ? notGenuine('ALTERED', 'malformed', marked)
    : verifyDigits(text.trim().slice(text.trim().indexOf('#') + 1), waiting);
}

/**
 * A typed text as a whole link, null where it does not begin like one: paper numbers and codes have slashes as well.
 * Without its scheme, as some programs show links, it is taken for one of the scheme it would have here.
 */
export function asLink(text) {
  if (/^https?:\/\//i.test(text)) {
    return text;
  }
  if (!/^[^\s/?#]*(\.[^\s/?#.:0-9][^\s/?#.:]*|localhost|:[0-9]+)\/[sv]([/?#]|$)/i.test(text)) {
    return null;
  }
  const here = text.toLowerCase().startsWith(`${location.host}/`);
  return `${here ? location.protocol : 'https:'}//${text}`;
}

/** What follows the path of a share link of this store, from `#` on; null of any other link. Opens nothing. */
export async function readShare(link) {
  let url;
  try {
    url = new URL(link);
  } catch {
    return null;
  }
  if (url.pathname !== '/s' || url.username || url.password) {
    return null;
  }
  if (url.origin === location.origin) {
    return url.hash;
  }
  const trust = await ask('/api/v1/trust');
  return isOurs(url.origin, trust.hosts ?? [], marked || trust.development) ? url.hash : null;
}

/** Whether what was sent is no PDF at all, as a photo: nothing was found out about the paper on it. */
export function isNoPdf(answer) {
  const { verdict, length } = answer.document ?? {};
  return answer.state === 'NOT_OURS' && (verdict?.detail === 'NOT_A_PDF' || length === 0);
}

/** By the file itself, which the server passes on to the store; with a report on its signatures. */
export async function verifyFile(file) {
  if (file.size > mostBytes) {
    throw tooLarge(); // at once: a refusal in the midst of sending may never arrive
  }
  return askResult('/api/v1/documents?report=1', { method: 'POST', headers: { 'Content-Type': 'application/pdf' }, body: file });
}

/**
 * Whether a file is the one an answer is about: same, earlier, other, unsure, or no PDF. A sealed file begins with the document as
 * submitted, so that many bytes are hashed here. Only if they differ the store is asked: a verification sheet begins
 * otherwise.
 */
export async function compareFile(file, answer) {
  const { mark } = answer;
  if (mark && globalThis.crypto?.subtle && file.size >= mark.length) {
    const digest = await crypto.subtle.digest('SHA-256', await file.slice(0, mark.length).arrayBuffer());
    if (hex(new Uint8Array(digest)).startsWith(mark.sha256Prefix)) {
      return 'same';
    }
  }
  const said = await verifyFile(file);
  if (said.genuine.genuine && said.paper?.code === answer.paper.code) {
    return 'same';
  }
  if (isNoPdf(said)) {
    return 'noPdf';
  }
  if (said.document?.form === 'EARLIER_REVISION' && said.paper?.code === answer.paper.code) {
    return 'earlier';
  }
  return said.state === 'STATUS_UNAVAILABLE' ? 'unsure' : 'other';
}
