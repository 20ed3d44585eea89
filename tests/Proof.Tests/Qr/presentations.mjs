// Reads and judges the presentations of the format note, which come on standard input: written from the note alone. The
// page has no such reader, as it sends a presentation to the server, which counts the look.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';

globalThis.crypto ??= webcrypto;
const { decodeDigits, formatCode, hex } = await import(process.argv[2]);
const { now, key, presentations } = JSON.parse(readFileSync(0, 'utf8'));

function read(bytes) {
  if (bytes?.length !== 91 || bytes[0] !== 0x13) {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const seconds = view.getUint16(7);
  return seconds === 0 ? null : {
    kid: view.getUint16(1),
    issuedAt: Date.UTC(2020, 0, 1) / 1000 + view.getUint32(3),
    seconds,
    code: formatCode(bytes.subarray(9, 19)),
    id: hex(bytes.subarray(19, 27)),
  };
}

async function isSigned(bytes) {
  const base64url = text => Buffer.from(text, 'hex').toString('base64url');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const jwk = { kty: 'EC', crv: 'P-256', x: base64url(key.x), y: base64url(key.y) };
  const imported = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  const input = Buffer.concat([Buffer.from('resultstore-presentation-v1\0'), bytes.subarray(0, 27)]);
  return crypto.subtle.verify(algorithm, imported, bytes.subarray(27), input);
}

async function judge(bytes) {
  const token = read(bytes);
  if (!token) {
    return { verdict: 'malformed' };
  }
  if (String(token.kid) !== key.kid) {
    return { verdict: 'unknown-key', token };
  }
  if (!await isSigned(bytes)) {
    return { verdict: 'bad-signature', token };
  }
  const wrong = token.issuedAt < key.valid_from || token.issuedAt > now + 600;
  return { verdict: wrong ? 'wrong-time' : now >= token.issuedAt + token.seconds ? 'expired' : 'genuine', token };
}

const results = [];
for (const { digits } of presentations) {
  results.push(await judge(decodeDigits(digits.join(''))));
}
console.log(JSON.stringify(results));
