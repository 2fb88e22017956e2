// Selects the view, and refreshes it.

import { get, Stopped } from './api.js';
import { byId, say, setText, show } from './dom.js';
import { count } from './format.js';
import * as deadLetters from './deadletters.js';
import * as map from './map.js';
import * as queue from './queue.js';

const everyMilliseconds = 1000;
const views = { map, queue, 'dead-letters': deadLetters };

// #/map, #/queues/{name}, #/dead-letters, #/dead-letters/{queue}
function place() {
  const [name, id] = location.hash.replace(/^#\/?/, '').split('/').map(decode);
  if (name === 'queues' && id) return { view: 'queue', id };
  return name === 'dead-letters' ? { view: name, id } : { view: 'map' };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

let isAwaited = false;
let wake = () => {};

function lookAgain() {
  isAwaited = true;
  wake();
}

const pause = () =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, everyMilliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
    if (isAwaited) wake();
  });

function enter(now) {
  for (const name of Object.keys(views)) show(byId(name), name === now.view);
  for (const link of document.querySelectorAll('nav a')) {
    const isHere = link.hash === `#/${now.view === 'queue' ? 'map' : now.view}`;
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }

  views[now.view].enter?.(now);
}

function showDeadLetterCount({ queues }) {
  const number = queues.filter(one => one.isDeadLetterQueue).reduce((sum, one) => sum + map.sizeOf(one), 0);
  setText(byId('dead-count'), count(number));
  show(byId('dead-count'), number > 0);
}

async function look(now) {
  const topology = await get('topology');
  map.remember(topology);
  showDeadLetterCount(topology);
  const focused = document.activeElement;
  await views[now.view].refresh(now, topology);
  // The focused element may be gone, as a group after its redrive: move the focus to the top of the view.
  if (!focused.isConnected) byId(now.view).querySelector('h2').focus();
}

let shown;
async function run() {
  while (true) {
    isAwaited = false;
    if (document.visibilityState === 'visible') {
      const now = place();
      if (shown !== location.hash) enter(now);
      shown = location.hash;
      try {
        await look(now);
        say(byId('problem'), '');
        document.body.classList.remove('stopped');
      } catch (error) {
        say(byId('problem'), error.message);
        document.body.classList.toggle('stopped', error instanceof Stopped);
      }
    }

    await pause();
  }
}

window.addEventListener('hashchange', lookAgain);
document.addEventListener('visibilitychange', lookAgain);
deadLetters.attach(lookAgain);
run();
