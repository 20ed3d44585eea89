// Reads and judges the token in a QR, and codes as people type them. Written from docs/qr-format.md alone and not from
// the server's reader, so that each checks the other; runs in a browser and in Node, and asks nobody.

const DIGITS_FOR = [0, 3, 5, 8, 10, 13, 15, 17];
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MAX_TOKEN = 1024;
const COMMON = 25;
const SIGNATURE = 64;
const EPOCH = Date.UTC(2020, 0, 1) / 1000;
const CLOCK_TOLERANCE = 600;
const TAGS = [
  null, 'procedureCode', 'agencyCode', 'resultTypeCode', 'resultNumber', 'issuedOn', 'validUntil', 'maskedHolder',
];

/** Decimal digits to bytes; null on any text that no bytes give. Long division by hand: old phones have no BigInt. */
export function decodeDigits(text) {
  const tail = DIGITS_FOR.indexOf(text.length % 17);
  const size = Math.floor(text.length / 17) * 7 + tail;
  if (tail < 0 || size > MAX_TOKEN || !/^[0-9]*$/.test(text)) {
    return null;
  }
  const bytes = new Uint8Array(size);
  for (let at = 0, from = 0; at < size; at += 7) {
    const count = Math.min(7, size - at);
    const group = bytes.subarray(at, at + count);
    for (const digit of text.slice(from, from + DIGITS_FOR[count])) {
      let carry = Number(digit);
      for (let i = count - 1; i >= 0; i--) {
        carry += group[i] * 10;
        group[i] = carry & 255;
        carry >>= 8;
      }
      if (carry > 0) {
        return null;
      }
    }
    from += DIGITS_FOR[count];
  }
  return bytes;
}

/** The token's fields, not yet believed; null on anything the format does not allow. Times in seconds since 1970. */
export function readToken(bytes) {
  const form = { 0x11: 'final', 0x12: 'reserved' }[bytes[0]];
  const fieldsAt = form === 'final' ? COMMON + 20 : COMMON;
  const end = bytes.length - SIGNATURE;
  if (!form || end < fieldsAt || bytes.length > MAX_TOKEN) {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = readFields(bytes.subarray(fieldsAt, end));
  return fields && {
    form,
    kid: view.getUint16(1),
    issuedAt: EPOCH + view.getUint32(3),
    daysValid: view.getUint16(7),
    code: formatCode(bytes.subarray(9, 19)),
    statusList: view.getUint16(19),
    statusIndex: view.getUint32(21),
    document: form === 'final' ? { sha256Prefix: hex(bytes.subarray(25, 41)), length: view.getUint32(41) } : null,
    fields,
  };
}

function readFields(bytes) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const fields = {};
  for (let at = 0, last = -1; at < bytes.length;) {
    const tag = bytes[at];
    const length = bytes[at + 1];
    const next = at + 2 + length;
    if (tag <= last || !(next <= bytes.length)) {
      return null;
    }
    if (TAGS[tag]) {
      try {
        fields[TAGS[tag]] = decoder.decode(bytes.subarray(at + 2, next));
      } catch {
        return null;
      }
    }
    last = tag;
    at = next;
  }
  for (const name of ['issuedOn', 'validUntil']) {
    if (name in fields && !(fields[name] = isoDate(fields[name]))) {
      return null;
    }
  }
  return fields;
}

function isoDate(text) {
  const parts = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(text);
  const iso = parts && parts.slice(1).join('-');
  const date = iso ? new Date(`${iso}T00:00:00Z`) : null;
  return date && !isNaN(date) && parts[1] !== '0000' && date.toISOString().startsWith(iso) ? iso : null;
}

/**
 * Judges a token by the published keys, members of a JSON Web Key Set.
 * Verdicts: genuine, malformed, unknown-key, bad-signature, key-not-valid-then, out-of-scope, issued-in-future.
 */
export async function judge(bytes, keys, now) {
  const token = readToken(bytes);
  if (!token) {
    return { verdict: 'malformed' };
  }
  const key = keys.find(one => one.kid === String(token.kid));
  if (!key) {
    return { verdict: 'unknown-key', token };
  }
  if (!await isSigned(bytes, key)) {
    return { verdict: 'bad-signature', token };
  }
  if (token.issuedAt < key.valid_from || token.issuedAt >= (key.valid_to ?? Infinity)) {
    return { verdict: 'key-not-valid-then', token, key };
  }
  if (!covers(key.agencies, token.fields.agencyCode)) {
    return { verdict: 'out-of-scope', token, key };
  }
  if (token.issuedAt > now + CLOCK_TOLERANCE) {
    return { verdict: 'issued-in-future', token, key };
  }
  const lapsed = token.daysValid > 0 && now >= token.issuedAt + token.daysValid * 86400;
  return { verdict: 'genuine', token, key, lapsed };
}

async function isSigned(bytes, key) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const jwk = { kty: 'EC', crv: 'P-256', x: key.x, y: key.y };
  const context = new TextEncoder().encode('resultstore-qr-v1\0');
  const end = bytes.length - SIGNATURE;
  const input = new Uint8Array(context.length + end);
  input.set(context);
  input.set(bytes.subarray(0, end), context.length);
  const imported = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, bytes.slice(end), input);
}

function covers(scopes, agency) {
  return scopes.includes('*')
    || agency !== undefined && scopes.some(scope => `${levelOneFirst(agency)}.`.startsWith(`${levelOneFirst(scope)}.`));
}

function levelOneFirst(code) {
  const upper = code.trim().toUpperCase();
  const parts = /^([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z]..)$/.exec(upper);
  return parts ? [parts[4], parts[3], parts[2], parts[1]].filter(part => !/^0+$/.test(part)).join('.') : upper;
}

/** The bytes behind our own link, 'not-ours' or 'malformed'. Compared as text: there is one way to write it. */
export function readLink(text, hosts, development) {
  const at = text.trim().indexOf('/v#');
  const origin = (at < 0 ? text.trim().replace(/\/v?$/, '') : text.trim().slice(0, at)).toLowerCase();
  if (!isOurs(origin, hosts, development)) {
    return 'not-ours';
  }
  if (at < 0) {
    return 'malformed'; // cut off before the token began
  }
  const bytes = decodeDigits(text.trim().slice(at + 3));
  return bytes && bytes.length ? bytes : 'malformed';
}

/** Whether an origin, in lower case, is one of these hosts. */
export function isOurs(origin, hosts, development) {
  // In development two names of one machine are one host; only the port tells one store on it from another.
  const loopback = /^(localhost|127\.0\.0\.1):[1-9][0-9]{0,4}$/;
  const [scheme, , port] = origin.split(':');
  return hosts.some(host => origin === `https://${host.toLowerCase()}`)
    || development && scheme === 'http' && loopback.test(origin.slice(7)) && Number(port) < 65536
      && hosts.some(host => loopback.test(host) && host.endsWith(`:${port}`));
}

/** The printed form of 10 bytes. */
export function formatCode(bytes) {
  let text = '';
  let sum = 0;
  for (let i = 0; i < 16; i++) {
    const bit = i * 5;
    const pair = bytes[bit >> 3] << 8 | (bytes[(bit >> 3) + 1] ?? 0);
    const value = pair >> 11 - bit % 8 & 31;
    text += ALPHABET[value] + (i % 4 === 3 ? '-' : '');
    sum += luhnTerm(value, i);
  }
  return text + ALPHABET[(32 - sum % 32) % 32];
}

/** A typed code in its printed form; null on a wrong length, character or check character. */
export function normaliseCode(typed) {
  const plain = typed.toUpperCase().replace(/[\s\u2010-\u2015-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = Array.from(plain, one => ALPHABET.indexOf(one));
  if (values.length !== 17 || values.includes(-1)) {
    return null;
  }
  const sum = values.slice(0, 16).reduce((all, value, i) => all + luhnTerm(value, i), 0);
  return (sum + values[16]) % 32 === 0 ? plain.replace(/(.{4})(?=.)/g, '$1-') : null;
}

// The right-most of 16 characters counts twice, its left neighbour once, and so on.
function luhnTerm(value, position) {
  const product = position % 2 === 1 ? value * 2 : value;
  return Math.floor(product / 32) + product % 32;
}

export function hex(bytes) {
  return Array.from(bytes, one => one.toString(16).padStart(2, '0')).join('');
}
