// What a holder shares by a link. It opens on a click only: looking costs one use, and a program that follows links
// must not spend it. Text goes in as text, never as markup.

const TEXTS = {
  store: ['Kho kết quả TTHC số', 'Digital repository of administrative results'],
  what: ['Kết quả được chia sẻ', 'A shared result'],
  title: ['Chủ giấy tờ chia sẻ kết quả này với bạn', 'The holder shares this result with you'],
  counted: ['Mỗi lần mở được tính là một lượt và chủ giấy tờ nhìn thấy lượt mở.',
    'Each opening counts as one use, and the holder sees that it was opened.'],
  open: ['Mở kết quả', 'Open the result'],
  opening: ['Đang mở…', 'Opening…'],
  download: ['Tải tệp PDF', 'Download the PDF'],
  marked: ['Kho thử nghiệm trả lời: không có giá trị.', 'A development store answers: not valid.'],
  address: ['Địa chỉ trang này:', 'Address of this page:'],
  privacy: ['Phần sau dấu # là bí mật của đường dẫn: ai có nó đều mở được cho đến khi hết lượt, hết hạn hoặc bị thu hồi.',
    'What follows # is the link’s secret: whoever has it can open it until it is used up, over or withdrawn.'],
  asOf: ['Theo kho, lúc {0}', 'According to the store, at {0}'],
  REVOKED: ['Thu hồi từ ngày {0}', 'Revoked from {0}'],
  ANNULLED: ['Bãi bỏ từ ngày {0}', 'Annulled from {0}'],
  SUSPENDED: ['Tạm đình chỉ từ ngày {0}', 'Suspended from {0}'],
  REPLACED: ['Thay thế từ ngày {0}', 'Replaced from {0}'],
  byDecision: ['{0}, theo quyết định số {1}', '{0}, by decision no. {1}'],
  left: ['Còn {0} lượt mở, đến {1}.', 'Uses left: {0}, until {1}.'],
  away: ['Hiện không hỏi được kho. Hãy thử lại sau ít phút.', 'The store cannot be asked now. Try again soon.'],
  tooMany: ['Bạn hỏi quá nhanh. Hãy đợi rồi thử lại.', 'Too many questions. Wait, then try again.'],
  none: ['Đường dẫn này thiếu phần bí mật sau dấu #.', 'This link lacks the secret after #.'],
  fileGone: ['Không tải được tệp nữa. Hãy mở lại đường dẫn.', 'The file can no longer be fetched. Open the link again.'],
  resultName: ['Tên giấy tờ', 'Name'], resultNumber: ['Số, ký hiệu', 'Number'],
  procedureName: ['Thủ tục', 'Procedure'], holder: ['Chủ giấy tờ', 'Holder'],
  holderId: ['Số giấy tờ của chủ', 'Holder’s id'], maskedHolder: ['Chủ giấy tờ', 'Holder'],
  holderErased: ['đã xóa khỏi kho theo lệnh; không so được tên trên giấy',
    'removed by order; the name on the paper cannot be compared'],
  andMore: ['và {0} người khác', 'and {0} more'],
  summary: ['Trích yếu', 'Summary'], scope: ['Phạm vi hiệu lực', 'Where it is valid'],
  issuedOn: ['Ngày cấp', 'Issued on'], validUntil: ['Có giá trị đến hết', 'Valid until'],
  signedAt: ['Lúc ký', 'Signed at'],
  timeUnproved: ['không có bằng chứng; được nhận theo chính sách dành cho hồ sơ cũ',
    'not proved; accepted by the policy for old files'],
  agency: ['Cơ quan cấp', 'Issuing agency'], dossierCode: ['Mã hồ sơ', 'Dossier'], code: ['Mã kết quả', 'Result code'],
};
// Tone, then word and sentence in both languages.
const LINKS = {
  UNKNOWN: ['bad', 'Không có đường dẫn này',
    'Có thể đường dẫn bị cắt khi gửi qua tin nhắn: hãy sao chép trọn đường dẫn, hoặc xin chủ giấy tờ một đường dẫn mới.',
    'No such link', 'It may have been cut off in a message: copy the whole link, or ask the holder for a new one.'],
  EXPIRED: ['warn', 'Đường dẫn đã hết hạn', 'Hãy xin chủ giấy tờ một đường dẫn mới.',
    'The link is over', 'Ask the holder for a new one.'],
  USED_UP: ['warn', 'Đường dẫn đã hết lượt mở', 'Hãy xin chủ giấy tờ một đường dẫn mới.',
    'The link is used up', 'Ask the holder for a new one.'],
  REVOKED: ['warn', 'Chủ giấy tờ đã thu hồi đường dẫn', 'Hãy hỏi chủ giấy tờ.',
    'The holder withdrew the link', 'Ask the holder.'],
};
const STATES = {
  VALID: ['good', 'Có hiệu lực', 'Kết quả này do kho cấp và đang có hiệu lực.',
    'Valid', 'This result was issued and is in force.'],
  REVOKED: ['bad', 'Đã bị thu hồi', 'Kết quả này không dùng được nữa.', 'Revoked', 'It can no longer be used.'],
  REPLACED: ['warn', 'Đã được thay thế', 'Đã có kết quả khác thay cho kết quả này.',
    'Replaced', 'Another result stands in its place.'],
  SUSPENDED: ['warn', 'Đang tạm đình chỉ', 'Tạm thời không có hiệu lực.', 'Suspended', 'Not in force for the time being.'],
  EXPIRED: ['warn', 'Đã hết hạn', 'Thời hạn hiệu lực đã qua.', 'Expired', 'Its last day of validity has passed.'],
};
const AWAY = ['warn', 'Chưa biết tình trạng', 'Hiện không hỏi được kho.', 'Status not available', 'Try again soon.'];

const at = id => document.getElementById(id);
const marked = document.body.dataset.development === 'yes';
let english = false;
let given = null;

const say = (key, ...values) =>
  values.reduce((text, value, i) => text.replace(`{${i}}`, value), TEXTS[key][english ? 1 : 0]);

async function post(url, body) {
  return fetch(url, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer',
  });
}

async function open() {
  const secret = location.hash.slice(1);
  if (!secret) {
    at('progress').textContent = say('none');
    return;
  }
  at('open').disabled = true;
  at('progress').textContent = say('opening');
  try {
    const response = await post('/api/v1/shared', { secret });
    given = response.ok ? await response.json() : null;
    at('progress').textContent = given ? '' : say(response.status === 429 ? 'tooMany' : 'away');
  } catch {
    given = null;
    at('progress').textContent = say('away');
  }
  at('open').disabled = false;
  draw();
  if (given) {
    at('word').focus({ preventScroll: true });
  }
}

function draw() {
  at('answer').hidden = !given;
  at('before').hidden = given?.state === 'OPEN';
  if (!given) {
    return;
  }
  const isOpen = given.state === 'OPEN';
  const state = isOpen ? STATES[given.result?.state] ?? AWAY : LINKS[given.state] ?? LINKS.UNKNOWN;
  const [tone, vi, viMore, en, enMore] = state;
  at('answer').dataset.tone = tone;
  at('answer').dataset.state = isOpen ? given.result?.state ?? '' : `LINK_${given.state}`;
  at('word').textContent = english ? en : vi;
  at('sentence').textContent = english ? enMore : viMore;
  const status = isOpen ? given.result?.status : null;
  at('decision').textContent = decision(status?.change);
  at('as-of').textContent = status ? say('asOf', sayTime(status.asOf)) : '';
  at('left').textContent = isOpen ? say('left', given.usesLeft, sayTime(given.expiresAt)) : '';
  at('marked').hidden = !(marked || given.result?.development);
  at('download').hidden = !given.ticket;
  drawPaper(given.data, given.result?.paper);
}

/** By which decision, from which day on. */
function decision(change) {
  if (!change) {
    return '';
  }
  const known = ['REVOKED', 'ANNULLED', 'SUSPENDED', 'REPLACED'].includes(change.kind);
  const what = say(known ? change.kind : 'REVOKED', sayInstantDay(change.effectiveAt));
  return change.decisionNumber ? say('byDecision', what, change.decisionNumber) : what;
}

function drawPaper(data, paper) {
  const lines = [];
  const add = (key, value) => value && lines.push([say(key), value]);
  add('resultName', data?.resultName ?? paper?.resultName);
  add('resultNumber', data?.resultNumber ?? paper?.resultNumber);
  for (const holder of data?.holders ?? []) {
    add('holder', holder.name);
    add('holderId', holder.id);
  }
  if (!data || paper?.holderErased) {
    const others = paper?.furtherHolders ? ` ${say('andMore', paper.furtherHolders)}` : '';
    const name = paper?.holderErased ? say('holderErased') : paper?.maskedHolder;
    add('maskedHolder', name && name + others);
  }
  add('summary', data?.summary);
  add('scope', data?.scope);
  add('issuedOn', sayDay(data?.issuedOn ?? paper?.issuedOn));
  add('validUntil', sayDay(paper?.validUntil ?? data?.validUntil));
  add('signedAt', paper?.signingTimeUnproved && say('timeUnproved'));
  add('agency', paper?.agencyName ?? paper?.agencyCode);
  add('procedureName', data?.procedureName ?? paper?.procedureName);
  add('dossierCode', data?.dossierCode);
  add('code', paper?.code);
  lines.push(...Object.entries(data?.attributes ?? {}));
  at('paper').parentElement.hidden = lines.length === 0;
  at('paper').replaceChildren(...lines.map(([name, value]) => {
    const row = document.createElement('div');
    const [term, text] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    text.textContent = value;
    row.append(term, text);
    return row;
  }));
}

async function download() {
  const response = await post('/api/v1/shared/document', { ticket: given.ticket }).catch(() => null);
  if (!response?.ok) {
    at('progress').textContent = say(response?.status === 404 ? 'fileGone' : 'away');
    return;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${given.result?.paper?.code ?? 'ket-qua'}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function sayDay(iso) {
  return iso ? iso.split('-').reverse().join('/') : '';
}

/** The day an instant falls on in Viet Nam. */
function sayInstantDay(unixMs) {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh', day: '2-digit', month: '2-digit', year: 'numeric',
  }).format(new Date(unixMs));
}

function sayTime(unixMs) {
  return new Intl.DateTimeFormat(english ? 'en-GB' : 'vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short', timeStyle: 'short',
  }).format(new Date(unixMs));
}

function setLanguage(isEnglish) {
  english = isEnglish;
  document.documentElement.lang = english ? 'en' : 'vi';
  document.title = `${marked ? '[THỬ NGHIỆM] ' : ''}${say('what')}`;
  for (const element of document.querySelectorAll('[data-t]')) {
    element.textContent = say(element.dataset.t);
  }
  at('language').textContent = english ? 'Tiếng Việt' : 'English';
  at('language').lang = english ? 'vi' : 'en';
  draw();
}

function remembered() {
  try {
    return localStorage.getItem('language');
  } catch {
    return null;
  }
}

at('open').addEventListener('click', open);
at('download').addEventListener('click', download);
at('language').addEventListener('click', () => setLanguage(!english));
addEventListener('hashchange', () => { given = null; draw(); });
at('host').textContent = location.host;
setLanguage(remembered() === 'en');
