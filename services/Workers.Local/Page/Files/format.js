// Numbers, times and colours as people read them.

export function duration(ms) {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 59950) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
export const time = at => clock.format(new Date(at));

export const count = number => number.toLocaleString('en');

export const rate = perSecond => (perSecond === 0 ? '0/s' : perSecond < 9.95 ? `${perSecond.toFixed(1)}/s` : `${perSecond.toFixed(0)}/s`);

export const many = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;

// The same service has the same colour everywhere; the golden angle keeps neighbours apart.
const services = [];
export function hue(service) {
  if (!services.includes(service)) services.push(service);
  return Math.round((200 + services.indexOf(service) * 137.5) % 360);
}

export function text(value) {
  return value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export const elsewhere = tracesGoTo => `Traces go to ${tracesGoTo}, as OTEL_EXPORTER_OTLP_ENDPOINT says, and not here.`;
