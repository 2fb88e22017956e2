// Which view is shown, and how often it looks again.

import { get, Stopped } from './api.js';
import { byId, say, setText, show } from './dom.js';
import { count, hue } from './format.js';
import { attach, know } from './actions.js';
import * as deadLetters from './deadletters.js';
import * as map from './map.js';
import * as refused from './refused.js';
import * as traces from './traces.js';
import * as waterfall from './waterfall.js';

const everyMilliseconds = 1000;
const views = { map, traces, trace: waterfall, 'dead-letters': deadLetters, 'refused-events': refused };

// #/map, #/traces?search=…, #/traces/{id}, #/dead-letters, #/refused-events
function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  if (name === 'traces' && id) return { view: 'trace', id };
  return { view: name in views && name !== 'trace' ? name : 'map', query: new URLSearchParams(query ?? '') };
}

let wake = () => {};
const lookAgain = () => wake();

const pause = () =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, everyMilliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

function enter(now) {
  for (const name of Object.keys(views)) show(byId(name), name === now.view);
  for (const link of document.querySelectorAll('nav a')) {
    const isHere = link.hash === `#/${now.view === 'trace' ? 'traces' : now.view}`;
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }

  views[now.view].enter?.(now);
}

function badge(id, number) {
  setText(byId(id), count(number));
  show(byId(id), number > 0);
}

async function look(now) {
  const system = await get('/api/system');
  know(system);
  for (const service of [system.storefront, ...system.routes.map(route => route.worker).filter(Boolean)]) hue(service.name);
  badge('dead-count', system.deadLetters);
  badge('refused-count', system.refusedEvents);
  await views[now.view].refresh(now, system);
}

let shown;
async function run() {
  while (true) {
    if (document.visibilityState === 'visible') {
      const now = place();
      if (shown !== location.hash) enter(now);
      shown = location.hash;
      try {
        await look(now);
        say(byId('problem'), '');
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
attach(lookAgain);
waterfall.attach(lookAgain);
run();
