// A message: its sent time, its state, its event, and its content.

import { element, setText, show } from './dom.js';
import { count, many, pretty, time } from './format.js';

const states = { visible: 'visible', inFlight: 'in flight', delayed: 'delayed' };

export function attributeList(attributes) {
  const list = element('dl', { className: 'attributes' });
  for (const [name, value] of Object.entries(attributes)) list.append(element('dt', {}, name), element('dd', {}, value));
  return list;
}

function traceOf({ traceId, traceUrl }) {
  if (!traceId) return 'none';
  return traceUrl ? element('a', { href: traceUrl, target: '_blank', rel: 'noreferrer' }, traceId) : traceId;
}

export function messageDetails(message) {
  const { messageId, eventId, body, bodyBytes, traceHeader, deadLetterSource, attributes } = message;
  const { messageGroupId, messageDeduplicationId, sequenceNumber } = message;
  return element(
    'div',
    { className: 'details' },
    attributeList({
      'message id': messageId,
      ...(eventId ? { 'event id': eventId } : {}),
      trace: traceOf(message),
      ...(messageGroupId ? { 'message group': messageGroupId } : {}),
      ...(messageDeduplicationId ? { 'deduplication id': messageDeduplicationId } : {}),
      ...(sequenceNumber ? { 'sequence number': sequenceNumber } : {}),
      ...attributes,
      ...(traceHeader ? { AWSTraceHeader: traceHeader } : {}),
      ...(deadLetterSource ? { 'dead-letter source': deadLetterSource } : {}),
    }),
    element('h4', {}, 'Body'),
    bodyBytes ? element('p', { className: 'note' }, `The body has ${count(bodyBytes)} bytes and is truncated here. The export has the whole body.`) : null,
    element('pre', { tabIndex: 0 }, pretty(body)),
  );
}

// The details of a message are created when it is first opened: most are never opened.
export function createMessage(message) {
  const node = element(
    'details',
    { className: 'card message', 'data-message': message.messageId },
    element(
      'summary',
      {},
      element('span', { className: 'at' }, time(message.sentAt)),
      element('strong', {}, message.detailType ?? 'not an event'),
      element('span', { className: 'state' }),
      element('span', { className: 'tries' }),
      element('span', { className: 'failed line' }, message.attributes.ExceptionMessage ?? ''),
    ),
  );
  node.addEventListener(
    'toggle',
    () => node.append(messageDetails(message)),
    { once: true },
  );
  return node;
}

export function updateMessage(node, message) {
  const [, , state, tries] = node.firstChild.children;
  setText(state, states[message.state]);
  state.dataset.state = message.state;
  setText(tries, message.receiveCount ? `received ${many(message.receiveCount, 'time')}` : '');
  show(tries, message.receiveCount > 0);
}
