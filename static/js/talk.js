// A conversation that is open: what is new comes by itself, what is said waits in this browser until the server has it.
// Nothing looks sent before the server has said so.
import { inTurn, outboxOf } from "./outbox.js";

const talk = document.getElementById("conversation");
const words = talk.dataset;
const said = document.getElementById("said");
const unsent = document.getElementById("unsent");
const says = document.getElementById("talk-says"); // read out, not seen
const line = document.getElementById("talk-line");
const see = document.getElementById("see");
const box = outboxOf(words.outbox);
const draft = `draft-talk.${words.outbox}`;
const LADDER = [[15, 2], [60, 5], [300, 15]]; // after so many silent seconds it is asked again in so many
const REST_S = 60;
const PATIENCE_MS = 30000;
const GONE = [0, 401, 403, 404, 410]; // 0: led elsewhere, to sign in
const form = () => document.getElementById("say");
const field = () => form()?.elements.words;
const phrases = () => talk.querySelector("button[name=code]")?.form; // those that are said by a press

let last = Math.max(Number(words.last), ...[...said.querySelectorAll("[data-number]")].map((one) => Number(one.dataset.number)));
let etag = "";
let lively = Date.now(); // when something happened
let atLeast = 0; // seconds, by the server
let failed = 0;
let over = false;
let timer = 0;

// --- What is new -------------------------------------------------------------------------------------------

function pause() {
  const silent = (Date.now() - lively) / 1000;
  const usual = (LADDER.find(([until]) => silent < until) ?? [0, REST_S])[1];
  return Math.max(failed ? Math.min(REST_S, 2 ** (failed + 1)) : usual, atLeast);
}

function later(seconds = pause()) {
  clearTimeout(timer);
  if (!over && !document.hidden) timer = setTimeout(look, seconds * 1000 * (seconds ? 0.9 + 0.2 * Math.random() : 1));
}

// Read as a document, because no script of this site turns text into markup.
function fetched(address, headers = {}) {
  return new Promise((good, bad) => {
    const asked = new XMLHttpRequest();
    asked.open("GET", address);
    asked.responseType = "document";
    asked.timeout = PATIENCE_MS;
    Object.entries({ Accept: "text/html", "X-Fresh": "1", ...headers }).forEach((header) => asked.setRequestHeader(...header));
    asked.onload = () => good(asked);
    asked.onerror = asked.ontimeout = bad;
    asked.send();
  });
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetched(`${words.news}?after=${last}`, etag ? { "If-None-Match": etag } : {});
    atLeast = Number(answer.getResponseHeader("Retry-After")) || 0;
    if (GONE.includes(answer.status)) return leave(words.gone);
    if (answer.status !== 304) await take(answer);
    failed = 0;
    line.hidden = true;
  } catch {
    failed += 1;
    if (failed > 1) [line.hidden, line.lastElementChild.textContent] = [false, words.offline];
  }
  later();
}

async function take(answer) {
  const news = answer.response?.getElementById("news");
  if (!news) {
    if (answer.status === 200 && !answer.responseURL.includes(words.news)) return leave(words.signIn);
    throw new Error("not the site's own answer");
  }
  const fresh = [...news.querySelectorAll("[data-number]")].filter((one) => Number(one.dataset.number) > last);
  const isWhole = fresh.every((one, place) => Number(one.dataset.number) === last + 1 + place);
  if (!isWhole || news.dataset.mark !== words.mark) return renew();
  etag = answer.getResponseHeader("ETag") ?? "";
  if (news.dataset.seenByThem) marked(Number(news.dataset.seenByThem));
  count(news.dataset.waiting);
  if (!fresh.length) return undefined;
  lively = Date.now();
  fresh.forEach(add);
  if (last < Number(news.dataset.last)) etag = "";
  return flush();
}

// The page anew where more than the end of it has changed: contact was opened, something was taken off, it was closed.
async function renew() {
  const answer = await fetched(location.href);
  const page = answer.response?.getElementById("conversation");
  if (!page) throw new Error("not the site's own answer");
  const typed = field()?.value ?? "";
  for (const part of ["said", "talk-foot"]) {
    const now = document.getElementById(part), then = page.querySelector(`#${part}`);
    now.replaceChildren(...[...then.childNodes].map((one) => document.importNode(one, true)));
  }
  for (const fact of ["last", "mark", "ended"]) words[fact] = page.dataset[fact] ?? "";
  [last, etag, lively] = [Number(words.last), "", Date.now()];
  if (form()) halted = "";
  unsent.querySelectorAll("[data-again]").forEach((button) => (button.hidden = !form()));
  if (field()) field().value = typed;
  else if (typed.trim()) keepTyped(typed);
  said.querySelectorAll("[data-number]").forEach(watch);
  settle();
  if (words.ended) empty();
  deliver();
}

function add(one) {
  const near = isAtEnd();
  const item = document.importNode(one, true);
  const day = [...said.querySelectorAll("[data-day]")].at(-1)?.dataset.day;
  if (item.dataset.day && item.dataset.day !== day) said.append(dayLine(item.dataset.day));
  document.getElementById("talk-empty")?.remove();
  said.append(item);
  last = Number(item.dataset.number);
  watch(item);
  settle();
  if (!("mine" in item.dataset)) says.textContent = item.textContent.replace(/\s+/g, " ").trim();
  if (near) toEnd();
  else if (!("mine" in item.dataset)) document.getElementById("talk-below").hidden = false;
}

function dayLine(day) {
  const item = document.createElement("li");
  item.className = "day";
  item.append(Object.assign(document.createElement("span"), { textContent: day }));
  return item;
}

// The field in its own place, with all that stands between it and the last words: it floats, so what follows it is asked for.
function toEnd() {
  see.scrollIntoView({ block: "end" });
}

function isAtEnd() {
  return (unsent.lastElementChild ?? said.lastElementChild ?? talk).getBoundingClientRect().bottom < innerHeight + 80;
}

// Who is out of it sees no more of it: nothing stays on the screen.
function leave(text) {
  over = true;
  const typed = field()?.value ?? "";
  said.replaceChildren();
  document.getElementById("talk-foot").replaceChildren();
  [line.hidden, line.lastElementChild.textContent] = [false, text];
  says.textContent = text;
  if (typed.trim()) keepTyped(typed);
  if (box.all()[0]) trouble(box.all()[0], text);
}

// --- What was on the screen --------------------------------------------------------------------------------

let seen = Number(words.seen);
let toldSeen = seen;
const seer = window.IntersectionObserver && new IntersectionObserver(looked, { rootMargin: "0px 0px -60px" });

function watch(item) {
  if (seer) seer.observe(item);
}

function looked(entries) {
  const shown = entries.filter((one) => one.isIntersecting && !document.hidden).map((one) => Number(one.target.dataset.number));
  seen = Math.max(seen, ...shown);
  if (seen > toldSeen) flush();
  if (isAtEnd()) document.getElementById("talk-below").hidden = true;
}

async function flush() {
  const now = seen;
  if (now <= toldSeen || over) return;
  toldSeen = now;
  try {
    const answer = await post(see.action, new URLSearchParams({ csrf_token: see.elements.csrf_token.value, n: now }));
    if (answer.status >= 500) throw new Error("busy");
  } catch {
    toldSeen = Math.min(toldSeen, now - 1); // with the next that is new or seen
  }
}

// The number beside the entry of the navigation, which counts all conversations.
function count(waiting) {
  const badge = document.querySelector(".nav .news");
  if (!badge || waiting === undefined) return;
  badge.hidden = waiting === "0";
  [...badge.children].forEach((part) => (part.textContent = part.textContent.replace(/\d+\+?/, waiting)));
}

function marked(number) {
  said.querySelectorAll("[data-mine] [data-seen]").forEach((one) => {
    one.hidden = Number(one.closest("[data-number]").dataset.number) > number;
  });
}

// --- What is said ------------------------------------------------------------------------------------------

let asking = box.all().length > 0 && box.hasOthers(); // on a phone with the words of several: is it you?
let halted = ""; // what the server would not take; nothing overtakes it
let delivering = false;
let tries = 0;
let retry = 0;

async function post(address, body) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(address, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal: stop.signal,
    });
    const told = (answer.headers.get("Content-Type") ?? "").startsWith("application/json") ? await answer.json() : {};
    return { status: answer.status, told, after: Number(answer.headers.get("Retry-After")) };
  } finally {
    clearTimeout(patience);
  }
}

async function deliver() {
  if (delivering || asking || halted || !form()) return;
  clearTimeout(retry);
  [delivering, retry] = [true, 0];
  const had = await inTurn(words.outbox, async () => {
    for (let one = box.all()[0]; one && !halted && (await send(one)); one = box.all()[0]);
  });
  delivering = false;
  if (had === false) again(5);
  else if (!retry && !halted && box.all().length) deliver();
}

function again(seconds) {
  clearTimeout(retry);
  retry = setTimeout(deliver, seconds * 1000);
}

// Whether the next one may go.
async function send(one, isRenewed = false) {
  const at = one.code ? (phrases() ?? form()) : form();
  const body = new URLSearchParams([...new FormData(at)].filter(([, value]) => typeof value === "string"));
  Object.entries({ key: one.key, seen, ...(one.code ? { code: one.code } : { words: one.text }) }).forEach((pair) => body.set(...pair));
  let answer;
  try {
    answer = await post(at.getAttribute("action") || location.pathname, body);
  } catch {
    return wait(one, words.waits);
  }
  if (one.code && answer.status === 0 && (await isThere(one))) return true;
  if ([200, 201].includes(answer.status) && Number.isInteger(answer.told.number)) return arrived(one, answer.told.number);
  if (answer.status === 400 && !isRenewed && (await hasNewToken())) return send(one, true);
  if (answer.status === 429) return wait(one, answer.told.error || words.tooMany, answer.after);
  if ([400, 409, 413, 422, ...GONE].includes(answer.status)) return refused(one, answer);
  return wait(one, words.waits, answer.after);
}

// A form that only leads back: whether it has arrived is seen by its key among the news.
async function isThere(one) {
  await look();
  if (box.all().some((waiting) => waiting.id === one.id)) return false;
  [tries, lively] = [0, Date.now()];
  return true;
}

function arrived(one, number) {
  tries = 0;
  box.drop(one.id);
  const item = bubble(one.id);
  if (item) {
    Object.assign(item.dataset, { sent: number });
    item.querySelectorAll(".tag, .why, .row").forEach((part) => (part.hidden = true));
    item.querySelector(".meta").append(words.arrived);
  }
  says.textContent = words.arrived;
  settle();
  lively = Date.now();
  later(0);
  return true;
}

// It goes by itself, later each time and never at the same moment as others.
function wait(one, text, after = 0) {
  tries += 1;
  trouble(one, text);
  again(Math.max(after, Math.min(REST_S, 2 ** tries) * (0.5 + Math.random())));
  return false;
}

function refused(one, { status, told }) {
  halted = one.id;
  const isOther = status === 409 && told.kept && told.may_speak !== false; // other words have gone out under its key
  const why = status === 0 ? words.signIn : told.error || (GONE.includes(status) ? words.gone : words.refused);
  trouble(one, why, isOther);
  const edit = bubble(one.id)?.querySelector("[data-edit]");
  if (edit) edit.hidden = status !== 422 || !one.text;
  later(0);
  return false;
}

async function hasNewToken() {
  try {
    const page = (await fetched(location.href)).response;
    const token = page?.querySelector("#see [name=csrf_token]")?.value;
    if (!token) return false;
    talk.querySelectorAll("[name=csrf_token]").forEach((one) => (one.value = token));
    return true;
  } catch {
    return false;
  }
}

// --- How it looks until it is there --------------------------------------------------------------------------

const bubble = (id) => [...unsent.children].find((item) => item.dataset.id === id);

function show() {
  const waiting = box.all();
  waiting.filter((one) => !bubble(one.id)).forEach((one) => unsent.append(made(one)));
  const kept = new Set(waiting.map((one) => one.id));
  [...unsent.children].filter((item) => item.dataset.id && !item.dataset.sent && !kept.has(item.dataset.id)).forEach((item) => item.remove());
  document.getElementById("is-it-you").hidden = !asking;
}

function made(one) {
  const item = document.importNode(document.getElementById("unsent-one").content.firstElementChild, true);
  item.dataset.id = one.id;
  const phrase = one.code && [...document.querySelectorAll("#conversation [name=code]")].find((button) => button.value === one.code);
  item.querySelector(".said").textContent = one.text || phrase?.textContent.trim() || one.code;
  if (!box.keeps(one.id)) trouble(one, words.unkept, false, item);
  return item;
}

function trouble(one, text, isOther = false, item = bubble(one.id)) {
  if (!item) return;
  const why = item.querySelector(".why");
  if (why.textContent !== text) says.textContent = `${words.notSent}: ${text}`;
  [why.textContent, why.hidden] = [text, false];
  item.querySelector(".row").hidden = false;
  item.querySelector("[data-again]").hidden = over || !form();
  if (isOther) item.dataset.other = "1";
}

// What the server has shown in its place needs no other.
function settle() {
  [...unsent.querySelectorAll("[data-sent]")].filter((item) => Number(item.dataset.sent) <= last).forEach((item) => item.remove());
  const there = new Set([...said.querySelectorAll("[data-key]")].map((item) => item.dataset.key));
  box.all().filter((one) => there.has(one.key)).forEach((one) => box.drop(one.id));
  show();
}

// Typed and never sent, where nothing can be said any more: it stays to be copied, on this page alone.
function keepTyped(text) {
  const item = document.importNode(document.getElementById("unsent-one").content.firstElementChild, true);
  item.querySelector(".said").textContent = text;
  item.querySelector(".row").hidden = false;
  item.querySelector("[data-again]").hidden = true;
  unsent.append(item);
}

// It is over: what was not sent stays on this page to be read, and on the phone no longer.
function empty() {
  box.all().forEach((one) => {
    keepTyped(made(one).querySelector(".said").textContent);
    box.drop(one.id);
  });
  show();
}

function wrong(text) {
  const at = document.getElementById("say-wrong");
  [at.hidden, at.lastElementChild.textContent] = [false, text];
  field().setAttribute("aria-invalid", "true");
  field().focus();
}

function keepDraft(text) {
  try {
    if (text) sessionStorage.setItem(draft, text);
    else sessionStorage.removeItem(draft);
  } catch {
    // no storage in this browser
  }
}

talk.addEventListener("submit", (event) => {
  const code = event.target === phrases() && event.submitter?.name === "code" ? event.submitter.value : "";
  if (event.target !== form() && !code) return;
  event.preventDefault();
  const text = code ? "" : field().value.trim();
  if (!code && !text) return wrong(words.empty);
  if ([...text].length > Number(words.most)) return wrong(words.long.replace("{n}", [...text].length));
  document.getElementById("say-wrong").hidden = true;
  field().removeAttribute("aria-invalid");
  box.put(code ? { code } : { text });
  if (!code) [field().value] = [""];
  keepDraft(field().value);
  show();
  toEnd();
  lively = Date.now();
  deliver();
});

talk.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === field()) form().requestSubmit();
});

talk.addEventListener("input", (event) => event.target === field() && keepDraft(event.target.value));

talk.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const item = button?.closest("#unsent > li");
  const one = item && box.all().find((entry) => entry.id === item.dataset.id);
  if (!button || button.form) return;
  if ("yes" in button.dataset || "no" in button.dataset) {
    asking = false;
    if ("no" in button.dataset) box.all().forEach((entry) => box.drop(entry.id));
  } else if ("discard" in button.dataset) {
    if (one) box.drop(one.id);
    item.remove();
  } else if ("edit" in button.dataset) {
    field().value = [one.text, field().value].filter(Boolean).join("\n");
    keepDraft(field().value);
    box.drop(one.id);
  } else if ("again" in button.dataset) {
    if (one && item.dataset.other) box.renew(one);
  } else return;
  [halted, tries] = ["", 0];
  show();
  (field() ?? talk).focus();
  deliver();
});

document.getElementById("talk-below").addEventListener("click", toEnd);

function back() {
  if (document.hidden) return clearTimeout(timer);
  lively = Math.max(lively, Date.now() - 20000); // somebody looks again
  later(0);
  return deliver();
}

document.addEventListener("visibilitychange", back);
addEventListener("online", back);
addEventListener("pageshow", (event) => event.persisted && back());
addEventListener("storage", show);

function typedBefore() {
  try {
    return sessionStorage.getItem(draft) ?? "";
  } catch {
    return "";
  }
}

document.querySelectorAll("[data-without-script]").forEach((one) => (one.hidden = true));
if (field() && !field().value) field().value = typedBefore();
said.querySelectorAll("[data-number]").forEach(watch);
if (words.theirs) marked(Number(words.theirs));
if (words.ended) empty();
settle();
if (!location.hash) toEnd();
later(LADDER[0][1]);
deliver();
