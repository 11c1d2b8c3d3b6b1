// What stands beside a map on a desk: from afar its signs as a list, from near the cards of what they count. A sign, its row
// and its cards light one another up. L is Leaflet.
import { withArgs } from "./base.js";
import { inWords, weight } from "./sign.js";
import { edges } from "./view.js";

const NEAR_M = 100_000; // from the middle to a corner of the view; farther out the nearest cards say nothing of it
const desk = matchMedia("(min-width: 64rem)");

// `signs` tells those on the map. The answer shows what belongs to the view; `open`: whether somebody waits there.
export function beside(map, words, signs) {
  const side = document.getElementById("map-side");
  const [list] = side.children;
  const cellOf = new WeakMap(); // of each row and card: a cell that its sign counts
  let written = ""; // in the rows
  let answered = ""; // the view and the signs that the cards belong to
  let cards = null;
  let lit = [];
  side.hidden = false; // from the beginning, so that the map never changes its size
  map.invalidateSize({ pan: false });

  // The row of each sign, the largest first; what has the focus in it keeps it.
  function write() {
    const all = signs().sort((a, b) => weight(b.cluster, words) - weight(a.cluster, words));
    const said = JSON.stringify(all.map((sign) => [sign.cluster, sign._leaflet_id]));
    if (said === written) return;
    written = said;
    list.replaceChildren(...all.map((sign) => {
      const made = row(sign, words);
      cellOf.set(made, sign.cluster.cell);
      return made;
    }));
  }

  // The cards in the place of the rows, or the rows again.
  function put(section) {
    const focused = cards?.contains(document.activeElement) && document.activeElement.closest("li")?.id;
    cards?.remove();
    cards = section;
    list.hidden = Boolean(cards);
    if (!cards) return;
    const cells = cards.dataset.cells.split(" ");
    cards.querySelectorAll("li.case").forEach((card, at) => cellOf.set(card, cells[at]));
    side.append(cards);
    if (focused) document.getElementById(focused)?.querySelector("a").focus({ preventScroll: true });
    else side.scrollTop = 0;
  }

  async function show(open, signal) {
    write();
    const view = map.getBounds();
    const near = open && words.cards && desk.matches && map.getCenter().distanceTo(view.getNorthEast()) < NEAR_M;
    const now = near ? JSON.stringify(edges(view)) + written : "";
    if (near && now === answered) return; // somebody asked again whether there is news, and there is none
    const found = near ? await fetched(withArgs(words.cards, edges(view)), signal).catch(() => null) : null;
    if (signal.aborted) return;
    answered = found ? now : "";
    put(found);
  }

  // All that belongs to what the mouse or the focus is on: the sign and its rows or cards.
  function light(on) {
    lit.forEach((one) => one.classList.remove("lit"));
    const one = on?.closest?.(".cluster, #map-side li");
    const isMine = (sign) => sign.getElement() === one || sign.cluster.cells.includes(cellOf.get(one));
    const sign = one && signs().find(isMine);
    const beside = sign ? [...side.querySelectorAll("li")].filter((row) => sign.cluster.cells.includes(cellOf.get(row))) : [];
    lit = sign ? [sign.getElement(), ...beside] : [];
    lit.forEach((each) => each.classList.add("lit"));
    if (one === sign?.getElement()) toSight(beside.find((row) => row.offsetParent));
  }

  // The first of them comes into sight by moving the list, and never the page.
  function toSight(row) {
    if (!row) return;
    const [here, its] = [side.getBoundingClientRect(), row.getBoundingClientRect()];
    if (its.top < here.top || its.bottom > here.bottom) side.scrollTop += its.top - here.top;
  }

  for (const place of [map.getContainer(), side]) {
    for (const event of ["mouseover", "focusin"]) place.addEventListener(event, ({ target }) => light(target));
    for (const event of ["mouseout", "focusout"]) place.addEventListener(event, () => light(document.activeElement));
  }
  desk.addEventListener("change", () => map.fire("moveend"));
  return show;
}

function row(sign, words) {
  const { cluster } = sign;
  const made = document.createElement("li");
  const link = document.createElement(cluster.last ? "a" : "button");
  const name = document.createElement("b");
  const said = document.createElement("span");
  name.textContent = cluster.place || words.rest.replace("{place}", cluster.around);
  said.textContent = inWords({ ...cluster, place: "" }, words);
  link.append(name, said);
  if (cluster.last) link.href = withArgs(words.list, { at: cluster.at });
  else link.type = "button";
  if (!cluster.last) link.addEventListener("click", () => sign.fire("click"));
  made.append(link);
  return made;
}

// The part of a document that its reader has made: no text becomes markup here. Null where it has none.
function fetched(address, signal) {
  return new Promise((good, bad) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? good(request.response?.getElementById("map-cards") ?? null) : bad(new Error()));
    request.onerror = request.onabort = bad;
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}
