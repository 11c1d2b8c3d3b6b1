// Asks now and then whether the open page has changed, and says so. Nothing moves until somebody wants to see it.

const FIRST_S = 20;
const QUIET_S = 120; // the longest pause while all is well
const FAILED_S = 600; // and while nobody answers
const SAVED = 4; // so many times longer where data or the battery are short
const OVER = [401, 403, 404, 410];
const said = document.querySelector("[data-fresh]");
const regions = (page) => [...page.querySelectorAll("[data-news]")];
let mark = said.dataset.fresh; // of the newest page that is known; "" where only parts of the page ask
let fetched = null; // that page, while nobody has wanted to see it
let pause = FIRST_S;
let asked = Date.now();
let timer = 0;

async function short() {
  const line = navigator.connection;
  if (line && (line.saveData || /2g/.test(line.effectiveType))) return true;
  const battery = navigator.getBattery && (await navigator.getBattery().catch(() => null));
  return Boolean(battery && !battery.charging && battery.level < 0.2);
}

// In so many seconds, a little more or less, so that not all come at the same moment; never while nobody looks.
async function later(seconds) {
  clearTimeout(timer);
  const wait = seconds * ((await short()) ? SAVED : 1) * (0.8 + 0.4 * Math.random());
  if (!document.hidden) timer = setTimeout(ask, wait * 1000);
}

async function ask() {
  asked = Date.now();
  const parts = []; // a map adds the promise of its own answer: whether there was something new
  document.dispatchEvent(new CustomEvent("fresh", { detail: parts }));
  try {
    const news = await Promise.all([mark ? isNew() : false, ...parts]);
    pause = news.some(Boolean) ? FIRST_S : Math.min(QUIET_S, pause * 1.5);
  } catch (error) {
    if (error.over) return;
    pause = Math.min(FAILED_S, Math.max(pause * 2, error.after || 0));
  }
  later(pause);
}

async function isNew() {
  const answer = await fetch(location.href, {
    method: "HEAD", headers: { "If-None-Match": `"${mark}"` }, cache: "no-store", redirect: "manual",
  });
  if (answer.status === 304) return false;
  if (answer.type === "opaqueredirect" || OVER.includes(answer.status)) throw Object.assign(new Error(), { over: true });
  if (!answer.ok) throw Object.assign(new Error(), { after: Number(answer.headers.get("Retry-After")) });
  if (!answer.headers.has("ETag")) return false; // something between here and the site knows no marks
  const page = await whole();
  const its = page.querySelector("[data-fresh]");
  if (!its || its.dataset.fresh === mark) return false;
  mark = its.dataset.fresh;
  fetched = page;
  say();
  return true;
}

// A document that its reader has made: no text becomes markup here, which the site's policy forbids.
function whole() {
  return new Promise((good, bad) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.setRequestHeader("X-Fresh", "1");
    request.setRequestHeader("Cache-Control", "no-cache"); // not what the browser kept from when it was opened
    request.onload = () => (request.status === 200 && request.response ? good(request.response) : bad(new Error()));
    request.onerror = bad;
    request.send();
  });
}

// --- Saying it ---------------------------------------------------------------------------------------------

const things = (page) => [...page.querySelectorAll("[data-news] :is(.whole, .queue a)")];

function added() {
  const known = new Set(things(document).map((link) => link.pathname));
  return things(fetched).filter((link) => !known.has(link.pathname));
}

function say() {
  const number = added().length;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn mini";
  button.textContent = number ? said.dataset.count.replace("{n}", number) : said.dataset.changed;
  button.addEventListener("click", show);
  said.replaceChildren(button);
}

function show() {
  const [ours, theirs] = [regions(document), regions(fetched)];
  const alike = ours.length > 0 && ours.length === theirs.length;
  if (!alike || fetched.documentElement.lang !== document.documentElement.lang) return location.reload();
  const fresh = added();
  fresh.forEach((link) => {
    const word = document.createElement("span");
    word.className = "tag main";
    word.textContent = said.dataset.word;
    link.after(" ", word);
  });
  ours.forEach((region, number) => region.replaceWith(document.adoptNode(theirs[number])));
  said.replaceChildren();
  fetched = null;
  (fresh[0] || theirs.at(-1)).focus();
}

// --- When --------------------------------------------------------------------------------------------------

function back() {
  if (document.hidden) clearTimeout(timer);
  else later(Math.max(1, pause - (Date.now() - asked) / 1000));
}

document.addEventListener("visibilitychange", back);
addEventListener("pageshow", (event) => event.persisted && back());
addEventListener("online", () => later(1));
later(pause);
