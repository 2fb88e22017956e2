// What workers gave up, why, and the way back.

import { get, post } from './api.js';
import { byId, element, setText, show, sync } from './dom.js';
import { elsewhere, many, time } from './format.js';
import { press, tell } from './actions.js';
import { attributeList } from './details.js';

export async function refresh(now, system) {
  const queues = await get('/api/dead-letters');
  const full = queues.filter(queue => queue.count > 0);
  setText(
    byId('dead-note'),
    full.length
      ? 'A redrive sends them back to the queue that they came from. Mend what is wrong first, or they come back.'
      : 'None. What a worker gives up comes into the dead-letter queue of its queue, with the reason. Looked at: ' +
          `${queues.map(queue => queue.queue).join(', ') || 'no queue yet'}.`,
  );
  sync(byId('dead-queues'), full, queue => queue.queue, create, (section, queue) => update(section, queue, system));
}

function create(queue) {
  const button = element('button', { type: 'button' });
  button.addEventListener('click', () =>
    press(button, async () => {
      const { redriven } = await post(`/api/dead-letters/${encodeURIComponent(queue.queue)}/redrive`);
      tell(
        `${many(redriven, 'message')} of ${queue.queue} ${redriven === 1 ? 'is' : 'are'} on the way back to ${queue.sources.join(', ')}.`,
      );
    }),
  );
  return element(
    'section',
    { className: 'dead-queue', 'data-queue': queue.queue },
    element('div', { className: 'head' }, element('h3', {}, queue.queue), element('span', { className: 'note' }), button),
    element('div', { className: 'letters' }),
  );
}

function update(section, queue, system) {
  const [head, letters] = section.children;
  const [, note, button] = head.children;
  setText(
    note,
    queue.messages.length < queue.count
      ? `${many(queue.count, 'message')}, the oldest ${queue.messages.length} of them here`
      : many(queue.count, 'message'),
  );
  setText(button, `Redrive ${queue.count === 1 ? 'it' : `all ${queue.count}`} to ${queue.sources.join(', ')}`);
  sync(
    letters,
    queue.messages,
    letter => letter.messageId,
    letter => createLetter(letter, system),
    () => {},
  );
}

function traceOf({ traceId }, tracesGoTo) {
  if (!traceId) return 'It names no trace.';
  if (tracesGoTo) return `Its trace is ${traceId}. ${elsewhere(tracesGoTo)}`;
  return element('a', { href: `#/traces/${traceId}` }, 'Show its trace');
}

function createLetter(letter, { tracesGoTo }) {
  const {
    DeadLetterReason: reason,
    ExceptionType: type,
    ExceptionMessage: message,
    LastFailureAt: failedAt,
    ReceiveCount: tries,
  } = letter.attributes;
  const trace = element(
    'p',
    {},
    traceOf(letter, tracesGoTo),
  );
  const why = [
    reason ?? 'no reason given: SQS itself moved it, as after a crash',
    ...(tries ? [`after ${many(Number(tries), 'receive')}`] : []),
  ].join(', ');
  return element(
    'details',
    { className: 'card letter' },
    element(
      'summary',
      {},
      element('span', { className: 'at' }, time(failedAt ?? letter.sentAt)),
      element('strong', {}, letter.detailType ?? 'not an event'),
      element('span', { className: 'failed' }, why),
      element('span', { className: 'line' }, [type, message].filter(Boolean).join(': ')),
    ),
    trace,
    attributeList({ 'message id': letter.messageId, ...(letter.eventId ? { 'event id': letter.eventId } : {}), ...letter.attributes }),
    element('h4', {}, 'The event'),
    element('pre', { tabIndex: 0 }, letter.body),
  );
}
