// A sign of a map: shape, number and words of what its cells count, and what a press on it opens. L is Leaflet.
import { inFigures, withArgs } from "./base.js";
import { meets } from "./names.js";

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

export function inWords(counts, words) {
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

// What a sign opens: the last ones their list, the others the view of what they count.
export function marker(cluster, words, open) {
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

// Words that would lie on another sign, or on the words of one that weighs more, stay away: they are in the sign's name.
export function spareWords(signs, words) {
  const all = signs.map((sign) => ({ sign, element: sign.getElement() }));
  all.forEach(({ element }) => element.classList.remove("brief"));
  const box = (one) => one.getBoundingClientRect();
  for (const one of all) {
    one.shape = box(one.element.querySelector("svg"));
    one.said = [...one.element.querySelectorAll("span, strong")].filter((said) => said.textContent).map(box);
  }
  const taken = [];
  for (const one of all.sort((a, b) => weight(b.sign.cluster, words) - weight(a.sign.cluster, words))) {
    const others = [...taken, ...all.filter((other) => other !== one).map((other) => other.shape)];
    if (one.said.some((said) => others.some((other) => meets(said, other)))) one.element.classList.add("brief");
    else taken.push(...one.said);
  }
}

function nameOf(cluster, words) {
  return `${inWords(cluster, words)}. ${cluster.last ? words.open : words.closer}`;
}

// By what comes first where there are many: the most of what matters most on this map.
export function weight(cluster, words) {
  return coloursOf(words).reduce((sum, colour) => sum * 1e5 + cluster[colour], 0);
}

export function sums(found) {
  return Object.fromEntries(COLOURS.map((colour) => [colour, found.reduce((sum, one) => sum + one[colour], 0)]));
}
