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

// `closer` takes a sign that stands for several and goes nearer; the last ones open their list.
function marker(cluster, words, closer) {
  const said = `${inWords(cluster, words)}. ${cluster.last ? words.open : words.closer}`;
  const icon = L.divIcon({ className: "cluster", html: sign(cluster, words), iconSize: [44, 44] });
  const made = L.marker([cluster.lat, cluster.lon], { icon, title: said });
  if (cluster.last) made.bindPopup(() => listLink(cluster, words));
  else made.on("click", () => closer(made.getLatLng(), cluster.reach_m));
  made.on("add", () => {
    const element = made.getElement();
    element.setAttribute("aria-label", said);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (cluster.last) made.openPopup();
      else closer(made.getLatLng(), cluster.reach_m);
    });
  });
  return made;
}

export function clusters(box) {
  const words = box.dataset;
  const says = document.getElementById("map-says");
  const map = bare(box, words, { maxZoom: FARTHEST_IN });
  if (words.centre) map.setView(words.centre.split(",").map(Number), 12);
  else map.fitBounds(country());
  const shown = new Map(); // the signs by all they say: what stays the same keeps its focus and its open list
  let last = ""; // what was in view
  let asking = new AbortController();
  let wanted = null; // where somebody went nearer, or whose sign had the focus: the sign there takes it again

  async function within(view) {
    const address = withArgs(words.clusters, {
      south: view.getSouth().toFixed(3), west: view.getWest().toFixed(3),
      north: view.getNorth().toFixed(3), east: view.getEast().toFixed(3),
    });
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).clusters;
  }

  // Nearer to where the cases of the cell lie, which may be far from its middle: the smaller cells in it say where.
  async function closer(at, reach) {
    const around = (point, size) => L.latLng(point).toBounds(1.5 * size);
    let all = around(at, reach);
    try {
      const parts = (await within(all)).filter((one) => one.reach_m < reach);
      if (parts.length) all = parts.map((one) => around(one, one.reach_m)).reduce((sum, one) => sum.extend(one));
    } catch {
      // the middle will do
    }
    wanted = all.getCenter();
    map.setView(wanted, Math.min(Math.max(map.getBoundsZoom(all), map.getZoom() + 1), FARTHEST_IN));
  }

  function show(found) {
    const close = map.getZoom() >= FARTHEST_IN;
    const wanting = new Map(
      found.map((cluster) => [JSON.stringify([cluster, close]), { ...cluster, last: cluster.finest || close }]),
    );
    shown.forEach((sign, key) => {
      if (wanting.has(key)) return;
      if (sign.getElement() === document.activeElement) wanted ??= sign.getLatLng();
      sign.remove();
      shown.delete(key);
    });
    wanting.forEach((cluster, key) => {
      if (!shown.has(key)) shown.set(key, marker(cluster, words, closer).addTo(map));
    });
    map.fire("signs"); // the names give way to them
    const signs = [...shown.values()];
    if (!wanted || signs.length === 0) return;
    const far = (one) => one.getLatLng().distanceTo(wanted);
    signs.reduce((near, one) => (far(one) < far(near) ? one : near)).getElement().focus();
    wanted = null;
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
