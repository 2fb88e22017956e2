// The buttons that set something off.

import { post } from './api.js';
import { byId, element, show } from './dom.js';
import { elsewhere } from './format.js';

function tell(...parts) {
  const done = byId('done');
  done.replaceChildren(...parts);
  done.classList.remove('failed');
  show(done, true);
}

export function fail(error) {
  tell(error.message);
  byId('done').classList.add('failed');
}

// A button that was pressed and has not been answered is not to be pressed again; the focus stays on it.
export async function press(button, act) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try {
    await act();
  } catch (error) {
    fail(error);
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

let tracesGoTo;

export function know(system) {
  ({ tracesGoTo } = system);
}

function traceOf(number, words) {
  if (tracesGoTo) return elsewhere(tracesGoTo);
  return element('a', { href: `#/traces?search=${encodeURIComponent(number)}` }, words);
}

export function attach(lookAgain) {
  byId('order-form').addEventListener('submit', event => {
    event.preventDefault();
    press(byId('order'), async () => {
      const order = await post(`/api/orders?declined=${byId('declined').checked}`);
      tell(
        'Order ',
        element('strong', { id: 'order-number' }, order.orderId),
        ` for ${order.total.toFixed(2)} is placed. `,
        traceOf(order.orderId, 'Show its trace'),
      );
      lookAgain();
    });
  });
  byId('register').addEventListener('click', () =>
    press(byId('register'), async () => {
      const { userId } = await post('/api/users');
      tell('User ', element('strong', {}, userId), ' is registered. ', traceOf(userId, 'Show the trace'));
      lookAgain();
    }),
  );
}

export { tell };
