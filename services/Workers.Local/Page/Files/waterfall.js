// One trace across all services: what happened when, for how long, and below what.

import { getText, Missing } from './api.js';
import { byId, element, setText, show, sync } from './dom.js';
import { duration, elsewhere, hue, many, time } from './format.js';
import { logLines, spanDetails } from './details.js';

const table = document.querySelector('.waterfall');
const ticks = 4;

// A trace that is not there may still come, or come back: that is worth a question now and then.
const missingMilliseconds = 15_000;
let last;
let askAgainAt = 0;
let lookAgain = () => {};

export const attach = look => {
  lookAgain = look;
};

export function enter() {
  askAgainAt = 0;
  clear('');
}

function clear(note) {
  last = undefined;
  sync(
    table,
    [],
    () => '',
    () => null,
    () => {},
  );
  setText(byId('trace-title'), 'Trace');
  setText(byId('trace-note'), note);
  byId('trace-rest').replaceChildren();
  show(byId('trace-waterfall'), false);
}

export async function refresh({ id }, { tracesGoTo }) {
  if (performance.now() < askAgainAt) return;
  let answer;
  try {
    answer = await getText(`/api/traces/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    askAgainAt = performance.now() + missingMilliseconds;
    clear(tracesGoTo ? elsewhere(tracesGoTo) : error.message);
    return;
  }

  if (answer === last) return;
  last = answer;
  show(byId('trace-waterfall'), true);

  const { trace, spans, logs, dropped } = JSON.parse(answer);
  const whole = Math.max(trace.durationMs, 0.001);
  setText(byId('trace-title'), trace.name);
  setText(
    byId('trace-note'),
    [
      `began ${time(trace.startedAt)}`,
      `took ${duration(trace.durationMs)}`,
      many(trace.spans, 'span'),
      many(trace.services.length, 'service'),
      ...(trace.errors ? [many(trace.errors, 'error')] : []),
      ...(trace.orderId ? [`order ${trace.orderId}`] : []),
      `trace ${trace.traceId}`,
      ...(dropped ? [`${many(dropped, 'span or log line', 'spans and log lines')} more than are kept`] : []),
    ].join(' · '),
  );
  sync(
    byId('trace-ticks'),
    [...Array(ticks + 1).keys()],
    tick => tick,
    () => element('span', {}),
    (node, tick) => setText(node, tick === 0 ? '0' : duration((whole * tick) / ticks)),
  );
  // They are many and quick; one that failed is seen in any case.
  const calls = spans.filter(span => span.isDatabaseCall && !span.isError);
  const shown = byId('trace-databases').checked ? spans : spans.filter(span => !calls.includes(span));
  setText(byId('trace-databases-label'), `with ${many(calls.length, 'call')} of databases`);
  sync(
    table,
    shown,
    span => span.spanId,
    create,
    (body, span) => update(body, span, whole),
  );
  byId('trace-rest').replaceChildren(...(logs.length ? [element('h3', {}, 'Logs of no span that is here'), logLines(logs)] : []));
}

function create(span) {
  const toggle = element(
    'button',
    { type: 'button', className: 'span', 'aria-expanded': 'false' },
    element('span', { className: 'service' }),
    element('span', { className: 'name' }),
    element('span', { className: 'subject' }),
  );
  const marks = element('span', { className: 'marks' });
  const bar = element('div', { className: 'bar' });
  const wait = element('div', { className: 'wait' });
  const body = element(
    'tbody',
    {},
    element(
      'tr',
      {},
      element('td', {}, toggle, marks),
      element('td', { className: 'number' }),
      element('td', {}, element('div', { className: 'lane' }, wait, bar)),
    ),
    element('tr', { className: 'details', hidden: true }, element('td', { colSpan: 3 })),
  );
  body.style.setProperty('--hue', hue(span.service));
  toggle.addEventListener('click', () => open(body, toggle.getAttribute('aria-expanded') !== 'true'));
  return body;
}

function open(body, isOpen) {
  body.querySelector('button').setAttribute('aria-expanded', isOpen);
  const row = body.lastChild;
  row.firstChild.replaceChildren(...(isOpen ? [spanDetails(body.span)] : []));
  show(row, isOpen);
}

function update(body, span, whole) {
  const wasOpen = !body.lastChild.hidden;
  const isChanged = JSON.stringify(body.span) !== JSON.stringify(span);
  body.span = span;

  const [what, took, timeline] = body.firstChild.children;
  const [toggle, marks] = what.children;
  what.style.setProperty('--depth', Math.min(span.depth, 24));
  setText(toggle.children[0], span.service);
  setText(toggle.children[1], span.name);
  setText(toggle.children[2], span.subject ?? '');
  sync(
    marks,
    marksOf(span),
    mark => mark.text,
    mark => element('span', { className: mark.kind }, mark.text),
    () => {},
  );
  setText(took, duration(span.durationMs));

  const [wait, bar] = timeline.firstChild.children;
  const at = ms => `${Math.min(100, Math.max(0, (ms / whole) * 100))}%`;
  bar.style.left = at(span.offsetMs);
  bar.style.width = at(span.durationMs);
  bar.classList.toggle('error', span.isError);
  show(wait, span.waitMs > 0);
  if (span.waitMs > 0) {
    const from = Math.max(0, span.offsetMs - span.waitMs);
    wait.style.left = at(from);
    wait.style.width = at(span.offsetMs - from);
    wait.title = span.waited;
  }

  if (wasOpen && isChanged) open(body, true);
}

function marksOf(span) {
  const events = new Map();
  for (const { name } of span.events) events.set(name, (events.get(name) ?? 0) + 1);
  return [
    ...(span.isError ? [{ kind: 'failed', text: span.statusMessage ? `failed: ${span.statusMessage}` : 'failed' }] : []),
    ...(span.isParentMissing ? [{ kind: 'note', text: 'parent not received' }] : []),
    ...(span.waited ? [{ kind: 'note', text: span.waited }] : []),
    ...[...events].map(([name, times]) => ({ kind: 'chip event', text: times > 1 ? `${name} × ${times}` : name })),
  ];
}

byId('trace-databases').addEventListener('change', () => {
  last = undefined;
  lookAgain();
});

// Up and down from span to span.
table.addEventListener('keydown', event => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const toggles = [...table.querySelectorAll('button.span')];
  const next = toggles.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
  if (!toggles.includes(document.activeElement) || !toggles[next]) return;
  event.preventDefault();
  toggles[next].focus();
});
