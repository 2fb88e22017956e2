// Creates and changes elements in place, to keep focus, scroll position and open details. Data becomes text, never markup.

export const byId = id => document.getElementById(id);

export function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }

  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

export function setText(node, text) {
  const wanted = String(text);
  if (node.textContent !== wanted) node.textContent = wanted;
}

export function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

export function say(node, text) {
  setText(node, text ?? '');
  show(node, Boolean(text));
}

const known = new WeakMap();

// Makes the children of an element match the items. A child is reused as long as its item exists.
export function sync(parent, items, keyOf, create, update) {
  const before = known.get(parent) ?? new Map();
  const now = new Map();
  for (const item of items) {
    const key = keyOf(item);
    now.set(key, before.get(key) ?? create(item));
  }

  for (const [key, node] of before) if (!now.has(key)) node.remove();

  // Initial children, such as a table head, stay in front.
  const kept = new Set(now.values());
  let place = parent.firstChild;
  while (place && !kept.has(place)) place = place.nextSibling;
  for (const item of items) {
    const node = now.get(keyOf(item));
    update(node, item);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }

  known.set(parent, now);
}
