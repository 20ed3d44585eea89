// Runs the page's token reader against the vectors of the format note, which come on standard input.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';

globalThis.crypto ??= webcrypto;
const reader = await import(process.argv[2]);
const { now, key, code, tokens } = JSON.parse(readFileSync(0, 'utf8'));
const base64url = hex => Buffer.from(hex, 'hex').toString('base64url');
const keys = [{ ...key, x: base64url(key.x), y: base64url(key.y) }];
const results = [];
for (const { digits } of tokens) {
  const bytes = reader.decodeDigits(digits.join(''));
  results.push(bytes ? await reader.judge(bytes, keys, now) : { verdict: 'malformed' });
}
console.log(JSON.stringify({
  tokens: results,
  text: reader.formatCode(Buffer.from(code.bytes, 'hex')),
  typed: [code.text.toLowerCase(), code.text.replaceAll('-', ' '), code.text.replace('0', 'O'), 'DZQH-28HK-8HAP-CXW8-W']
    .map(reader.normaliseCode),
  links: ['https://KQ.example.vn/v#255', 'https://kq.example.vn@evil.example/v#255', 'http://localhost:5090/v#255',
    'https://kq.example.vn:443/v#255', 'https://kq.example.vn/v#999', 'https://kq.example.vn\\/v#255']
    .map(link => reader.readLink(link, ['kq.example.vn'], false))
    .map(read => typeof read === 'string' ? read : 'ours'),
}));
