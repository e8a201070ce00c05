// Delegated listeners only; nothing is ever written into the page as HTML here.
const seen = new Set(); // what was brought into view and may be scrolled away from
const left_for = new Set(); // … and was, by the reader's own hand
let shown_now = "";
for (const moved of ["wheel", "touchmove"]) document.addEventListener(moved, () => left_for.add(shown_now), { passive: true });
let touched = 0; // when the reader last did something: what is shown then is where they want it
for (const done of ["wheel", "touchstart", "pointerdown", "keydown"]) document.addEventListener(done, () => { touched = performance.now(); }, { passive: true, capture: true });

const HELD_MS = 4000; // that what was brought into view is held there while the page around it is drawn
// The place of an element in the page, wherever that is scrolled to.
const placeOf = (element) => {
  const room = element.closest('[data-testid="stMain"]');
  return element.getBoundingClientRect().top + (room ? room.scrollTop : 0);
};

// On a phone the menu lies over the page: it closes after a choice that leads to another place.
const LEADS = '[data-testid="stSidebarNavLink"], [class*="st-key-lead-"] button, [class*="st-key-open-"] button, .lc-tree button';
const MENU_LIES_OVER = "(max-width: 768px)"; // as Streamlit has it
const closeMenu = () => {
  const close = document.querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button');
  if (close) close.click();
  return Boolean(close);
};
document.addEventListener("click", (event) => {
  if (!matchMedia(MENU_LIES_OVER).matches || !event.target.closest) return;
  const menu = event.target.closest('[data-testid="stSidebar"]');
  if (menu && event.target.closest(LEADS)) setTimeout(closeMenu, 200);
}, true);
// The browser keeps that it was open: a page that is opened anew is not covered by it.
const OPENING_MS = 3000;
const opened = performance.now();
const uncover = () => {
  if (touched || performance.now() - opened > OPENING_MS || closeMenu()) return;
  setTimeout(uncover, 100);
};
if (matchMedia(MENU_LIES_OVER).matches) uncover();

// A link in a line of text that stands for a button answers the space bar too, as buttons do, and the page stays put.
document.addEventListener("keydown", (event) => {
  const link = event.key === " " && !event.defaultPrevented && event.target.closest && event.target.closest('.lc a[role="button"]');
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (!event.repeat) link.click();
});

// Rows are only moved: what they say stays as it was written.
const sortBy = (head) => {
  const at = [...head.parentElement.children].indexOf(head);
  const body = head.closest("table").tBodies[0];
  const falls = head.getAttribute("aria-sort") === "ascending";
  const words = (row) => row.children[at].title || row.children[at].textContent;
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const rows = [...body.rows].sort((a, b) => (falls ? -1 : 1) * order.compare(words(a), words(b)));
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falls ? "descending" : "ascending");
  body.append(...rows);
};

// Streamlit has its words on the fields for files in English alone: the style sheet shows those of the reader instead.
let ofFiles = null; // the words, on a desk in another language
const LIMIT = /^(\d{1,6}) ?MB per file(?: • (.*))?$/;
const tellFiles = () => {
  for (const field of ofFiles ? document.querySelectorAll('[data-testid="stFileUploaderDropzone"]') : []) {
    const name = field.querySelector("button p");
    if (name && name.textContent === "Upload") name.dataset.told = ofFiles.upload;
    for (const line of field.querySelectorAll('[data-testid="stFileUploaderDropzoneInstructions"] span:not(:has(*))')) {
      const found = LIMIT.exec(line.textContent);
      if (found) line.dataset.told = ofFiles.limit.replace("{size}", found[1]) + (found[2] ? ` • ${found[2]}` : "");
    }
  }
};
let telling = false;
new MutationObserver(() => {
  if (telling || !ofFiles) return;
  telling = true;
  requestAnimationFrame(() => { telling = false; tellFiles(); });
}).observe(document.body, { childList: true, subtree: true });

// Which buttons of the markup are listened to by now: the style sheet lets no other be clicked, since that would be lost.
const heard = [];
const tellHeard = () => { document.documentElement.dataset.heard = heard.join(" "); };

export default function ({ data, setTriggerValue, parentElement }) {
  ofFiles = data.language === "en" ? null : data.files;
  tellFiles();
  const { attribute, keys, once, after } = data;
  document.documentElement.lang = data.language;
  // Whoever scrolled while the answer was made stays there.
  const scroll = seen.has(once) || (after && left_for.has(after)) ? "" : data.scroll;
  const host = parentElement.host || parentElement;
  const frame = host.closest('[data-testid="stElementContainer"]');
  if (frame) frame.style.cssText = "position:absolute;width:0;height:0;overflow:hidden";

  // Dialogs hang outside the app's own element, where Streamlit sets the colour scheme: hand it on to them.
  const scheme = () => {
    const app = document.querySelector(".stApp");
    if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
  };
  scheme();

  const onClick = (event) => {
    scheme();
    const target = event.target.closest && event.target.closest(`.lc [data-${attribute}]`);
    if (target) { event.preventDefault(); setTriggerValue("picked", target.dataset[attribute]); }
    const sorter = keys && event.target.closest && event.target.closest(".lc [data-sort]");
    if (sorter) sortBy(sorter.closest("th"));
    const copied = keys && event.target.closest && event.target.closest(".lc [data-copy]");
    if (copied) {
      navigator.clipboard && navigator.clipboard.writeText(copied.dataset.copy);
      const said = copied.textContent; copied.textContent = data.copied;
      setTimeout(() => { copied.textContent = said; }, 1400);
    }
  };
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const step = (by) => {
    const all = [...document.querySelectorAll(".lc .lc-cite")].filter((cite) => !cite.closest("details:not([open])"));
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    next.focus(); next.scrollIntoView({ block: "center" });
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('[role="dialog"]')) return;
    if (event.key === "/") { const box = document.querySelector('[data-testid="stChatInputTextArea"]'); if (box) { event.preventDefault(); box.focus(); } }
    else if (event.key === "n") setTriggerValue("picked", "key:new");
    else if (event.key === "?") setTriggerValue("picked", "key:help");
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  };
  // After a stop Streamlit leaves what was drawn; only a new run shows the question as stopped. Steps are on the page while it runs only.
  let left = 0;
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const idle = app && app.dataset.testScriptState === "notRunning" && document.querySelector(".lc-steps");
    left = idle ? left + 1 : 0;
    if (left === 2) setTriggerValue("picked", "key:stopped");
  };
  const looking = keys ? setInterval(look, 500) : 0;
  document.addEventListener("click", onClick);
  heard.push(attribute);
  tellHeard();
  if (keys) document.addEventListener("keydown", onKey);
  const current = scroll && document.querySelector(".lc-tree [aria-current]");
  if (current) current.parentElement.scrollTop = current.offsetTop - current.parentElement.offsetTop - 80;
  // What stands above it may still grow or shrink: it is brought back, unless the reader has done something.
  const hold = (aim, begun) => {
    let stood = placeOf(aim);
    const watch = () => {
      if (!aim.isConnected || touched > begun || performance.now() - begun > HELD_MS) return;
      if (Math.abs(placeOf(aim) - stood) > 2) { aim.scrollIntoView({ block: "start" }); stood = placeOf(aim); }
      timer = setTimeout(watch, 100);
    };
    timer = setTimeout(watch, 100);
  };
  let tries = 0;
  const show = () => {
    const all = scroll ? document.querySelectorAll(scroll) : [];
    if (all.length) {
      const aim = all[all.length - 1];
      aim.scrollIntoView({ block: "start" });
      if (once) { seen.add(once); shown_now = once; hold(aim, performance.now()); }
    }
    else if (scroll && tries++ < 20) timer = setTimeout(show, 100);
  };
  let timer = scroll ? setTimeout(show, 150) : 0;
  return () => {
    clearTimeout(timer);
    clearInterval(looking);
    document.removeEventListener("click", onClick);
    heard.splice(heard.indexOf(attribute), 1);
    tellHeard();
    document.removeEventListener("keydown", onKey);
  };
}
