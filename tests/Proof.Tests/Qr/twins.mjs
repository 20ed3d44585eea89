// Judges the tokens that come on standard input, one line of digits each, as the page does.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';

globalThis.crypto ??= webcrypto;
const reader = await import(process.argv[2]);
const { now, keys, digits } = JSON.parse(readFileSync(0, 'utf8'));
const verdicts = [];
for (const one of digits) {
  const bytes = reader.decodeDigits(one);
  const { verdict, token } = bytes ? await reader.judge(bytes, keys, now) : { verdict: 'malformed' };
  const { validUntil = '', maskedHolder = '' } = token?.fields ?? {};
  verdicts.push(`${verdict} ${token?.code ?? ''} ${validUntil} ${maskedHolder}`);
}
console.log(JSON.stringify(verdicts));
