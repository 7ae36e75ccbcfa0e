// The page put together: credentials first, then the line, then what is shown of it.
import { Banner } from './banner.ts';
import { Chat } from './chat.ts';
import { Composer } from './composer.ts';
import { Connection, type Status } from './connection.ts';
import { Credentials } from './credentials.ts';
import { part } from './element.ts';
import { Gate } from './gate.ts';
import { type Identity, openIdentity } from './identity.ts';
import { linesOf } from './lines.ts';
import { Log } from './log.ts';

const credentials = new Credentials();
credentials.takeFromAddress();

const line = part('line', HTMLElement);
const empty = part('empty', HTMLElement);
const earlier = part('earlier', HTMLButtonElement);
const conversation = part('chat', HTMLElement);
const words: Record<Status['phase'], string> = {
  connecting: 'Connecting',
  ready: 'Connected',
  away: 'Not connected',
  refused: 'Not signed in',
};

let status: Status = { phase: 'connecting' };
let identity: Promise<Identity> | null = null;
/** Why the line broke, from then until there is one again: an attempt in between moves nothing on the screen. */
let lost: string | null = null;
let notice = '';
let drawing = false;

const connection = new Connection({
  credentials,
  identity: () => {
    identity ??= openIdentity().catch((cause: unknown) => {
      identity = null;
      const why = isSecureContext
        ? 'this browser cannot make one: use a current version'
        : 'open this page on localhost or over HTTPS';
      throw new Error(`Cannot use a device key: ${why}`, { cause });
    });
    return identity;
  },
  open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/`),
  handlers: { status: turn, event: (name, payload) => chat.event(name, payload), gap: () => void chat.reload() },
});
const chat = new Chat(connection, draw);
const banner = new Banner();
const gate = new Gate((secret) => {
  credentials.give(secret);
  connection.connect();
});
const log = new Log({
  again(runId) {
    const sent = chat.transcript.discard(runId);
    if (sent) void chat.send(sent.text, runId);
  },
  discard(runId) {
    const sent = chat.transcript.discard(runId);
    if (sent) composer.restore(sent.text);
    draw();
  },
});
const composer = new Composer({
  send(text) {
    notice = '';
    void chat.send(text);
    log.toEnd();
  },
  stop() {
    void chat.stop().then((trouble) => {
      notice = trouble;
      draw();
    });
  },
});

function turn(next: Status): void {
  const arrived = next.phase === 'ready' && status.phase !== 'ready';
  status = next;
  if (next.phase === 'away') lost = next.why === '' ? 'The gateway cannot be reached.' : `${next.why}.`;
  else if (next.phase !== 'connecting') lost = null;
  line.textContent = words[next.phase];
  line.dataset.state = next.phase;
  if (next.phase === 'ready') void chat.join(next.mainKey);
  draw();
  // Behind what is drawn now: what cannot be seen yet takes no focus.
  if (arrived) requestAnimationFrame(() => composer.focus());
}

/** At most once a frame, however fast the words come; at once when the page cannot be seen. */
function draw(): void {
  if (drawing) return;
  drawing = true;
  if (document.hidden) setTimeout(show);
  else requestAnimationFrame(show);
}

function show(): void {
  drawing = false;
  // While it is being tried the gate stays as it is: what is behind it does not flash up.
  if (status.phase !== 'connecting') {
    gate.show(status.phase === 'refused' ? status.refusal : null);
    conversation.hidden = status.phase === 'refused';
  }
  banner.show(noticeOf(status));
  const lines = linesOf(chat.transcript);
  log.show(lines);
  empty.hidden = !chat.loaded || lines.length > 0;
  earlier.hidden = chat.earlierFrom === null || status.phase !== 'ready';
  const open = status.phase === 'ready' && chat.loaded;
  const hint = notice !== '' ? notice : lost !== null ? 'Read only until the gateway is back. Your draft is kept.' : '';
  composer.show({ open, live: chat.transcript.live !== null, hint, commands: chat.commands });
}

function noticeOf(status: Status): Parameters<Banner['show']>[0] {
  if (lost !== null) {
    const until = status.phase === 'away' ? status.until : 0;
    return { why: lost, until, go: 'Try now', act: () => connection.connect() };
  }
  if (status.phase !== 'ready' || chat.trouble === '') return null;
  const act = () => void chat.reload();
  return { why: `The conversation is not up to date. ${chat.trouble}.`, until: null, go: 'Load again', act };
}

earlier.addEventListener('click', () => void log.steadily(() => chat.earlier().then(show)));
addEventListener('hashchange', () => {
  if (credentials.takeFromAddress()) connection.connect();
});
addEventListener('online', () => {
  if (status.phase === 'away') connection.connect();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && status.phase === 'away') connection.connect();
});
connection.connect();
draw();
