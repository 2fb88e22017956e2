// The latest traces, and the search among them.

import { get } from './api.js';
import { byId, element, setText, show, sync } from './dom.js';
import { duration, elsewhere, hue, many, time } from './format.js';

function go() {
  const query = new URLSearchParams();
  if (byId('search').value.trim()) query.set('search', byId('search').value.trim());
  if (byId('all').checked) query.set('all', 'true');
  location.hash = `#/traces${query.size ? `?${query}` : ''}`;
}

byId('search-form').addEventListener('submit', event => {
  event.preventDefault();
  go();
});
byId('all').addEventListener('change', go);

export function enter({ query }) {
  byId('search').value = query.get('search') ?? '';
  byId('all').checked = query.get('all') === 'true';
}

export async function refresh({ query }, system) {
  const search = query.get('search');
  // Whoever searches means it: the trace may be one without events.
  const traces = await get(
    `/api/traces?${new URLSearchParams({ search: search ?? '', all: search ? 'true' : (query.get('all') ?? 'false') })}`,
  );
  setText(byId('traces-note'), note(traces, search, system));
  sync(byId('traces-rows'), traces, trace => trace.traceId, create, update);
}

// So many are found at once.
const mostFound = 200;

function note(traces, search, system) {
  if (system.tracesGoTo) return elsewhere(system.tracesGoTo);
  if (search)
    return traces.length
      ? traces.length < mostFound
        ? `${many(traces.length, 'trace')} with ${search}`
        : `The latest ${mostFound} traces with ${search}: there may be more.`
      : `No trace with ${search} so far. What has just happened takes a second to come.`;
  return traces.length ? 'The latest first.' : 'No trace so far. Place an order to see one.';
}

function create(trace) {
  const link = element('a', { href: `#/traces/${trace.traceId}` });
  return element(
    'tr',
    {},
    element('td', {}, time(trace.startedAt)),
    element('td', {}, link, ' ', element('span', { className: 'failed' })),
    element('td', { className: 'services' }),
    element('td', { className: 'number spans' }),
    element('td', { className: 'number' }),
    element('td', { className: 'id' }),
  );
}

function update(row, trace) {
  const [, name, services, spans, took, order] = row.children;
  setText(name.firstChild, trace.name);
  setText(name.lastChild, trace.errors ? many(trace.errors, 'error') : '');
  show(name.lastChild, trace.errors > 0);
  sync(
    services,
    trace.services,
    service => service,
    service => {
      const chip = element('span', { className: 'chip' }, service);
      chip.style.setProperty('--hue', hue(service));
      return chip;
    },
    () => {},
  );
  setText(spans, trace.spans);
  setText(took, duration(trace.durationMs));
  setText(order, trace.orderId ?? '');
}
