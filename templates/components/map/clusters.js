// The signs of a map that are in view, and the way from one to what it counts. L is Leaflet.
import { bare, withArgs } from "./base.js";
import { beside } from "./beside.js";
import { emptied } from "./empty.js";
import { inWords, marker, spareWords, sums, weight } from "./sign.js";
import { begin, edges } from "./view.js";

const FARTHEST_IN = 15; // a cell is as wide as a hand there; closer the map could only pretend to know more

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

export function clusters(box) {
  const words = box.dataset;
  const says = document.getElementById("map-says");
  const map = bare(box, words, { maxZoom: FARTHEST_IN });
  const side = beside(map, words, () => [...shown.values()]);
  begin(map, words);
  const shown = new Map(); // the signs by all they say: what stays the same keeps its focus and its open list
  let last = ""; // what was in view
  let zoom = map.getZoom();
  let asking = new AbortController();
  let wanted = null; // what somebody went nearer to: the first sign in it takes the focus
  const empty = emptied(map, words, within, (there) => go(there));

  async function within(view) {
    const address = withArgs(words.clusters, edges(view));
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).clusters.map((one) => ({ ...one, cells: [one.cell] }));
  }

  // Everything that a sign counts comes into view. Where that is hardly nearer, the largest of its parts does.
  async function enter(cluster) {
    let there = boundsOf(cluster);
    for (let tries = 0; tries < 4 && map.getBoundsZoom(there, false, room()) < map.getZoom() + 0.5; tries++) {
      const parts = await within(there).catch(() => []);
      if (parts.length) there = boundsOf(parts.reduce((a, b) => (weight(b, words) > weight(a, words) ? b : a)));
    }
    go(there);
  }

  function go(there) {
    wanted = there;
    map.fitBounds(there, { padding: room().divideBy(2), maxZoom: FARTHEST_IN });
  }

  function show(found) {
    const close = map.getZoom() >= FARTHEST_IN;
    const panned = map.getZoom() === zoom;
    zoom = map.getZoom();
    const wanting = new Map(
      apart(found, map, words).map((cluster) => [JSON.stringify([cluster, close]), { ...cluster, last: cluster.finest || close }]),
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
    spareWords([...shown.values()], words);
    map.fire("signs"); // the names give way to them
    focus(focused);
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
      const all = sums(found);
      says.textContent = [empty(all), inWords(all, words)].filter(Boolean).join(" ");
      side(all.need > 0, asking.signal);
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
function apart(found, map, words) {
  const signs = [];
  for (const one of [...found].sort((a, b) => weight(b, words) - weight(a, words))) {
    const at = map.latLngToLayerPoint([one.lat, one.lon]);
    const under = signs.findIndex((other) => at.distanceTo(map.latLngToLayerPoint([other.lat, other.lon])) < 40);
    if (under < 0) signs.push(one);
    else signs[under] = together(signs[under], one);
  }
  return signs;
}

function together(a, b) {
  const [n, m] = [a, b].map((one) => one.need + one.taken + one.done);
  const mean = (name) => (a[name] * n + b[name] * m) / (n + m);
  const [south, west, north, east] = a.bounds.map((edge, at) => Math[at < 2 ? "min" : "max"](edge, b.bounds[at]));
  return { ...a, ...sums([a, b]), cells: [...a.cells, ...b.cells], lat: mean("lat"), lon: mean("lon"), finest: false, bounds: [south, west, north, east] };
}

function boundsOf({ bounds: [south, west, north, east] }) {
  return L.latLngBounds([south, west], [north, east]);
}
