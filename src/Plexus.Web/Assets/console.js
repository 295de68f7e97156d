import { initAll } from './nhsuk-frontend.js';

initAll();

// A slow part of a page arrives after the page, as templates in front of this element, and takes its place here.
customElements.define('blazor-ssr-end', class extends HTMLElement {
  connectedCallback() {
    for (const template of this.parentElement.querySelectorAll('template[blazor-component-id]'))
      watch(place(document, template) ?? document.createElement('div'));
    this.parentElement.remove();
  }
});

// Puts what a template holds between the two comments that mark its place, and returns what is around them.
function place(page, template) {
  const id = template.getAttribute('blazor-component-id');
  const comments = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  for (let start = null; comments.nextNode();) {
    const comment = comments.currentNode;
    if (comment.data === `bl:${id}`) start = comment;
    if (comment.data !== `/bl:${id}` || !start) continue;
    while (start.nextSibling !== comment) start.nextSibling.remove();
    comment.before(template.content);
    return comment.parentNode;
  }
  return null;
}

// A live region: the server says that something changed, and the region is fetched again as part of its own page.
// Rendering stays in one place, and what an event carries is never shown.
function watch(root) {
  for (const region of root.querySelectorAll('[data-live]:not([data-live-on])')) {
    region.dataset.liveOn = '';
    const events = new EventSource(region.dataset.live);
    const state = document.getElementById(`${region.id}-state`);
    let waiting = null, fetching = false, again = false, last = 0;

    const refresh = async () => {
      waiting = null;
      if (fetching) { again = true; return; }
      fetching = true;
      last = Date.now();
      try {
        const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
        if (response.ok) swap(region, new DOMParser().parseFromString(await response.text(), 'text/html'));
      } catch {
        show(state, 'lost');
      } finally {
        fetching = false;
        if (again) { again = false; changed(); }
      }
    };
    // At once when it was quiet, and at most once a second when it is not.
    const changed = () => { waiting ??= setTimeout(refresh, Math.max(50, last + 1000 - Date.now())); };

    events.addEventListener('changed', changed);
    events.onopen = () => { if (show(state, 'on') === 'lost') changed(); };
    events.onerror = () => show(state, 'lost');
    addEventListener('pagehide', () => events.close());
  }
}

// Streamed parts of a fetched page have not been put in place, so they are before the region is taken out of it.
function swap(region, fetched) {
  for (const template of fetched.querySelectorAll('template[blazor-component-id]'))
    place(fetched, template);
  const fresh = fetched.getElementById(region.id);
  if (!fresh || fresh.innerHTML === region.innerHTML) return;
  const focused = region.contains(document.activeElement) ? document.activeElement.id : '';
  region.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
  const summary = region.querySelector('[data-live-summary]');
  const announcer = document.getElementById(`${region.id}-announcer`);
  if (announcer && summary && announcer.textContent !== summary.textContent) announcer.textContent = summary.textContent;
}

function show(state, now) {
  if (!state) return '';
  const before = state.dataset.state;
  state.dataset.state = now;
  state.textContent = now === 'on' ? 'Updating live' : 'Not live: reconnecting';
  return before;
}

watch(document);
