// Numbers and times for people.

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const calendar = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

// The time if it is today, otherwise date and time.
export function time(at) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? clock.format(date) : `${calendar.format(date)} ${clock.format(date)}`;
}

export const count = number => number.toLocaleString('en');

// Empty for a rate of zero.
export const rate = perSecond => (perSecond < 0.05 ? '' : perSecond < 9.95 ? `${perSecond.toFixed(1)}/s` : `${count(Math.round(perSecond))}/s`);

export const many = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;

// JSON with indentation; other text unchanged.
export function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
