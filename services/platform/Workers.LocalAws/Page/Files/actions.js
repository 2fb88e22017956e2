// Buttons for changes, and the sentence with the result.

import { byId, setText, show } from './dom.js';

export function tell(text) {
  setText(byId('done'), text);
  byId('done').classList.remove('failed');
  show(byId('done'), true);
}

function fail(error) {
  tell(error.message);
  byId('done').classList.add('failed');
}

// While a request is pending, its button does nothing, and keeps the focus.
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

// Asks before a deletion. Escape means no.
export function confirmed(question) {
  const dialog = byId('confirm');
  setText(byId('confirm-text'), question);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

byId('confirm-yes').addEventListener('click', () => byId('confirm').close('yes'));
byId('confirm-no').addEventListener('click', () => byId('confirm').close('no'));
