// Asks the server that this page came from. An error is a sentence for people.

export class Stopped extends Error {}

export class Missing extends Error {}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Stopped('The system has stopped, or is just starting: this page shows what it last knew.');
  }

  const text = await answer.text();
  if (!answer.ok) {
    const reason = text || `${path} was answered with ${answer.status}.`;
    throw answer.status === 404 ? new Missing(reason) : new Error(reason);
  }

  return text;
}

export const getText = path => ask(path);

export const get = async path => JSON.parse(await ask(path));

// The header is one that no other site's page can send.
export const post = async path => JSON.parse(await ask(path, { method: 'POST', headers: { 'X-Workers-Local': '1' } }));
