// What EventBridge refused for good, why, and the command that publishes it again.

import { get } from './api.js';
import { byId, element, setText, sync } from './dom.js';
import { many, time } from './format.js';
import { attributeList } from './details.js';

export async function refresh() {
  const services = await get('/api/refused-events');
  setText(
    byId('refused-note'),
    services.length
      ? 'They stay in the outbox of their service until the command below publishes them again. Fix the cause first, or they come back.'
      : 'None. An event that EventBridge refuses at every try stays in the outbox of its service, with the reason.',
  );
  sync(byId('refused-services'), services, service => service.service, create, update);
}

function create({ service }) {
  return element(
    'section',
    { className: 'dead-queue', 'data-service': service },
    element('div', { className: 'head' }, element('h3', {}, service), element('span', { className: 'note' })),
    element('pre', { className: 'command', tabIndex: 0 }),
    element('div', { className: 'letters' }),
  );
}

function update(section, { count, command, events }) {
  const [head, commandLine, letters] = section.children;
  setText(
    head.lastChild,
    events.length < count ? `${many(count, 'refused event')}, the latest ${events.length} of them here` : many(count, 'refused event'),
  );
  setText(commandLine, command);
  sync(
    letters,
    events,
    event => `${event.eventId} ${event.refusedAt}`,
    createLetter,
    () => {},
  );
}

function createLetter({ eventId, source, detailType, refusedAt, reason }) {
  return element(
    'details',
    { className: 'card letter' },
    element(
      'summary',
      {},
      element('span', { className: 'at' }, time(refusedAt)),
      element('strong', {}, detailType),
      element('span', { className: 'failed' }, reason ?? 'no reason given'),
    ),
    attributeList({ 'event id': eventId, source, 'refused at': refusedAt }),
  );
}
