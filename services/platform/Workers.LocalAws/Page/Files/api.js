// Requests to the server of this page. Paths are relative to the page. An error is a sentence.

export class Stopped extends Error {}

export class Missing extends Error {}

function messageOf(text, path, status) {
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text || `${path} returned ${status}.`;
  }
}

async function send(path, options) {
  let answer;
  let text;
  try {
    answer = await fetch(path, options);
    text = await answer.text();
  } catch {
    throw new Stopped('LocalAws does not answer: it has stopped, or is starting. This page shows the last known state.');
  }

  if (answer.ok) return JSON.parse(text);
  const message = messageOf(text, path, answer.status);
  throw answer.status === 404 ? new Missing(message) : new Error(message);
}

export const get = path => send(path);

// Pages of another origin cannot send this header.
export const post = (path, body) => send(path, { method: 'POST', headers: { 'X-LocalAws': '1' }, body: JSON.stringify(body) });
