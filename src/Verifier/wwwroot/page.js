// The page's road: something to verify comes in (a QR's link, a typed code, a file), one answer goes out.

import { headlineWord, show, showFileNote } from '/answer.js';
import {
  asLink, compareFile, marked, readShare, Refused, verifyCode, verifyDigits, verifyFile, verifyLink,
} from '/ask.js';
import { knows, say, speak } from '/texts.js';
import { normaliseCode } from '/token.js';

const at = id => document.getElementById(id);
const FILE_NOTES = { same: ['good', 'fileSame'], unsure: ['warn', 'fileUnsure'], noPdf: ['warn', 'fileNoPdf'] };

// What is being verified, so that it can be asked again; the answer shown; the file compared with it; how many so far.
let question = null;
let answer = null;
let compared = null;
let turn = 0;

/** Asks, shows and remembers. A later question makes an earlier answer void. */
async function verify(next, progress = 'checking') {
  const mine = ++turn;
  clear(next);
  at('progress').textContent = say(progress);
  await orSayWhy(mine, async () => {
    const given = await next(early => mine === turn && show(early));
    if (mine === turn) {
      answer = { ...given, shownAt: Date.now() };
      at('progress').textContent = '';
      draw();
      lead();
    }
  });
}

/** No answer to an earlier question stays beside what is asked now. */
function clear(next) {
  question = next;
  answer = null;
  compared = null;
  at('answer').hidden = true;
  at('progress').textContent = '';
  sayCodeWrong(false);
  draw();
}

/** Told by the alert, which is there from the start, and described at the field. */
function sayCodeWrong(wrong) {
  const alert = at('code-error');
  if (wrong) {
    alert.dataset.t = 'code-wrong';
  } else {
    delete alert.dataset.t;
  }
  alert.textContent = wrong ? say('code-wrong') : '';
  at('code').setAttribute('aria-invalid', String(wrong));
}

/** Beside a genuine code a file is compared with it, if anything is known of it; else the file is the question. */
async function takeFile(file) {
  if (!file) {
    return;
  }
  const alone = !answer?.genuine.genuine || !answer.paper || answer.document;
  if (alone || answer.state === 'UNKNOWN' && !answer.mark) {
    await verify(() => verifyFile(file), 'sending');
    return;
  }
  const mine = turn;
  at('progress').textContent = say('sending');
  await orSayWhy(mine, async () => {
    const finding = await compareFile(file, answer);
    if (mine === turn) {
      compared = finding;
      at('progress').textContent = '';
      draw();
      lead();
    }
  });
}

/** To the answer, with the header and the language above it in sight. */
function lead() {
  at('word').focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

async function orSayWhy(mine, work) {
  try {
    await work();
  } catch (failure) {
    if (mine !== turn) {
      return;
    }
    at('progress').textContent = failure instanceof Refused ? say(failure.message, ...failure.values) : say('NONE');
  }
}

function draw() {
  if (answer) {
    show(answer, compared);
  }
  const [tone, key] = FILE_NOTES[compared] ?? [];
  showFileNote(tone ?? '', key ? say(key) : '');
  const name = say('document');
  document.title = `${marked ? '[THỬ NGHIỆM] ' : ''}${answer ? `${headlineWord(answer, compared)} - ${name}` : name}`;
}

/** `/v#DIGITS` is a QR; `/#CODE` a code, as the link to a successor has it. */
function openLink() {
  const text = location.hash.slice(1);
  const code = normaliseCode(text);
  if (location.pathname.toLowerCase() === '/v' && text) {
    verify(waiting => verifyDigits(text, waiting));
  } else if (code) {
    at('code').value = code;
    verify(() => verifyCode(code));
  }
}

function submitCode(event) {
  event.preventDefault();
  const typed = at('code').value.trim();
  // Copied from a paper or a message it may have its label before it: "Mã: ...".
  const code = normaliseCode(typed.slice(typed.lastIndexOf(':') + 1));
  const link = code ? null : asLink(typed);
  at('share').hidden = true;
  if (code) {
    verify(() => verifyCode(code));
  } else if (link) {
    takeLink(link);
  } else {
    refuseCode();
  }
}

/** Another paper was meant: the answer about the last one goes, and its title with it. */
function refuseCode() {
  turn++;
  clear(null);
  sayCodeWrong(true);
  at('code').focus({ preventScroll: true });
  at('code-form').scrollIntoView({ block: 'center' });
}

/** A share link of the store is for its own page: here it is only offered, as opening costs one use. */
async function takeLink(link) {
  const mine = ++turn;
  clear(null);
  await orSayWhy(mine, async () => {
    const secret = await readShare(link);
    if (mine === turn && secret === null) {
      await verify(waiting => verifyLink(link, waiting));
    } else if (mine === turn) {
      at('share-open').href = `/s${secret}`;
      at('share').hidden = false;
      at('share-open').focus();
    }
  });
}

function setLanguage(language) {
  speak(language);
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-t]')) {
    if (knows(element.dataset.t)) {
      element.textContent = say(element.dataset.t);
    }
  }
  at('language').textContent = language === 'en' ? 'Tiếng Việt' : 'English';
  at('language').lang = language === 'en' ? 'vi' : 'en';
  at('offer').hidden = language === 'en' || remembered() !== null
    || navigator.languages.some(spoken => spoken.toLowerCase().startsWith('vi'));
  draw();
}

function remembered() {
  try {
    return localStorage.getItem('language');
  } catch {
    return null;
  }
}

function switchLanguage() {
  const language = document.documentElement.lang === 'en' ? 'vi' : 'en';
  try {
    localStorage.setItem('language', language);
  } catch {
    // A browser that keeps nothing: the choice holds for this visit.
  }
  setLanguage(language);
}

const drop = at('drop');
for (const [name, over] of [['dragover', true], ['dragleave', false], ['drop', false]]) {
  drop.addEventListener(name, event => {
    event.preventDefault();
    drop.classList.toggle('over', over);
  });
}
drop.addEventListener('drop', event => takeFile(event.dataTransfer.files[0]));

// A file dropped beside the mark must not replace the page.
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => event.preventDefault());

at('file').addEventListener('change', event => {
  const [file] = event.target.files;
  takeFile(file).finally(() => { event.target.value = ''; });
});
at('code-form').addEventListener('submit', submitCode);
at('again').addEventListener('click', () => question && verify(question));
at('print').addEventListener('click', () => print());
at('language').addEventListener('click', switchLanguage);
at('accept').addEventListener('click', () => { switchLanguage(); at('language').focus(); });
addEventListener('hashchange', openLink);

// An answer grows old on the screen as well.
setInterval(draw, 30_000);
addEventListener('visibilitychange', draw);

at('host').textContent = location.host;
setLanguage(remembered() === 'en' ? 'en' : 'vi');
openLink();
