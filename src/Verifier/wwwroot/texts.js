// Every sentence of the page: Vietnamese first, English second.

const STATES = {
  VALID: ['good',
    ['Có hiệu lực', 'Kết quả này do kho cấp và đang có hiệu lực. Hãy so từng dòng ở phần 3 với giấy đang cầm.'],
    ['Valid', 'This result was issued and is in force. Compare each line of part 3 with the paper in your hand.']],
  REVOKED: ['bad',
    ['Đã bị thu hồi', 'Kết quả này từng được cấp nhưng đã bị thu hồi hoặc bãi bỏ. Không dùng được nữa.'],
    ['Revoked', 'This result was issued but has been withdrawn or annulled. It can no longer be used.']],
  REPLACED: ['warn',
    ['Đã được thay thế', 'Đã có kết quả khác thay cho kết quả này. Hãy yêu cầu bản mới.'],
    ['Replaced', 'Another result stands in the place of this one. Ask for the new one.']],
  SUSPENDED: ['warn',
    ['Đang tạm đình chỉ', 'Kết quả này tạm thời không có hiệu lực cho đến khi cơ quan cấp thông báo lại.'],
    ['Suspended', 'This result is not in force for the time being, until the issuing agency says otherwise.']],
  EXPIRED: ['warn',
    ['Đã hết hạn', 'Kết quả này do kho cấp nhưng thời hạn hiệu lực đã qua.'],
    ['Expired', 'This result was issued, but its last day of validity has passed.']],
  UNKNOWN: ['plain',
    ['Không tìm thấy',
     'Kho không có kết quả nào mang mã này. Hãy xem lại mã đã nhập; nếu đúng, đừng tin giấy này.'],
    ['Not found',
     'The store has no result with this code. Check what you typed; if it is right, do not trust the paper.']],
  NOT_OURS: ['bad',
    ['Không phải của kho này', 'Đây không phải mã hay mã QR do kho này cấp. Đừng tin giấy mang mã này.'],
    ['Not from this store', 'This is no code or QR of this store. Do not trust a paper that carries it.']],
  ALTERED: ['bad',
    ['Đã bị sửa đổi', 'Mã QR này đã bị thay đổi so với bản kho cấp. Không dùng được.'],
    ['Altered', 'This QR is not as the store issued it. It cannot be used.']],
  PRESENTATION_EXPIRED: ['warn',
    ['Mã xuất trình đã hết hạn',
     'Mã QR trên màn hình chỉ có giá trị vài phút và đã hết. Có thể đây là ảnh chụp: hãy đề nghị chủ giấy tờ mở mã mới.'],
    ['Presentation expired',
     'This QR was made to be shown for some minutes, which are over. It may be a picture: ask the holder for a new one.']],
  STATUS_UNAVAILABLE: ['warn',
    ['Chưa biết tình trạng',
     'Hiện không hỏi được kho, nên chưa thể nói giấy này còn hiệu lực hay không. Hãy thử lại sau ít phút.'],
    ['Status not available',
     'The store cannot be asked now, so nobody can say whether this paper is still in force. Try again soon.']],
};

// ALTERED, where it is not even a token.
const UNREADABLE = ['bad',
  ['Không đọc được trọn vẹn',
   'Mã QR hay đường dẫn này thiếu, thừa hoặc sai ký tự nên không kiểm tra được; thường là do bị cắt khi gửi qua tin nhắn. '
     + 'Hãy quét lại mã QR trên giấy hoặc sao chép trọn đường dẫn. Nếu vẫn vậy, đừng tin giấy này.'],
  ['Cannot be read whole',
   'Characters of this QR or link are missing, added or wrong, so it cannot be checked; most often it was cut off in a '
     + 'message. Scan the QR on the paper again, or copy the whole link. If that does not help, do not trust the paper.']];

// UNKNOWN, where the QR's own signature is right: the code was given out before there was a paper to print it on.
const RESERVED = ['warn',
  ['Chưa có giấy mang mã này',
   'Mã này do kho cấp nhưng kho chưa lưu giấy nào mang mã này. Có thể cơ quan cấp chưa gửi giấy vào kho: hãy hỏi cơ quan '
     + 'cấp hoặc kiểm tra lại sau. Chưa dùng giấy này cho đến khi kho có.'],
  ['No paper under this code yet',
   'The store issued this code, but no paper has been stored under it yet. The issuing agency may not have sent it: ask '
     + 'the agency, or check again later. Do not rely on the paper until then.']];

// NOT_OURS, where it is no PDF.
const NO_PDF = ['plain',
  ['Không phải tệp PDF',
   'Tệp này không phải PDF nên không kiểm tra được. Ảnh chụp hay bản quét không thể kiểm tra như một tệp: hãy quét mã QR '
     + 'trên giấy hoặc nhập mã in cạnh mã QR.'],
  ['Not a PDF file',
   'This file is no PDF, so it cannot be checked. A photo or scan cannot be verified as a file: scan the QR on the paper, '
     + 'or type the code printed beside it.']];

// NOT_OURS, where it is signed, though never validly: nobody changed it. What is wrong with it stands behind.
const NOT_VALID = ['bad',
  ['Chữ ký không hợp lệ',
   'Tệp này không phải do kho cấp và chữ ký trong tệp không hợp lệ. Đừng tin tệp này. Lý do:'],
  ['Signature not valid', 'This file is not the store’s, and its signature is not valid. Do not trust it. Why:']];
const SPECIAL = { unreadable: UNREADABLE, reserved: RESERVED, noPdf: NO_PDF, notValid: NOT_VALID };

// The same words of a file.
const FILE_STATES = {
  UNKNOWN: [
    'Kho không giữ tệp nào giống hệt tệp này và tệp không mang dấu của kho. Bản quét, bản chụp hay bản lưu lại của một '
      + 'kết quả thật cũng cho câu trả lời này: hãy kiểm tra bằng mã QR hoặc mã in trên giấy.',
    'The store keeps no file like this one, and it carries no seal of the store. A scan, photo or re-saved copy of a '
      + 'genuine result gets this answer too: check by the QR or the code on the paper.'],
  NOT_OURS: ['Tệp này không phải do kho cấp. Đừng tin tệp này.', 'This file is not the store’s. Do not trust it.'],
  ALTERED: ['Tệp này đã bị thay đổi so với bản được ký và cấp. Không dùng được.',
    'This file is not as it was signed and issued. It cannot be used.'],
};

const TEXTS = {
  title: ['Giấy này có thật và còn hiệu lực không?', 'Is this paper genuine and still in force?'],
  document: ['Xác thực kết quả thủ tục hành chính', 'Verify an administrative result'],
  skip: ['Đến nội dung chính', 'Skip to main content'],
  store: ['Kho kết quả TTHC số', 'Digital repository of administrative results'],
  what: ['Xác thực kết quả thủ tục hành chính', 'Verification of results'],
  markedWord: ['{0} (thử nghiệm)', '{0} (development)'],
  marked: ['Được ký bằng khóa thử nghiệm: không có giá trị.', 'Signed with a development key: not valid.'],
  markedAnswer: ['Câu trả lời của hệ thống thử nghiệm: không có giá trị.', 'A development system answers: not valid.'],
  part1: ['Có phải do kho cấp không?', 'Was it issued by the store?'],
  part2: ['Tình trạng hiện nay', 'Where it stands now'],
  part3: ['So với giấy đang cầm', 'Compare with the paper in your hand'],
  signatures: ['Chữ ký số trong tệp', 'Digital signatures in the file'],
  again: ['Kiểm tra lại tình trạng', 'Ask again'],
  print: ['In kết quả kiểm tra', 'Print this answer'],
  ask: ['Kiểm tra một giấy', 'Check a paper'],
  scan: ['Quét mã QR trên giấy bằng máy ảnh của điện thoại, hoặc dùng một trong hai cách dưới đây.',
    'Scan the QR on the paper with your phone’s camera, or use one of the two ways below.'],
  code: ['Nhập mã in cạnh mã QR', 'Type the code printed beside the QR'],
  check: ['Kiểm tra', 'Check'],
  'code-hint': ['17 chữ và số. Viết hoa hay thường, có gạch nối hay không đều được.',
    '17 letters and digits, in upper or lower case, with or without hyphens.'],
  'code-wrong': ['Mã chưa đúng: trong 17 chữ và số in trên giấy có ký tự sai, thiếu hoặc thừa. Hãy xem lại từng ký tự.',
    'Not a code: of the 17 letters and digits as printed one is wrong, missing or too many. Check each character.'],
  share: ['Đây là đường dẫn mà chủ giấy tờ dùng để chia sẻ kết quả, không phải mã để kiểm tra giấy.',
    'This is a link by which a holder shares a result, not a code to check a paper by.'],
  'share-open': ['Đến trang mở kết quả được chia sẻ', 'Go to the page that opens it'],
  'file-title': ['Hoặc gửi tệp PDF', 'Or send the PDF'],
  file: ['Chọn tệp PDF', 'Choose a PDF file'],
  'file-hint': ['Có thể kéo thả tệp vào khung này. Tệp được gửi đến máy chủ để kiểm tra và không được giữ lại.',
    'You can drop it into this frame. It is sent to the server to be checked and is not kept.'],
  address: ['Địa chỉ trang này:', 'Address of this page:'],
  compare: ['Hãy so với địa chỉ in cạnh mã QR. Một trang giả có thể trông giống hệt trang này.',
    'Compare it with the address printed beside the QR. A fake page can look exactly like this one.'],
  privacy: ['Phần sau dấu # trong mã QR được kiểm tra trên máy của bạn; chỉ mã kết quả được gửi đi. '
    + 'Trang không dùng cookie và không gọi đến nơi nào khác.',
    'What follows # in the QR is checked on your device; only the result’s code is sent. '
    + 'The page uses no cookies and calls nowhere else.'],

  waiting: ['Đang hỏi tình trạng…', 'Asking where it stands…'],
  waitingSentence: ['Chữ ký của mã QR đúng. Đợi câu trả lời của kho rồi hãy tin giấy này.',
    'The QR’s signature is right. Wait for the store’s answer before you trust the paper.'],
  checking: ['Đang kiểm tra…', 'Checking…'],
  sending: ['Đang gửi tệp và kiểm tra…', 'Sending and checking the file…'],
  asked: ['Kiểm tra lúc {0}, giờ Việt Nam', 'Checked at {0}, Viet Nam time'],
  old: ['Câu trả lời đã cũ', 'This answer is old'],
  oldSentence: ['Câu trả lời này lấy lúc {0}. Tình trạng có thể đã thay đổi: hãy kiểm tra lại.',
    'This answer is of {0}. Things may have changed: ask again.'],

  TOKEN_SIGNATURE: ['Có. Chữ ký của mã QR đúng.', 'Yes. The QR’s signature is right.'],
  CODE_ON_RECORD: ['Có. Mã này có trong sổ của kho.', 'Yes. The store’s records know this code.'],
  DOCUMENT_DIGEST: ['Có. Tệp này giống hệt tệp kho đang giữ.', 'Yes. The file equals the one the store keeps.'],
  DOCUMENT_SIGNATURES: ['Chữ ký số trong tệp là đúng.', 'The digital signatures in the file are right.'],
  NONE: ['Chưa kiểm tra được.', 'Could not be told.'],
  notGenuine: ['Không.', 'No.'],
  notGenuineUnknown: ['Không có trong sổ của kho.', 'Not in the store’s records.'],
  whyToken: ['Đã kiểm tra trên máy của bạn, bằng khóa công khai số {0}.', 'Checked on your device, by public key {0}.'],
  whyTokenServer: ['Máy chủ đã kiểm tra, bằng khóa công khai số {0}.', 'Checked by the server, by public key {0}.'],
  whyCode: ['Mã gõ tay chỉ cho biết đã có một kết quả mang mã này. Quét mã QR hoặc gửi tệp PDF thì chắc chắn hơn.',
    'A typed code only says that a result with this code exists. Scanning the QR or sending the PDF tells more.'],
  timeUnproved: ['Không có bằng chứng về thời điểm ký giấy này (không có dấu thời gian); kho nhận giấy theo chính sách dành '
    + 'cho hồ sơ cũ.',
  'Nothing proves when this paper was signed (it has no time-stamp); the store accepted it by its policy for old files.'],
  olderCopy: ['Đây là bản đóng dấu trước của giấy này: nội dung như nhau, nhưng kho đã có bản mới hơn, thêm bằng chứng để '
    + 'lưu lâu dài. Nếu cần lưu trữ, hãy xin bản mới.',
  'This is an earlier sealed copy of the paper: its content is the same, but the store has a newer one with more '
    + 'evidence for the long term. To keep it, ask for the newer one.'],
  'why-bad-signature': ['Nội dung mã QR không khớp với chữ ký.', 'The QR’s content does not fit its signature.'],
  'why-unknown-key': [
    'Mã QR được ký bằng một khóa không phải của kho.',
    'The QR is signed by a key that is not the store’s.',
  ],
  'why-key-not-valid-then': ['Khóa ký không còn hoặc chưa có giá trị vào lúc ghi trên mã QR.',
    'The key did not count at the time the QR states.'],
  'why-out-of-scope': [
    'Khóa ký không được dùng cho cơ quan ghi trên mã QR.',
    'The key may not sign for the agency the QR names.',
  ],
  'why-issued-in-future': ['Thời điểm cấp ghi trên mã QR ở tương lai.', 'The QR states a time of issue in the future.'],
  'why-foreign-link': ['Đường dẫn này không thuộc kho. Đừng mở nó.', 'This link is not the store’s. Do not open it.'],
  'why-no-keys': ['Chưa tải được bộ khóa công khai để kiểm tra chữ ký.', 'The public keys could not be fetched.'],
  lapsed: ['Mã QR đã quá thời gian dùng để kiểm tra ngoại tuyến.', 'The QR is past its time for offline checks.'],

  'by-REVOKED': ['Thu hồi từ ngày {0}', 'Revoked from {0}'],
  'by-ANNULLED': ['Bãi bỏ từ ngày {0}', 'Annulled from {0}'],
  'by-SUSPENDED': ['Tạm đình chỉ từ ngày {0}', 'Suspended from {0}'],
  'by-REPLACED': ['Thay thế từ ngày {0}', 'Replaced from {0}'],
  byDecision: ['theo quyết định số {0}', 'by decision no. {0}'],

  asOf: ['Theo kho, lúc {0}', 'According to the store, at {0}'],
  noStatus: ['Không có', 'None'],
  statusUnknown: ['Không hỏi được', 'Could not be asked'],
  statusUnknownHow: [
    'Không kết luận được khi chưa hỏi được kho.',
    'Nothing can be said before the store has answered.',
  ],

  paperHow: [
    'Mã QR và mã số có thể bị chép sang giấy khác. Nếu một dòng dưới đây khác với giấy, đó không phải giấy được cấp.',
    'A QR or code can be copied onto another paper. If any line below differs, it is not the paper that was issued.',
  ],
  paperNone: ['Không có gì để so.', 'There is nothing to compare.'],
  resultName: ['Tên giấy tờ', 'Name'],
  resultNumber: ['Số, ký hiệu', 'Number'],
  maskedHolder: ['Chủ giấy tờ', 'Holder'],
  holderErased: [
    'đã xóa khỏi kho theo lệnh; không so được tên trên giấy',
    'removed by order; the name on the paper cannot be compared',
  ],
  holderIdTail: ['3 số cuối giấy tờ của chủ', 'Last 3 digits of the holder’s id'],
  issuedOn: ['Ngày cấp', 'Issued on'],
  validUntil: ['Có giá trị đến hết', 'Valid until'],
  noEnd: ['Không thời hạn', 'No end'],
  endUnknown: ['Chưa biết: phải hỏi được kho', 'Not known until the store answers'],
  andMore: ['và {0} người khác', 'and {0} more'],
  byKind: ['theo loại giấy tờ', 'by its kind'],
  agency: ['Cơ quan cấp', 'Issuing agency'],
  procedure: ['Thủ tục', 'Procedure'],
  resultType: ['Loại giấy tờ', 'Kind of paper'],
  agencyCode: ['Mã cơ quan cấp', 'Issuing agency’s code'],
  procedureCode: ['Mã thủ tục', 'Procedure code'],
  resultTypeCode: ['Mã loại giấy tờ', 'Code of the kind of paper'],
  resultCode: ['Mã kết quả', 'Result code'],
  replacedByCode: ['Được thay bằng', 'Replaced by'],
  fileDigest: ['Tệp gốc (SHA-256)', 'Original file (SHA-256)'],

  presented: ['Chủ giấy tờ đang xuất trình trên điện thoại sau khi đăng nhập. Còn hiệu lực {0}.',
    'The holder shows this on a phone after signing in. Good for another {0}.'],
  presentedOver: ['Mã xuất trình vừa hết hạn. Nếu cần kiểm tra lại, hãy đề nghị mở mã mới.',
    'The presentation is over by now. To check again, ask for a new code.'],

  fileSame: ['Tệp đã chọn đúng là tệp của mã này.', 'The chosen file is the one this code was issued for.'],
  fileOtherWord: ['Tệp không khớp với mã', 'The file does not belong to the code'],
  fileOther: ['Tệp đã chọn KHÔNG phải tệp của mã này. Đừng tin tệp đó, dù mã có thật.',
    'The chosen file is NOT the one this code was issued for. Do not trust it, even though the code is genuine.'],
  fileUnsure: ['Chưa so được tệp đã chọn với mã này vì không hỏi được kho.',
    'The chosen file could not be compared with this code, as the store could not be asked.'],
  fileNoPdf: ['Tệp đã chọn không phải PDF (có thể là ảnh chụp hay bản quét) nên không so được với mã này.',
    'The chosen file is no PDF (a photo or scan, perhaps) and cannot be compared with this code.'],
  fileTooLarge: ['Tệp lớn hơn {0}, mức lớn nhất được nhận ở đây.',
    'The file is larger than {0}, the most that is taken here.'],
  tooMany: [
    'Bạn hỏi quá nhanh. Hãy đợi {0} giây rồi thử lại.',
    'Too many questions. Wait {0} seconds, then try again.',
  ],
  signedAt: ['ký lúc {0}', 'signed at {0}'],
};

let english = false;

/** Takes 'en' or anything else for Vietnamese. */
export function speak(language) {
  english = language === 'en';
}

export function say(key, ...values) {
  const text = TEXTS[key][english ? 1 : 0];
  return values.reduce((all, value, i) => all.replace(`{${i}}`, value), text);
}

export function knows(key) {
  return Object.hasOwn(TEXTS, key);
}

/**
 * Tone (good, bad, warn or plain), word and sentence of a state; `special` says that it is one of the cases in which it
 * is told otherwise: unreadable, reserved or noPdf. A state not known is never good.
 */
export function stateText(state, ofFile = false, special = null) {
  const [tone, vi, en] = SPECIAL[special] ?? STATES[state] ?? STATES.STATUS_UNAVAILABLE;
  const [word, sentence] = english ? en : vi;
  const ownWords = ofFile && !special && Object.hasOwn(FILE_STATES, state);
  return { tone, word, sentence: ownWords ? pick(...FILE_STATES[state]) : sentence };
}

export function knowsState(state) {
  return Object.hasOwn(STATES, state);
}

export function pick(vi, en) {
  return english ? en : vi;
}

export function sayTime(unixMs) {
  return new Intl.DateTimeFormat(english ? 'en-GB' : 'vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh', day: '2-digit', month: '2-digit', year: 'numeric',
    hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
  }).format(new Date(unixMs));
}

/** The day an instant falls on in Viet Nam. */
export function sayInstantDay(unixMs) {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh', day: '2-digit', month: '2-digit', year: 'numeric',
  }).format(new Date(unixMs));
}

export function sayDay(iso) {
  const [year, month, day] = iso.split('-');
  return `${day}/${month}/${year}`;
}
