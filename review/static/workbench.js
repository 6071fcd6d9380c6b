// Keyboard commands. Everything they do can be done without them, and without JavaScript.
// Keys are read by what they type (event.key), so that they work on every keyboard layout.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function typing(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]")) return true;
  const input = target.closest("input");
  return input !== null && !["radio", "checkbox", "button", "submit"].includes(input.type);
}

// The queue: one row is current; its link has the focus, so Enter opens it by itself.
function step(by) {
  const links = all("#rows .what h2 a");
  if (links.length === 0) return false;
  const row = document.activeElement?.closest?.(".row");
  const at = links.findIndex((link) => link.closest(".row") === row);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  links[next].closest(".row").scrollIntoView({ block: "nearest" });
  return true;
}

function currentLink() {
  return document.activeElement?.closest?.(".row")?.querySelector(".what h2 a") ?? null;
}

function follow(selector) {
  const link = one(selector);
  if (link) link.click();
  return link !== null;
}

// The flag page: choose the verdict and stand on a reason, so that Enter records it.
function choose(number) {
  const verdict = one(`#decide input[name="verdict"][data-key="${number}"]`);
  if (!verdict) return false;
  verdict.checked = true;
  const reasons = all(`#decide .for-${verdict.value} input[name="reason"]`);
  const reason =
    reasons.find((item) => item.checked) ?? reasons.find((item) => "suggested" in item.dataset) ?? reasons[0];
  reason.checked = true;
  reason.focus();
  return true;
}

const VERDICTS = { 1: "infringing", 2: "legitimate", 3: "unsure" };

function chooseFromQueue(number) {
  const link = currentLink();
  if (!link) return false;
  const address = new URL(link.href);
  address.searchParams.set("choose", VERDICTS[number]);
  location.assign(address);
  return true;
}

// A verdict key in the queue does on the flag's page what it does there: it stands on a reason.
function chooseAsAsked() {
  const asked = new URLSearchParams(location.search).get("choose");
  const key = Object.keys(VERDICTS).find((number) => VERDICTS[number] === asked);
  if (key && !one('#decide [name="reason"]:checked')) choose(key);
}
chooseAsAsked();

function openKeys() {
  const dialog = one("#keys");
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

function search() {
  one("#search")?.focus();
  one("#search")?.select();
  return one("#search") !== null;
}
if (location.hash === "#search") search();

function command(key) {
  if (key === "?") return openKeys();
  if (key === "/") {
    if (!search()) {
      const queue = new URL(one("[data-queue]")?.dataset.queue ?? "/flags", location);
      queue.hash = "search";
      location.assign(queue);
    }
    return true;
  }
  if (key === "n") {
    one("#note")?.focus();
    return one("#note") !== null;
  }
  if (key === "u") return follow('[data-key="u"]');
  if (key === "j" || key === "k") {
    return follow(`.steps [data-key="${key}"]`) || step(key === "j" ? 1 : -1);
  }
  if (key === "1" || key === "2" || key === "3") return choose(key) || chooseFromQueue(key);
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) {
    event.target.blur();
    return;
  }
  if (document.body.dataset.keys === "off" || typing(event.target) || one("dialog[open]")) return;
  if (command(event.key)) event.preventDefault();
});

// The queue's address changes without a new page; switching the language stays at what is in sight.
document.addEventListener("submit", (event) => {
  const back = event.target.matches(".language") && one("#queue") && event.target.elements.back;
  if (back) back.value = location.pathname + location.search;
});

// A decision is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "decide") return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});
window.addEventListener("pageshow", (event) => {
  const form = one("#decide");
  // A page that the browser kept whole still shows the flag as it was before the decision.
  if (event.persisted && form?.dataset.sent) location.reload();
  delete form?.dataset.sent;
});

// What a form was answered with, as that a reason is missing, stands at the form's address, and Back
// would have to send the form again. Back goes to the flag.
const flag = location.pathname.match(/^(\/flags\/[^/]+)\/(decisions|retraction)$/)?.[1];
if (flag) history.replaceState(history.state, "", flag + location.search);

// An input method's letters are no search yet: the field speaks once the word is chosen.
document.addEventListener(
  "input",
  (event) => {
    if (event.isComposing && event.target.id === "search") event.stopPropagation();
  },
  true,
);
document.addEventListener("compositionend", (event) => {
  if (event.target.id === "search") event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

// On a narrow screen the filters are folded away; on a wide one they are always in sight.
function fold() {
  const facets = one(".facets");
  if (facets) facets.open = matchMedia("(min-width: 60rem)").matches;
}
fold();
document.addEventListener("htmx:after:swap", fold);

// The link to more rows makes way for them; who pressed it goes on with the first of them.
let shownBefore = 0;
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#more a")) shownBefore = all("#rows > .row").length;
});
document.addEventListener("htmx:after:swap", () => {
  if (shownBefore && document.activeElement === document.body) {
    all("#rows .what h2 a")[shownBefore]?.focus();
  }
  if (shownBefore) keepRows();
  shownBefore = 0;
});

// Back from a flag loads the queue anew: its address says how many rows were in sight.
function keepRows() {
  const address = new URL(location);
  address.searchParams.set("rows", all("#rows > .row").length);
  address.hash = "";
  history.replaceState(history.state, "", address);
}

// With Back one goes on from the flag that was opened, by key too; if it was decided, from the one that
// took its place.
const PLACE = "place in the queue";
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#rows > .row");
  if (!row) return;
  const place = { address: location.pathname + location.search, flag: row.dataset.flag, at: all("#rows > .row").indexOf(row) };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
});
function returnToPlace() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!back || place?.address !== location.pathname + location.search) return;
  const links = all("#rows .what h2 a");
  const link = document.getElementById(`flag-${place.flag}`) ?? links[Math.min(place.at, links.length - 1)];
  link?.focus({ preventScroll: true });
}
returnToPlace();

// Looking at evidence number n shows where it stands in the text.
function point(event, on) {
  const entry = event.target.closest?.(".evidence > li");
  if (!entry) return;
  for (const mark of all("mark[data-evidence]")) {
    mark.classList.toggle("pointed", on && mark.dataset.evidence.split(" ").includes(String(entry.value)));
  }
}
document.addEventListener("mouseover", (event) => point(event, true));
document.addEventListener("mouseout", (event) => point(event, false));
