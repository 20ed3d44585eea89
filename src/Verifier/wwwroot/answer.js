// Puts an answer on the page: one word, then its three parts. Text goes in as text, never as markup.

import { isNoPdf } from '/ask.js';
import { showPresentation } from '/present.js';
import { knows, pick, say, sayDay, sayInstantDay, sayTime, stateText } from '/texts.js';

const PAPER_LINES = ['resultName', 'resultNumber', 'maskedHolder', 'holderIdTail', 'issuedOn', 'validUntil'];
// What the catalogue names: the name stands out, the code beside it; the code alone where there is no name.
const NAMED_LINES = [
  ['agency', 'agencyName', 'agencyCode'], ['procedure', 'procedureName', 'procedureCode'],
  ['resultType', 'resultTypeName', 'resultTypeCode'],
];
const KEEPS_MS = 5 * 60 * 1000;

const at = id => document.getElementById(id);

/**
 * Shows an answer; `answer.waiting` while only the signature is known, `compared` what became of a file beside it.
 * Green stands for everything being right at this moment, and for nothing less.
 */
export function show(answer, compared) {
  const old = !answer.waiting && Date.now() - answer.shownAt > KEEPS_MS;
  const { tone, icon, word, sentence } = headline(answer, compared, old);
  const box = at('answer');
  box.hidden = false;
  box.dataset.state = answer.waiting ? 'WAITING' : answer.state;
  box.dataset.tone = tone;
  at('word').textContent = answer.development ? say('markedWord', word) : word;
  at('sentence').textContent = sentence;
  at('asked').textContent = answer.waiting ? '' : say('asked', sayTime(answer.answeredAt));
  box.querySelector('#verdict use').setAttribute('href', `#i-${icon}`);
  // Only what is genuine was signed; of anything else all that can be said is who answers.
  at('marked').hidden = !answer.development;
  at('marked').textContent = say(answer.genuine.genuine ? 'marked' : 'markedAnswer');
  at('time-unproved').hidden = !answer.paper?.signingTimeUnproved;
  at('time-unproved').textContent = say('timeUnproved');
  showPresentation(answer);
  showGenuine(answer);
  showStatus(answer, old);
  showPaper(answer);
  showSignatures(isNoPdf(answer) ? null : answer.document);
}

function headline(answer, compared, old) {
  if (answer.waiting) {
    return { tone: 'plain', icon: 'waiting', word: say('waiting'), sentence: say('waitingSentence') };
  }
  if (compared === 'earlier') {
    return { tone: 'warn', icon: 'altered', word: say('fileEarlierWord'), sentence: say('fileEarlier') };
  }
  if (compared === 'other') {
    return { tone: 'bad', icon: 'altered', word: say('fileOtherWord'), sentence: say('fileOther') };
  }
  const { tone, word, sentence } = stateText(answer.state, Boolean(answer.document), specialOf(answer));
  return old
    ? {
      tone: tone === 'good' ? 'warn' : tone, icon: 'status_unavailable', word: `${say('old')}: ${word}`,
      sentence: say('oldSentence', sayTime(answer.answeredAt)),
    }
    : {
      tone, icon: isNoPdf(answer) ? 'unknown' : answer.state.toLowerCase(), word,
      sentence: isSignedInvalidly(answer)
        ? `${sentence} ${pick(answer.document.verdict.sentenceVi, answer.document.verdict.sentenceEn)}`
        : isEarlier(answer) ? pick(answer.document.formSentenceVi, answer.document.formSentenceEn) : sentence,
    };
}

/** Not the store's, and signed, though never validly: what is wrong with it is all there is to say. */
function isSignedInvalidly({ state, document }) {
  return state === 'NOT_OURS' && document?.verdict?.indication === 'TOTAL_FAILED'
    && document.verdict.detail !== 'NOT_A_PDF';
}

/** What a paper on record was before more was added to it: not the paper, and not a change of it either. */
export function isEarlier({ state, document }) {
  return state === 'ALTERED' && document?.form === 'EARLIER_REVISION' && Boolean(document.formSentenceVi);
}

/** Where the state's own words would say more, or worse, than was found out. */
function specialOf(answer) {
  if (isUnreadable(answer)) {
    return 'unreadable';
  }
  if (isNoPdf(answer)) {
    return 'noPdf';
  }
  if (isSignedInvalidly(answer)) {
    return 'notValid';
  }
  if (isEarlier(answer)) {
    return 'earlier';
  }
  // What a holder shows is of a result that was there: not known, it has none of that excuse.
  const { genuine, evidence } = answer.genuine;
  const reserved = answer.state === 'UNKNOWN' && genuine && evidence === 'TOKEN_SIGNATURE' && !answer.presentation;
  return reserved ? 'reserved' : null;
}

/** Not whole, or not a token at all: nothing was found out about it. */
function isUnreadable(answer) {
  return answer.state === 'ALTERED' && answer.genuine.reason === 'malformed';
}

/** What the window's title says of an answer. */
export function headlineWord(answer, compared) {
  return headline(answer, compared, Date.now() - answer.shownAt > KEEPS_MS).word;
}

function showGenuine(answer) {
  const { genuine, evidence, keyId, reason } = answer.genuine;
  const undecided = answer.state === 'STATUS_UNAVAILABLE';
  if (genuine) {
    finding('genuine', 'good', 'yes', say(evidence));
  } else if (isUnreadable(answer)) {
    finding('genuine', 'bad', 'no', say('NONE'));
  } else if (isEarlier(answer)) {
    finding('genuine', 'warn', 'no', say('notGenuineEarlier'));
  } else if (undecided || isNoPdf(answer)) {
    finding('genuine', 'warn', 'eye', say('NONE'));
  } else {
    finding('genuine', 'bad', 'no', say(answer.state === 'UNKNOWN' ? 'notGenuineUnknown' : 'notGenuine'));
  }
  const why = [];
  if (genuine && evidence === 'TOKEN_SIGNATURE') {
    why.push(say(answer.judgedHere ? 'whyToken' : 'whyTokenServer', keyId));
  }
  if (genuine && evidence === 'CODE_ON_RECORD') {
    why.push(say('whyCode'));
  }
  if (genuine && answer.document?.olderCopy) {
    why.push(say('olderCopy'));
  }
  if (genuine && answer.document?.formSentenceVi) {
    why.push(pick(answer.document.formSentenceVi, answer.document.formSentenceEn));
  }
  if (reason && knows(`why-${reason}`)) {
    why.push(say(`why-${reason}`));
  }
  if (answer.lapsed) {
    why.push(say('lapsed'));
  }
  at('genuine-why').textContent = why.join(' ');
}

function showStatus(answer, old) {
  at('decision').textContent = decision(answer.status?.change);
  if (answer.waiting) {
    finding('status', 'plain', 'eye', say('waiting'));
    at('as-of').textContent = '';
  } else if (answer.status) {
    const { tone, word } = stateText(answer.status.status);
    finding('status', old && tone === 'good' ? 'warn' : tone, tone === 'good' ? 'yes' : 'no', word);
    at('as-of').textContent = say('asOf', sayTime(answer.status.asOf));
  } else if (answer.state === 'STATUS_UNAVAILABLE') {
    finding('status', 'warn', 'eye', say('statusUnknown'));
    at('as-of').textContent = say('statusUnknownHow');
  } else {
    finding('status', 'plain', 'no', say('noStatus'));
    at('as-of').textContent = '';
  }
}

/** By which decision, from which day on. */
function decision(change) {
  if (!change) {
    return '';
  }
  const known = ['REVOKED', 'ANNULLED', 'SUSPENDED', 'REPLACED'].includes(change.kind);
  const what = say(`by-${known ? change.kind : 'REVOKED'}`, sayInstantDay(change.effectiveAt));
  return change.decisionNumber ? `${what}, ${say('byDecision', change.decisionNumber)}` : what;
}

function showPaper(answer) {
  const list = at('paper');
  const paper = answer.paper;
  list.replaceChildren();
  at('paper-how').textContent = say(paper ? 'paperHow' : 'paperNone');
  if (!paper) {
    return;
  }
  for (const name of PAPER_LINES) {
    const isDay = name === 'issuedOn' || name === 'validUntil';
    if (paper[name]) {
      const text = isDay ? sayDay(paper[name]) : paper[name];
      line(list, say(name), text + aside(name, paper));
    } else if (name === 'maskedHolder' && paper.holderErased) {
      line(list, say(name), say('holderErased') + aside(name, paper));
    } else if (name === 'validUntil') {
      noLastDay(list, paper);
    }
  }
  for (const [what, name, code] of NAMED_LINES) {
    if (paper[name]) {
      line(list, say(what), paper[name]).append(codeBeside(paper[code]));
    } else if (paper[code]) {
      line(list, say(code), paper[code]);
    }
  }
  line(list, say('resultCode'), paper.code, true);
  if (paper.replacedByCode) {
    line(list, say('replacedByCode'), '', true).append(linkTo(paper.replacedByCode));
  }
  if (paper.submittedSha256) {
    line(list, say('fileDigest'), `${paper.submittedSha256.slice(0, 8)}…`, true);
  }
}

function aside(name, paper) {
  if (name === 'validUntil' && paper.validUntilByKind) {
    return ` (${say('byKind')})`;
  }
  return name === 'maskedHolder' && paper.furtherHolders ? ` ${say('andMore', paper.furtherHolders)}` : '';
}

/**
 * Only the store's own records, which come with the file's digest, tell that there is no last day: a QR names none for
 * a paper that runs out by its kind.
 */
function noLastDay(list, paper) {
  if (paper.submittedSha256) {
    line(list, say('validUntil'), say('noEnd'));
  } else if (paper.resultNumber) {
    line(list, say('validUntil'), say('endUnknown'));
  }
}

function showSignatures(file) {
  const signatures = file?.signatures ?? [];
  at('signatures').hidden = signatures.length === 0 && !file?.report;
  if (file?.report) {
    // Fetched only where there is something to report: the page stays small for the others.
    import('/report.js').then(({ showReport }) => showReport(file, at('signature-list')));
    return;
  }
  at('signature-list').replaceChildren(...signatures.map(signature => {
    const item = document.createElement('li');
    const when = signature.signedAt ? ` (${say('signedAt', sayTime(signature.signedAt))})` : '';
    item.textContent = `${signature.signer}${when}: ${pick(signature.sentenceVi, signature.sentenceEn)}`;
    return item;
  }));
}

/** Says whether the chosen file is the one the code was issued for. */
export function showFileNote(tone, text) {
  const note = at('file-note');
  note.hidden = !text;
  note.dataset.tone = tone;
  note.textContent = text;
}

function finding(id, tone, icon, text) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${icon}`);
  svg.append(use);
  at(id).dataset.tone = tone;
  at(id).replaceChildren(svg, document.createTextNode(text));
}

function line(list, name, value, mono = false) {
  const row = document.createElement('div');
  const term = document.createElement('dt');
  const text = document.createElement('dd');
  term.textContent = name;
  text.textContent = value;
  text.className = mono ? 'mono' : '';
  row.append(term, text);
  list.append(row);
  return text;
}

function codeBeside(code) {
  const span = document.createElement('span');
  span.className = 'code';
  span.textContent = code ?? '';
  return span;
}

/** A result's code that can be asked for; page.js listens to the address. */
function linkTo(code) {
  const link = document.createElement('a');
  link.href = `/#${code}`;
  link.textContent = code;
  return link;
}
