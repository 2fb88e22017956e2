// Sources → bus → rules → queues → dead-letter queues, with counts and rates.

import { byId, element, say, setText, show, sync } from './dom.js';
import { count, many, rate } from './format.js';

// Rates are differences of counters over the last seconds.
const samples = [];
const windowMilliseconds = 5000;

function countersOf(topology) {
  const counters = new Map();
  for (const bus of topology.buses) {
    counters.set(`bus ${bus.name}`, bus.events);
    for (const { source, events } of bus.sources) counters.set(`source ${bus.name} ${source}`, events);
    for (const rule of bus.rules) counters.set(`rule ${bus.name} ${rule.name}`, rule.matched);
  }

  for (const queue of topology.queues) {
    counters.set(`sent ${queue.name}`, queue.sent);
    counters.set(`deleted ${queue.name}`, queue.deleted);
  }

  return counters;
}

export function remember(topology) {
  const sample = { at: performance.now(), counters: countersOf(topology) };
  // A counter that decreases belongs to another server.
  const last = samples.at(-1)?.counters ?? new Map();
  if ([...last].some(([name, value]) => (sample.counters.get(name) ?? value) < value)) samples.length = 0;
  samples.push(sample);
  while (samples.length > 2 && sample.at - samples[1].at >= windowMilliseconds) samples.shift();
}

function perSecond(name) {
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = (last.at - first.at) / 1000;
  return seconds < 0.5 ? 0 : ((last.counters.get(name) ?? 0) - (first.counters.get(name) ?? 0)) / seconds;
}

const arrow = () => element('div', { className: 'arrow' }, element('span', { className: 'rate' }));

function updateArrow(node, counter, total) {
  const text = rate(perSecond(counter));
  setText(node.firstChild, text);
  node.title = `${count(total)} since the start`;
  node.classList.toggle('moving', text !== '');
}

const card = (kind, name = 'span') =>
  element('div', { className: `card ${kind}` }, element(name, { className: 'name' }), element('span', { className: 'counts' }));

// A queue and its dead-letter queue.
const queueNodes = () => [arrow(), card('queue', 'a'), arrow(), card('dead', 'a')];

export const sizeOf = queue => queue.visible + queue.inFlight + queue.delayed;

export function countsOf({ name, visible, inFlight, delayed, deleted }) {
  const deliveries = rate(perSecond(`deleted ${name}`));
  const parts = [
    visible ? `backlog ${count(visible)}` : '',
    inFlight ? `in flight ${count(inFlight)}` : '',
    delayed ? `delayed ${count(delayed)}` : '',
    deleted ? `delivered ${count(deleted)}${deliveries ? ` (${deliveries})` : ''}` : '',
  ].filter(Boolean);
  return visible + inFlight + delayed ? parts.join(' · ') : ['empty', ...parts].join(' · ');
}

function updateQueue([toQueue, queueCard, toDead, deadCard], queue, queues) {
  updateArrow(toQueue, `sent ${queue.name}`, queue.sent);
  setText(queueCard.children[0], `queue ${queue.name}`);
  queueCard.children[0].href = `#/queues/${encodeURIComponent(queue.name)}`;
  setText(queueCard.children[1], countsOf(queue));
  queueCard.classList.toggle('waiting', queue.visible > 0);

  const dead = queues.get(queue.deadLetterQueue);
  const [name, counts] = deadCard.children;
  show(toDead, Boolean(dead));
  show(counts, Boolean(dead));
  deadCard.classList.toggle('none', !dead);
  deadCard.classList.toggle('filled', Boolean(dead) && sizeOf(dead) > 0);
  if (!dead) {
    setText(name, queue.maxReceiveCount ? 'dead-letter queue is missing' : 'no dead-letter queue');
    name.removeAttribute('href');
    return;
  }

  updateArrow(toDead, `sent ${dead.name}`, dead.sent);
  setText(name, dead.name);
  name.href = `#/dead-letters/${encodeURIComponent(dead.name)}`;
  setText(counts, sizeOf(dead) ? many(sizeOf(dead), 'dead letter') : 'empty');
}

function detailTypesOf(pattern) {
  try {
    const types = JSON.parse(pattern)['detail-type'] ?? [];
    return types.map(type => (typeof type === 'string' ? type : JSON.stringify(type))).join(', ');
  } catch {
    return '';
  }
}

// A rule has a row for each of its targets.
function routesOf(bus, byArn) {
  return bus.rules.flatMap(rule => {
    const targets = rule.targets.length ? [...new Set(rule.targets)] : [null];
    return targets.map(arn => ({ key: `${rule.name} ${arn}`, bus, rule, arn, queue: byArn.get(arn) }));
  });
}

function createRoute({ queue }) {
  return element(
    'li',
    { className: 'route' },
    arrow(),
    card('rule'),
    ...(queue ? queueNodes() : [element('div', {}), element('div', { className: 'card none' })]),
  );
}

// A bus and a log group are shown by name; an ARN without its queue is a mistake.
function targetWithoutQueue(arn) {
  const [, , service, , , ...resource] = arn.split(':');
  if (service === 'events') return `bus ${resource.join(':').replace('event-bus/', '')}`;
  return service === 'logs' ? `log group ${resource[1]}` : `no queue: ${arn}`;
}

function updateRoute(row, { bus, rule, arn, queue }, queues) {
  const [toRule, ruleCard, ...rest] = row.children;
  const matched = rule.matched ? many(rule.matched, 'event') : '';
  updateArrow(toRule, `rule ${bus.name} ${rule.name}`, rule.matched);
  setText(ruleCard.children[0], `rule ${rule.name}`);
  setText(ruleCard.children[1], [rule.enabled ? detailTypesOf(rule.pattern) : 'disabled', matched].filter(Boolean).join(' · '));
  ruleCard.title = rule.pattern;
  if (queue) {
    row.dataset.queue = queue.name;
    updateQueue(rest, queue, queues);
  } else {
    setText(rest[1], arn ? targetWithoutQueue(arn) : 'no target');
  }
}

function createBus(bus) {
  return element(
    'section',
    { className: 'bus-map', 'data-bus': bus.name },
    element('div', { className: 'sources' }),
    element('div', { className: 'bus' }, card('bus')),
    element('ol', { className: 'routes', ariaLabel: `Rules of bus ${bus.name}, with their queues` }),
  );
}

const createSource = () => element('div', { className: 'from-source' }, card('source'), arrow());

function updateSource(node, { bus, source, events }) {
  setText(node.firstChild.children[0], source ?? 'other sources');
  setText(node.firstChild.children[1], many(events, 'event'));
  updateArrow(node.lastChild, `source ${bus.name} ${source}`, events);
}

function updateBus(section, bus, queues, byArn) {
  const [sources, busColumn, routes] = section.children;
  const others = bus.eventsOfOtherSources ? [{ bus, source: null, events: bus.eventsOfOtherSources }] : [];
  sync(sources, [...bus.sources.map(one => ({ bus, ...one })), ...others], one => one.source, createSource, updateSource);
  const [name, counts] = busColumn.firstChild.children;
  const perSecondNow = rate(perSecond(`bus ${bus.name}`));
  setText(name, `bus ${bus.name}`);
  setText(counts, bus.events ? `${many(bus.events, 'event')}${perSecondNow ? ` (${perSecondNow})` : ''}` : 'no events so far');
  sync(
    routes,
    routesOf(bus, byArn),
    route => `${route.key} ${Boolean(route.queue)}`,
    createRoute,
    (row, route) => updateRoute(row, route, queues),
  );
}

export function refresh(now, topology) {
  const queues = new Map(topology.queues.map(queue => [queue.name, queue]));
  const byArn = new Map(topology.queues.map(queue => [queue.arn, queue]));
  // The default bus always exists, and is mostly unused.
  const buses = topology.buses.filter(bus => bus.events || bus.rules.length || bus.name !== 'default');
  const routed = new Set(buses.flatMap(bus => bus.rules).flatMap(rule => rule.targets));
  const deadLetterQueues = new Set(topology.queues.map(queue => queue.deadLetterQueue));
  // A rule's own dead-letter queue has undeliverable events: it is hidden while it is empty.
  const ofRules = new Set(buses.flatMap(bus => bus.rules).flatMap(rule => rule.deadLetterQueues));
  const isEmpty = queue => queue.visible + queue.inFlight + queue.delayed === 0;
  const rest = topology.queues.filter(
    queue => !routed.has(queue.arn) && !deadLetterQueues.has(queue.name) && !(ofRules.has(queue.arn) && isEmpty(queue)));

  say(byId('map-note'), buses.length || rest.length ? '' : 'There is no bus and no queue yet. Create them with the AWS CLI, an SDK or your deployment.');
  sync(
    byId('map-buses'),
    buses,
    bus => bus.name,
    createBus,
    (section, bus) => updateBus(section, bus, queues, byArn),
  );
  show(byId('map-rest'), rest.length > 0);
  sync(
    byId('map-queues'),
    rest,
    queue => queue.name,
    queue => element('li', { className: 'route unrouted', 'data-queue': queue.name }, ...queueNodes()),
    (row, queue) => updateQueue([...row.children], queue, queues),
  );
}
