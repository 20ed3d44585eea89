// A QR that a holder shows on a phone for some minutes: what it says by itself is that it is one; the server tells the
// rest and counts who looked.

import { say } from '/texts.js';

const FORM = 0x13;
const at = id => document.getElementById(id);

let shown = null;

export function isPresentation(bytes) {
  return bytes[0] === FORM;
}

/** The whole token goes to the server, `askResult` of ask.js being the way. */
export function verifyPresentation(digits, askResult) {
  return askResult('/api/v1/verify-token', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: digits }),
  });
}

/** Says that the holder shows it now, and how long that still holds; counted on this device's own clock. */
export function showPresentation(answer) {
  const { presentation } = answer;
  shown = presentation && presentation.remainingMs > 0 && !answer.waiting
    ? { until: (answer.shownAt ?? Date.now()) + presentation.remainingMs }
    : null;
  tell();
}

function tell() {
  const box = at('presented');
  box.hidden = !shown;
  if (shown) {
    const left = Math.max(0, Math.ceil((shown.until - Date.now()) / 1000));
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    box.dataset.tone = left > 0 ? 'good' : 'warn';
    box.textContent = left > 0 ? say('presented', clock) : say('presentedOver');
  }
}

setInterval(tell, 1_000);
