// The dead letters grouped by cause, and their actions.

import { get, post } from './api.js';
import { byId, element, say, setText, show, sync } from './dom.js';
import { many, time } from './format.js';
import { confirmed, press, tell } from './actions.js';
import { createMessage, messageDetails, updateMessage } from './messages.js';

let lookAgain = () => {};
export const attach = look => {
  lookAgain = look;
};

const pathOf = (queue, verb) => `dead-letters/${encodeURIComponent(queue)}/${verb}`;
const exportPath = (queue, group) => pathOf(queue, `export${group ? `?group=${encodeURIComponent(group)}` : ''}`);

const stayed = ({ notVisible }) => (notVisible ? ` ${many(notVisible, 'message')} in flight or delayed stayed.` : '');

async function redrive(queue, selection) {
  const result = await post(pathOf(queue.queue, 'redrive'), selection);
  tell(`${many(result.redriven, 'message')} of ${queue.queue} moved to ${queue.sources.join(', ')}.${stayed(result)}`);
  lookAgain();
}

async function remove(queue, selection, what) {
  if (!(await confirmed(`Delete ${what} of ${queue.queue}? This cannot be undone.`))) return;
  const result = await post(pathOf(queue.queue, 'delete'), selection);
  tell(`${many(result.deleted, 'message')} of ${queue.queue} deleted.${stayed(result)}`);
  lookAgain();
}

function button(text, act, className = '') {
  const made = element('button', { type: 'button', className }, text);
  made.addEventListener('click', () => press(made, act));
  return made;
}

const exportLink = (text, path) => element('a', { className: 'button', href: path, download: '' }, text);

export async function refresh({ id }) {
  const { queues } = await get('dead-letters');
  const shown = queues.filter(queue => (id ? queue.queue === id : queue.count > 0));
  show(byId('dead-all'), Boolean(id));
  setText(byId('dead-note'), note(queues, shown, id));
  sync(byId('dead-queues'), shown, queue => queue.queue, createQueue, updateQueue);
  await Promise.all([...document.querySelectorAll('.group-messages[open]')].map(list => list.load()));
}

function note(queues, shown, id) {
  if (id && !shown.length) return `There is no dead-letter queue '${id}'.`;
  if (shown.some(queue => queue.count)) return 'Fix the cause before a redrive, or the messages come back.';
  if (id) return '';
  const names = queues.map(queue => queue.queue).join(', ');
  return names ? `There are no dead letters in ${names}.` : 'There is no dead-letter queue yet: no redrive policy and no rule target names one.';
}

function createQueue(queue) {
  const section = element(
    'section',
    { className: 'dead-queue', 'data-queue': queue.queue },
    element(
      'div',
      { className: 'head' },
      element('h3', {}, element('a', { href: `#/queues/${encodeURIComponent(queue.queue)}` }, queue.queue)),
      element('span', { className: 'note' }),
      element(
        'span',
        { className: 'buttons' },
        button('Redrive all', () => redrive(section.queue, {}), 'redrive'),
        exportLink('Export all', exportPath(queue.queue)),
        button('Delete all …', () => remove(section.queue, {}, `all ${many(section.queue.count, 'message')}`), 'danger'),
      ),
    ),
    element('p', { className: 'note', hidden: true }),
    element('p', { className: 'note', hidden: true }),
    element('div', { className: 'groups' }),
  );
  return section;
}

function updateQueue(section, queue) {
  const [head, limits, destination, groups] = section.children;
  section.queue = queue;
  setText(head.children[1], queue.count ? many(queue.count, 'message') : 'empty');
  show(head.children[2], queue.count > 0);
  section.classList.toggle('no-destination', queue.sources.length !== 1);
  setText(head.querySelector('.redrive'), `Redrive all to ${queue.sources.join(', ')}`);
  say(limits, queue.note);
  say(destination, queue.count ? withoutDestination(queue.sources) : '');
  sync(
    groups,
    queue.groups.map(group => ({ queue, ...group })),
    group => group.group,
    createGroup,
    updateGroup,
  );
}

function withoutDestination(sources) {
  if (sources.length === 1) return '';
  return sources.length
    ? `It is the dead-letter queue of several queues (${sources.join(', ')}): move its messages with start-message-move-task.`
    : 'No redrive policy names this queue: move its messages with start-message-move-task.';
}

function createGroup({ queue: { queue }, group, reason, exceptionType, message, detailType, workerVersion }) {
  const text = [exceptionType, message].filter(Boolean).join(': ');
  const example = element('details', { className: 'example' }, element('summary', {}, 'Latest example'));
  const article = element(
    'article',
    { className: 'card group', 'data-group': group },
    element(
      'div',
      { className: 'head' },
      element('strong', { className: 'count' }),
      element('strong', {}, detailType ?? 'not an event'),
      element('span', { className: 'failed' }, reason),
      element('span', { className: 'at' }),
      workerVersion ? element('span', {}, `version ${workerVersion}`) : '',
    ),
    text ? element('p', { className: 'line' }, text) : element('p', { hidden: true }),
    element(
      'p',
      { className: 'buttons' },
      button('Redrive group', () => redrive(article.group.queue, { group }), 'redrive'),
      exportLink('Export group', exportPath(queue, group)),
      button('Delete group …', () => remove(article.group.queue, { group }, describe(article.group)), 'danger'),
    ),
    example,
    createMessages(() => article.group),
  );
  example.addEventListener('toggle', () => showExample(article));
  return article;
}

// A group can have more messages than the examined ones.
const describe = ({ queue, count }) =>
  queue.examined < queue.count ? 'all messages of this group' : `this group of ${many(count, 'message')}`;

function updateGroup(article, group) {
  const [head] = article.children;
  const isNew = article.group?.example?.messageId !== group.example?.messageId;
  article.group = group;
  setText(head.children[0], `${group.count} ×`);
  const [first, last] = [time(group.firstAt), time(group.lastAt)];
  setText(head.children[3], first === last ? `at ${first}` : `first ${first}, last ${last}`);
  if (isNew) showExample(article);
}

function showExample({ group, children }) {
  const [, , , example] = children;
  const isStale = example.dataset.message !== group.example?.messageId;
  if (!example.open || !isStale) return;
  example.dataset.message = group.example?.messageId;
  const details = group.example
    ? messageDetails(group.example)
    : element('p', { className: 'note' }, 'This example is too large to show here: open the messages.');
  example.replaceChildren(example.firstChild, details);
}

// The messages of a group, to select some of them.
function createMessages(groupOf) {
  const all = element('input', { type: 'checkbox' });
  const list = element('ul', { className: 'selection' });
  const boxes = () => [...list.querySelectorAll('input')];
  const selected = () => boxes().filter(box => box.checked).map(box => box.value);

  const withSelection = act => async () => {
    const messageIds = selected();
    if (messageIds.length) await act(groupOf().queue, { messageIds }, many(messageIds.length, 'selected message'));
    else tell('No message is selected.');
  };

  const label = element('label', {}, all, ' ', element('span', {}));
  const details = element(
    'details',
    { className: 'group-messages' },
    element('summary', {}, 'Messages'),
    element(
      'p',
      { className: 'buttons' },
      label,
      button('Redrive selected', withSelection(redrive), 'redrive'),
      button('Delete selected …', withSelection(remove), 'danger'),
    ),
    list,
  );
  all.addEventListener('change', () => boxes().forEach(box => (box.checked = all.checked)));
  details.load = async () => {
    const { queue, group } = groupOf();
    const { count, messages } = await get(pathOf(queue.queue, `messages?group=${encodeURIComponent(group)}`));
    setText(label.lastChild, messages.length < count ? `the oldest ${messages.length} of ${many(count, 'message')}` : `all ${many(count, 'message')}`);
    sync(list, messages, message => message.messageId, createChoice, (item, message) => updateMessage(item.lastChild, message));
    if (boxes().some(box => !box.checked)) all.checked = false;
  };
  details.addEventListener('toggle', lookAgain);
  return details;
}

function createChoice(message) {
  return element(
    'li',
    {},
    element('input', { type: 'checkbox', value: message.messageId, ariaLabel: `Select message ${message.messageId}` }),
    createMessage(message),
  );
}
