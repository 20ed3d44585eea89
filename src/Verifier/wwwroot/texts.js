// The page's words (words.js) in the language that was chosen, and its times.

import { WORDS } from '/words.js';

const { states: STATES, special: SPECIAL, fileStates: FILE_STATES, texts: TEXTS } = WORDS;

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
 * is told otherwise: unreadable, reserved, noPdf, notValid or earlier. A state not known is never good.
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
