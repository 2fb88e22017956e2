// Storefront → bus → rules → queues → workers, with what is on its way.

import { post } from './api.js';
import { byId, element, setText, show, sync } from './dom.js';
import { count, many, rate } from './format.js';
import { fail, press } from './actions.js';

// Rates are differences of counters over the last seconds.
const samples = [];
const overMilliseconds = 5000;

function remember(system) {
  if (samples.length > 0 && samples.at(-1).events > system.events) samples.length = 0;
  samples.push(system);
  while (samples.length > 2 && system.at - samples[1].at >= overMilliseconds) samples.shift();
}

function perSecond(valueOf) {
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = (last.at - first.at) / 1000;
  const before = valueOf(first);
  return seconds < 0.5 || before === undefined ? 0 : Math.max(0, (valueOf(last) - before) / seconds);
}

const ofRoute = (key, valueOf) => system => {
  const route = system.routes.find(one => keyOf(one) === key);
  return route && valueOf(route);
};

const keyOf = route => `${route.rule} ${route.queue.name}`;

function serviceCard(service) {
  const name = element('a', { className: 'name' });
  const state = element('span', { className: 'state' });
  const button = element('button', { type: 'button' });
  const refused = element('a', { className: 'refused', href: '#/refused-events' });
  const card = element('div', { className: 'card service' }, element('div', {}, name, state, refused), button);
  button.addEventListener('click', () =>
    press(button, async () => {
      const verb = button.dataset.verb;
      setText(state, verb === 'stop' ? 'stopping …' : 'starting …');
      await post(`/workers/${encodeURIComponent(card.dataset.service)}/${verb}`).catch(fail);
    }),
  );
  return card;
}

function updateService(card, service) {
  const [name, state, refused] = card.firstChild.children;
  const button = card.lastChild;
  const verb = service.state === 'stopped' || service.state === 'stopping' ? 'start' : 'stop';
  card.dataset.service = service.name;
  card.dataset.state = service.state;
  setText(name, service.name);
  name.href = service.url;
  setText(state, service.state);
  state.title = service.detail ?? '';
  setText(refused, `${count(service.refusedEvents)} refused`);
  refused.title = `${many(service.refusedEvents, 'event')} that EventBridge refused`;
  show(refused, service.refusedEvents > 0);
  button.dataset.verb = verb;
  setText(button, verb === 'stop' ? 'Stop' : 'Start');
  button.setAttribute('aria-label', `${verb === 'stop' ? 'Stop' : 'Start'} ${service.name}`);
}

const arrow = () => element('div', { className: 'arrow' }, element('span', { className: 'rate' }));

function updateArrow(node, perSecondNow, total) {
  setText(node.firstChild, rate(perSecondNow));
  node.title = `${count(total)} since the start`;
  node.classList.toggle('moving', perSecondNow > 0);
}

function createRoute() {
  const rule = element('div', { className: 'card rule' }, element('span', { className: 'name' }), element('span', { className: 'types' }));
  const queue = element(
    'div',
    { className: 'card queue' },
    element('span', { className: 'name' }),
    element('span', { className: 'counts' }),
    element('a', { className: 'dead', href: '#/dead-letters' }),
  );
  return element('li', { className: 'route' }, arrow(), rule, arrow(), queue, arrow(), element('div', { className: 'end' }));
}

function updateRoute(row, route) {
  const [toRule, rule, toQueue, queue, toWorker, end] = row.children;
  const key = keyOf(route);
  row.dataset.queue = route.queue.name;
  updateArrow(toRule, perSecond(ofRoute(key, one => one.matched)), route.matched);
  updateArrow(toQueue, perSecond(ofRoute(key, one => one.queue.sent)), route.queue.sent);
  updateArrow(toWorker, perSecond(ofRoute(key, one => one.queue.deleted)), route.queue.deleted);

  setText(rule.children[0], `rule ${route.rule}`);
  setText(rule.children[1], route.isEnabled ? route.detailTypes.join(', ') : 'disabled');
  rule.title = route.pattern;

  const { visible, inFlight, delayed } = route.queue;
  setText(queue.children[0], `queue ${route.queue.name}`);
  setText(queue.children[1], `backlog ${count(visible + delayed)} · in flight ${count(inFlight)} · done ${count(route.queue.deleted)}`);
  queue.classList.toggle('waiting', visible + delayed > 0);
  const dead = queue.children[2];
  setText(dead, many(route.deadLetters ?? 0, 'dead letter'));
  show(dead, route.deadLetters > 0);

  sync(
    end,
    [route.worker ?? null],
    worker => worker?.name ?? '',
    worker => (worker ? serviceCard(worker) : element('div', { className: 'card none' }, 'no worker of ours')),
    (card, worker) => {
      if (worker) updateService(card, worker);
    },
  );
}

export function refresh(now, system) {
  remember(system);
  sync(byId('map-source'), [system.storefront], service => service.name, serviceCard, updateService);
  sync(byId('map-beside'), [system.gateway], service => service.name, serviceCard, updateService);
  sync(
    byId('map-bus'),
    [system],
    () => 'bus',
    () =>
      element(
        'div',
        {},
        arrow(),
        element('div', { className: 'card' }, element('span', { className: 'name' }), element('span', { className: 'counts' })),
      ),
    (node, { bus, events }) => {
      updateArrow(
        node.firstChild,
        perSecond(one => one.events),
        events,
      );
      setText(node.lastChild.children[0], `bus ${bus}`);
      setText(node.lastChild.children[1], many(events, 'event'));
    },
  );
  sync(byId('map-routes'), system.routes, keyOf, createRoute, updateRoute);
}
