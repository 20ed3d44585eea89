// The report on a file's signatures: one verdict for the document, one card for each signature, and the report itself to
// keep. Text goes in as text, never as markup.

import { pick, sayTime } from '/texts.js';

const TONES = { TOTAL_PASSED: 'good', TOTAL_FAILED: 'bad' };
const KINDS = {
  SIGNER_KIND_PERSON: ['Cá nhân', 'Person'],
  SIGNER_KIND_AGENCY: ['Cơ quan, tổ chức', 'Agency'],
  SIGNER_KIND_STORE: ['Kho kết quả số', 'The results store'],
  SIGNER_KIND_TIMESTAMP_AUTHORITY: ['Tổ chức cấp dấu thời gian', 'Time-stamp authority'],
};
const SOURCES = {
  TIME_SOURCE_SIGNATURE_TIMESTAMP: ['theo dấu thời gian của chữ ký', 'by the signature’s time-stamp'],
  TIME_SOURCE_DOCUMENT_TIMESTAMP: ['theo dấu thời gian của văn bản', 'by a time-stamp over the document'],
  TIME_SOURCE_CLAIMED: ['theo lời người ký', 'by the signer’s own word'],
};
const VERDICTS = {
  TOTAL_PASSED: ['Hợp lệ', 'Valid'], TOTAL_FAILED: ['Không hợp lệ', 'Not valid'],
  INDETERMINATE: ['Chưa đủ căn cứ', 'Cannot be decided'],
};

let shown = null;
let links = [];

/** Fills the list; the same report in the same language is left as it is, so that nobody loses their place. */
export function showReport(file, list) {
  const { report } = file;
  const language = pick('vi', 'en');
  if (shown?.file === file && shown.language === language) {
    return;
  }
  shown = { file, language };
  if (!document.querySelector('link[href="/report.css"]')) {
    document.head.append(element('link', { rel: 'stylesheet', href: '/report.css' }));
  }
  document.querySelectorAll('.report-part').forEach(part => part.remove());
  list.before(documentVerdict(report));
  list.replaceChildren(...(report.signatures ?? []).map(card));
  list.after(downloads(file));
}

function documentVerdict({ verdict, signatures = [], lostSignatures = [], warnings = [] }) {
  const signed = signatures.filter(each => !isStamp(each));
  const open = signed.some(each => each.signerKind !== 'SIGNER_KIND_STORE' && isOpen(each));
  const part = verdictLine(verdict, open, pick(
    `Cả văn bản (${signed.length} chữ ký)`, `The document (${signed.length} signatures)`));
  part.id = 'document-verdict';
  part.classList.add('report-part');
  if (lostSignatures.length > 0) {
    part.append(` ${pick('Chữ ký đã mất', 'Signatures lost')}: ${lostSignatures.join(', ')}.`);
  }
  if (warnings.includes('ENCRYPTED')) {
    part.append(` ${pick('Tệp bị mã hóa nhưng ai cũng mở được; các quyền in, sao chép ghi trong tệp không được xét.',
      'The file is encrypted and opens for everyone; what it permits (printing, copying) is not judged.')}`);
  }
  return part;
}

function card(signature, index) {
  const item = element('li', { className: 'signature-card' });
  const name = signature.signer || pick('Không rõ người ký', 'Signer not known');
  item.append(element('h5', {}, `${index + 1}. ${name}`), verdictLine(signature.verdict, isOpen(signature)));
  const facts = element('dl');
  fact(facts, pick('Loại', 'Kind'), word(KINDS, signature.signerKind));
  fact(facts, isStamp(signature) ? pick('Đóng dấu lúc', 'Stamped') : pick('Ký lúc', 'Signed'), time(signature));
  fact(facts, pick('Cấp bởi', 'Issued by'), signature.issuer);
  fact(facts, pick('Phạm vi', 'Covers'), scope(signature));
  fact(facts, pick('Từ đó đến nay', 'Since then'),
    pick(signature.changeSentenceVi ?? '', signature.changeSentenceEn ?? ''));
  fact(facts, pick('Thu hồi chứng thư', 'Revocation'), revocation(signature));
  fact(facts, pick('Chính sách ký', 'Signature policy'),
    pick(signature.signaturePolicy?.sentenceVi ?? '', signature.signaturePolicy?.sentenceEn ?? ''));
  fact(facts, pick('Mức', 'Level'), signature.level);
  fact(facts, pick('Mã kết luận', 'Code of the verdict'), signature.verdict?.subIndication);
  item.append(facts);
  return item;
}

function isStamp({ signerKind }) {
  return signerKind === 'SIGNER_KIND_TIMESTAMP_AUTHORITY';
}

/** Never green where nobody knows whether a certificate is revoked, or its authority doubts it from before. */
function isOpen({ revocation, warnings = [] }) {
  return revocation === 'REVOCATION_FINDING_NOT_KNOWN' || warnings.includes('INVALID_BEFORE_SIGNATURE');
}

function verdictLine(verdict, revocationIsOpen, lead) {
  const indication = verdict?.indication ?? 'INDETERMINATE';
  const line = element('p', { className: 'signature-verdict' });
  line.dataset.tone = revocationIsOpen && indication === 'TOTAL_PASSED' ? 'warn' : TONES[indication] ?? 'warn';
  const summary = word(VERDICTS, indication);
  line.append(element('strong', {}, lead ? `${lead}: ${summary}.` : `${summary}.`));
  line.append(` ${pick(verdict?.sentenceVi ?? '', verdict?.sentenceEn ?? '')}`);
  return line;
}

/** Numbers of 64 bits come as text. */
function time(signature) {
  const { bestTimeUnixMs, claimedAtUnixMs, timeSource } = signature;
  const at = Number(bestTimeUnixMs ?? 0) || Number(claimedAtUnixMs ?? 0);
  if (!at) {
    return pick('Không rõ', 'Not known');
  }
  const source = isStamp(signature) ? '' : word(SOURCES, timeSource);
  if (!source) {
    return sayTime(at);
  }
  // A time-stamp says that the signature was there by then, not that it was made then.
  const bound = timeSource === 'TIME_SOURCE_CLAIMED' ? '' : pick('không muộn hơn ', 'no later than ');
  return `${bound}${sayTime(at)}, ${source}`;
}

function revocation({ revocationSentenceVi = '', revocationSentenceEn = '', revocationAsOfUnixMs }) {
  const sentence = pick(revocationSentenceVi, revocationSentenceEn);
  const at = Number(revocationAsOfUnixMs ?? 0);
  return sentence && at ? `${sentence} (${pick('theo tin ngày', 'as of')} ${sayTime(at)})` : sentence;
}

function scope({ revision = 1, revisions = 1 }) {
  return revision === revisions
    ? pick('Toàn bộ tệp', 'The whole file')
    : pick(`Bản lưu thứ ${revision} trong ${revisions}`, `Revision ${revision} of ${revisions}`);
}

function word(table, key) {
  return Object.hasOwn(table, key) ? pick(...table[key]) : '';
}

function downloads(file) {
  links.forEach(link => URL.revokeObjectURL(link));
  const part = element('p', { className: 'report-part report-links' });
  const name = `bao-cao-chu-ky-${file.sha256.slice(0, 8)}`;
  links = [
    addLink(part, `${name}.json`, 'application/json', JSON.stringify(file.report, null, 2),
      pick('Tải báo cáo (JSON)', 'Save the report (JSON)')),
  ];
  if (file.etsiReport) {
    links.push(addLink(part, `${name}.xml`, 'application/xml', file.etsiReport,
      pick('Tải báo cáo (ETSI XML)', 'Save the report (ETSI XML)')));
  }
  return part;
}

function addLink(part, download, type, text, label) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  part.append(element('a', { href, download }, label), ' ');
  return href;
}

function fact(list, name, value) {
  if (value) {
    const row = element('div');
    row.append(element('dt', {}, name), element('dd', {}, value));
    list.append(row);
  }
}

function element(name, properties = {}, text = '') {
  const made = Object.assign(document.createElement(name), properties);
  if (text) {
    made.textContent = text;
  }
  return made;
}
