// All that one span says.

import { element } from './dom.js';
import { duration, text } from './format.js';

export function attributeList(attributes) {
  const list = element('dl', { className: 'attributes' });
  for (const [name, value] of Object.entries(attributes)) list.append(element('dt', {}, name), element('dd', {}, text(value)));
  return list;
}

export function logLines(lines) {
  return element(
    'ul',
    { className: 'logs' },
    ...lines.map(line =>
      element(
        'li',
        {},
        element('span', { className: 'at' }, `+${duration(line.offsetMs)}`),
        element('span', { className: `severity ${/^(warn|err|fatal|crit)/i.test(line.severity) ? 'bad' : ''}` }, line.severity),
        element('span', { className: 'line' }, line.text),
        ...(Object.keys(line.attributes).length
          ? [element('details', {}, element('summary', {}, 'attributes'), attributeList(line.attributes))]
          : []),
      ),
    ),
  );
}

function part(title, ...content) {
  return element('section', {}, element('h4', {}, title), ...content);
}

export function spanDetails(span) {
  const facts = {
    service: span.service,
    span: `${span.spanId}, ${span.kind}, by ${span.scope || 'unknown'}`,
    began: `${duration(span.offsetMs)} after the trace did`,
    took: duration(span.durationMs),
    ...(span.waited ? { before: span.waited } : {}),
    ...(span.isError ? { failed: span.statusMessage ?? 'without a message' } : {}),
    ...span.attributes,
  };
  const parts = [part('Attributes', attributeList(facts))];
  if (span.events.length)
    parts.push(
      part(
        'Events',
        element(
          'ul',
          { className: 'logs' },
          ...span.events.map(event =>
            element(
              'li',
              {},
              element('span', { className: 'at' }, `+${duration(event.offsetMs)}`),
              element('strong', {}, event.name),
              attributeList(event.attributes),
            ),
          ),
        ),
      ),
    );
  if (span.links.length)
    parts.push(
      part(
        'Links',
        element(
          'ul',
          {},
          ...span.links.map(link =>
            element(
              'li',
              {},
              link.isHere ? 'linked from ' : 'links to ',
              element(
                'a',
                { href: `#/traces/${link.traceId}` },
                link.name ? `${link.service}: ${link.name}` : `span ${link.spanId}, which was not received`,
              ),
            ),
          ),
        ),
      ),
    );
  if (span.logs.length) parts.push(part('Logs', logLines(span.logs)));
  return element('div', {}, ...parts);
}
