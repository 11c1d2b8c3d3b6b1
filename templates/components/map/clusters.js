// The signs of a map: what its cells count, as shape, number and words; what a press on one opens. L is Leaflet.
import { bare, country, inFigures, withArgs } from "./base.js";

const FARTHEST_IN = 15; // a cell is as wide as a hand there; closer the map could only pretend to know more
const COLOURS = ["need", "taken", "done"];
const coloursOf = (words) => words.colours?.split(" ") ?? COLOURS; // what matters most first

const SHAPES = {
  need: "M22 1 40 11.500v21L22 43 4 32.500v-21z",
  taken: "M9 4h26q5 0 5 5v26q0 5-5 5H9q-5 0-5-5V9q0-5 5-5z",
  done: "M22 2a20 20 0 1 1-.1 0z",
};

// The shape and number of what matters most there; below it in words, and the name of the place.
function sign(counts, words) {
  const first = coloursOf(words).find((colour) => counts[colour] > 0);
  const fit = counts[first] < 1000 ? "" : ' textLength="30" lengthAdjust="spacingAndGlyphs"';
  const inSign = `<text x="22" y="27"${fit}>${inFigures(counts[first])}</text>`;
  const inside = document.createElement("div");
  inside.className = first;
  inside.innerHTML = `<span></span> <svg viewBox="0 0 44 44"><path d="${SHAPES[first]}"/>${inSign}</svg> <strong></strong>`;
  inside.firstChild.textContent = counts.place; // the lowest; first here, as in the label
  inside.lastChild.textContent = words[first];
  return inside;
}

function inWords(counts, words) {
  const said = coloursOf(words)
    .filter((colour) => counts[colour] > 0)
    .map((colour) => `${inFigures(counts[colour])} ${words[colour]}`)
    .join(", ");
  return counts.place ? `${counts.place}: ${said}` : said;
}

function listLink(cluster, words) {
  const inside = document.createElement("div");
  const counts = document.createElement("p");
  counts.textContent = inWords(cluster, words);
  const link = document.createElement("a");
  link.className = "btn mini";
  link.href = withArgs(words.list, { at: cluster.at });
  link.textContent = words.open;
  inside.append(counts, link);
  return inside;
}

function searchHere(at, words) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = words.around;
  for (const [name, value] of [["lat", at.lat], ["lon", at.lng]]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  const button = document.createElement("button");
  button.className = "btn mini";
  button.textContent = words.here;
  form.append(button);
  return form;
}

// What a sign opens: the last ones their list, the others the view of what they count. A mouse or the focus on it lights
// its row of the list up, see `besides`.
function marker(cluster, words, open) {
  const said = nameOf(cluster, words);
  const icon = L.divIcon({ className: "cluster", html: sign(cluster, words), iconSize: [44, 44] });
  const made = L.marker([cluster.lat, cluster.lon], { icon, title: said });
  if (cluster.last) made.bindPopup(() => listLink(cluster, words), { autoPanPadding: [8, 8] });
  else made.on("click", () => open(cluster));
  made.cluster = cluster;
  made.on("add", () => {
    const element = made.getElement();
    element.setAttribute("aria-label", said);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (cluster.last) made.openPopup();
      else open(cluster);
    });
  });
  return made;
}

function nameOf(cluster, words) {
  return `${inWords(cluster, words)}. ${cluster.last ? words.open : words.closer}`;
}

// --- The list beside the map ---------------------------------------------------------------------------------

const LIT = ["mouseenter", "focusin"];
const OUT = ["mouseleave", "focusout"];

// A row for each sign, the largest first; each of the two lights the other up.
function besides(list, signs, words, signal) {
  const rows = [...signs].sort((a, b) => weight(b.cluster) - weight(a.cluster)).map((one) => row(one, words, signal));
  list.hidden = rows.length === 0;
  list.replaceChildren(...rows);
}

const weight = (cluster) => cluster.need * 1e6 + cluster.taken * 1e3 + cluster.done;

function row(sign, words, signal) {
  const made = document.createElement("li");
  const link = document.createElement(sign.cluster.last ? "a" : "button");
  const name = document.createElement("b");
  const said = document.createElement("span");
  name.textContent = sign.cluster.place || words.rest.replace("{place}", sign.cluster.around);
  said.textContent = inWords({ ...sign.cluster, place: "" }, words);
  link.append(name, said);
  if (sign.cluster.last) link.href = withArgs(words.list, { at: sign.cluster.at });
  else link.type = "button";
  if (!sign.cluster.last) link.addEventListener("click", () => sign.fire("click"));
  const light = (on) => [made, sign.getElement()].forEach((one) => one?.classList.toggle("lit", on));
  for (const one of [made, sign.getElement()]) {
    LIT.forEach((event) => one.addEventListener(event, () => light(true), { signal }));
    OUT.forEach((event) => one.addEventListener(event, () => light(false), { signal }));
  }
  made.append(link);
  return made;
}

// --- The map ------------------------------------------------------------------------------------------------

export function clusters(box) {
  const words = box.dataset;
  const says = document.getElementById("map-says");
  const list = document.getElementById("map-list");
  const map = bare(box, words, { maxZoom: FARTHEST_IN });
  if (words.centre) map.setView(words.centre.split(",").map(Number), Number(words.zoom ?? 12));
  else map.fitBounds(country());
  const shown = new Map(); // the signs by all they say: what stays the same keeps its focus and its open list
  let last = ""; // what was in view
  let zoom = map.getZoom();
  let written = ""; // in the list
  let listening = new AbortController(); // of the rows that are in it
  let asking = new AbortController();
  let wanted = null; // what somebody went nearer to: the first sign in it takes the focus

  async function within(view) {
    const address = withArgs(words.clusters, {
      south: view.getSouth().toFixed(3), west: view.getWest().toFixed(3),
      north: view.getNorth().toFixed(3), east: view.getEast().toFixed(3),
    });
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).clusters;
  }

  // Everything that a sign counts comes into view. Where that is hardly nearer, the largest of its parts does.
  async function enter(cluster) {
    let there = boundsOf(cluster);
    for (let tries = 0; tries < 4 && map.getBoundsZoom(there, false, room()) < map.getZoom() + 0.5; tries++) {
      const parts = await within(there).catch(() => []);
      if (parts.length) there = boundsOf(parts.reduce((a, b) => (weight(b) > weight(a) ? b : a)));
    }
    wanted = there;
    map.fitBounds(there, { padding: room().divideBy(2), maxZoom: FARTHEST_IN });
  }

  function show(found) {
    const close = map.getZoom() >= FARTHEST_IN;
    const panned = map.getZoom() === zoom;
    zoom = map.getZoom();
    const wanting = new Map(
      apart(found, map).map((cluster) => [JSON.stringify([cluster, close]), { ...cluster, last: cluster.finest || close }]),
    );
    const open = [...shown.values()].find((sign) => sign.isPopupOpen());
    const heir = open && [...wanting].find(([, one]) => one.last && one.at === open.cluster.at)?.[0];
    const focused = [...shown.values()].find((sign) => sign.getElement() === document.activeElement);
    shown.forEach((sign, key) => {
      if (wanting.has(key) || (sign === open && panned && !heir)) return; // what was opened stays while the map moves
      sign.remove();
      shown.delete(key);
    });
    wanting.forEach((cluster, key) => {
      if (!shown.has(key)) shown.set(key, marker(cluster, words, enter).addTo(map));
    });
    if (heir && !shown.get(heir).isPopupOpen()) shown.get(heir).openPopup();
    write([...shown.keys()].join());
    map.fire("signs"); // the names give way to them
    focus(focused);
  }

  // The list anew, when it would say something else: what has the focus in it keeps it.
  function write(said) {
    if (!list || said === written) return;
    written = said;
    listening.abort();
    listening = new AbortController();
    besides(list, shown.values(), words, listening.signal);
  }

  // The first sign of what somebody went to; or the nearest to one that had the focus and is no more.
  function focus(before) {
    const signs = [...shown.values()];
    const gone = before && !signs.includes(before) ? before.getLatLng() : null;
    const inside = wanted ? signs.filter((one) => wanted.contains(one.getLatLng())) : [];
    const far = (one) => one.getLatLng().distanceTo(gone);
    const first = inside.length
      ? inside.reduce((a, b) => (b.getLatLng().lat > a.getLatLng().lat ? b : a))
      : gone && signs.length && signs.reduce((a, b) => (far(b) < far(a) ? b : a));
    if (signs.length) wanted = null;
    first?.getElement?.().focus({ preventScroll: true });
  }

  // Whether it has got others than before. `quietly`: nobody has moved the map, so a failure says nothing.
  async function fill(quietly) {
    asking.abort();
    asking = new AbortController();
    try {
      const found = await within(map.getBounds());
      const before = last;
      last = JSON.stringify(found);
      show(found);
      const sums = { need: 0, taken: 0, done: 0 };
      found.forEach((cluster) => COLOURS.forEach((colour) => (sums[colour] += cluster[colour])));
      says.textContent = inWords(sums, words);
      return last !== before;
    } catch (error) {
      if (error.name === "AbortError") return false;
      if (quietly) throw error;
      says.textContent = words.failed;
      return false;
    }
  }

  map.on("moveend", () => fill());
  document.addEventListener("fresh", (event) => event.detail.push(fill(true)));
  map.on("click", (event) => L.popup().setLatLng(event.latlng).setContent(searchHere(event.latlng, words)).openOn(map));
  fill();
}

// A sign at the edge of what is shown needs its own half, and its words below it.
function room() {
  return L.point(60, 80);
}

// Signs that would cover one another are one: where both together are, and around all that both count.
function apart(found, map) {
  const signs = [];
  for (const one of [...found].sort((a, b) => weight(b) - weight(a))) {
    const at = map.latLngToLayerPoint([one.lat, one.lon]);
    const under = signs.findIndex((other) => at.distanceTo(map.latLngToLayerPoint([other.lat, other.lon])) < 40);
    if (under < 0) signs.push(one);
    else signs[under] = together(signs[under], one);
  }
  return signs;
}

function together(a, b) {
  const [n, m] = [a, b].map((one) => COLOURS.reduce((sum, colour) => sum + one[colour], 0));
  const mean = (name) => (a[name] * n + b[name] * m) / (n + m);
  const [south, west, north, east] = a.bounds.map((edge, at) => Math[at < 2 ? "min" : "max"](edge, b.bounds[at]));
  const sums = Object.fromEntries(COLOURS.map((colour) => [colour, a[colour] + b[colour]]));
  return { ...a, ...sums, lat: mean("lat"), lon: mean("lon"), finest: false, bounds: [south, west, north, east] };
}

function boundsOf({ bounds: [south, west, north, east] }) {
  return L.latLngBounds([south, west], [north, east]);
}
