// The messages of one queue, the oldest first. Viewing does not receive them.

import { get, Missing } from './api.js';
import { byId, element, setText, show, sync } from './dom.js';
import { count, many } from './format.js';
import { countsOf } from './map.js';
import { createMessage, updateMessage } from './messages.js';

export function enter({ id }) {
  setText(byId('queue-title'), `Queue ${id}`);
  setText(byId('queue-note'), '');
  show(byId('queue-dead'), false);
  showMessages([]);
}

function showMessages(messages) {
  sync(byId('queue-messages'), messages, message => message.messageId, createMessage, updateMessage);
}

export async function refresh({ id }, topology) {
  const queue = topology.queues.find(one => one.name === id);
  if (!queue) {
    showMessages([]);
    setText(byId('queue-note'), `There is no queue '${id}'.`);
    return;
  }

  let answer;
  try {
    answer = await get(`queues/${encodeURIComponent(id)}/messages`);
  } catch (error) {
    // Deleted since the topology was read: the next refresh reports it.
    if (error instanceof Missing) return;
    throw error;
  }

  const shown = answer.messages.length < answer.count ? ` The oldest ${count(answer.messages.length)} of ${count(answer.count)} are shown.` : '';
  setText(byId('queue-note'), `${countsOf(queue)}.${shown}`);
  showDeadLetterQueue(queue);
  showMessages(answer.messages);
}

function showDeadLetterQueue({ name, deadLetterQueue, maxReceiveCount, isDeadLetterQueue }) {
  const target = isDeadLetterQueue ? name : deadLetterQueue;
  show(byId('queue-dead'), Boolean(target));
  if (!target) return;
  const text = isDeadLetterQueue
    ? 'This is a dead-letter queue: its messages by cause'
    : `After ${many(maxReceiveCount, 'receive')} a message goes to ${deadLetterQueue}`;
  sync(
    byId('queue-dead'),
    [text],
    one => one,
    () => element('a', { href: `#/dead-letters/${encodeURIComponent(target)}` }, text),
    () => {},
  );
}
