// How green each place is: a polygon for each cell with its share in the middle. L is Leaflet.
import { bare, country, inFigures, withArgs } from "./base.js";

function shareOf(cell, words) {
  return cell.share === null ? words.few : `${cell.share}%`;
}

function inWords(cell, share, words) {
  const counts = [[cell.waiting, words.need], [cell.being_helped, words.taken], [cell.helped, words.done]];
  const said = [share, ...counts.map(([n, word]) => `${inFigures(n)} ${word}`)].join(", ");
  return cell.place ? `${cell.place}: ${said}` : said;
}

function shareInWords(cell, words) {
  return inWords(cell, cell.share === null ? words.few : `${cell.share}% ${words.share}`, words);
}

// The name of a cell begins as the cell shows itself, for whoever speaks to the phone what they see.
function nameOf(cell, words) {
  return inWords(cell, shareOf(cell, words), words);
}

// In the middle of a cell its share, and below it how many still wait: the pattern and the colour come after.
function shareLabel(cell, words) {
  const inside = document.createElement("div");
  inside.className = "green-label";
  const share = document.createElement("b");
  share.textContent = shareOf(cell, words);
  inside.append(share);
  if (cell.waiting) {
    const waiting = document.createElement("span");
    waiting.className = "waiting need";
    waiting.textContent = inFigures(cell.waiting);
    inside.append(waiting);
  }
  return L.divIcon({ className: "green-place", html: inside, iconSize: [44, 44] });
}

function aboutCell(cell, words) {
  const inside = document.createElement("div");
  const said = document.createElement("p");
  said.textContent = shareInWords(cell, words);
  inside.append(said);
  if (cell.href) {
    const link = document.createElement("a");
    link.className = "btn mini";
    link.href = cell.href;
    link.textContent = words.open;
    inside.append(link);
  }
  return inside;
}

function greenCell(cell, words) {
  const few = cell.share === null ? " few" : "";
  const edge = L.polygon(cell.edge, { className: `green-cell${few}`, fillColor: `url(#shade-${cell.shade})`, fillOpacity: 1 });
  const made = L.marker([cell.lat, cell.lon], { icon: shareLabel(cell, words), title: nameOf(cell, words) });
  made.bindPopup(() => aboutCell(cell, words));
  edge.on("click", () => made.openPopup());
  made.on("add", () => {
    made.getElement().setAttribute("aria-label", nameOf(cell, words));
    made.getElement().addEventListener("keydown", (event) => {
      if (event.key !== " ") return; // Enter is Leaflet's
      event.preventDefault();
      made.openPopup();
    });
  });
  return L.layerGroup([edge, made]);
}

export function green(box) {
  const words = box.dataset;
  const says = document.getElementById("map-says");
  const map = bare(box, words, { maxZoom: 13 });
  if (words.zoom === "5") map.fitBounds(country());
  else map.setView(words.centre.split(",").map(Number), Number(words.zoom));
  const cells = L.layerGroup().addTo(map);
  let shown = "";
  let asking = new AbortController();

  async function fill() {
    asking.abort();
    asking = new AbortController();
    const view = map.getBounds();
    const address = withArgs(words.green, {
      south: view.getSouth().toFixed(3), west: view.getWest().toFixed(3),
      north: view.getNorth().toFixed(3), east: view.getEast().toFixed(3),
    });
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      const found = (await answer.json()).cells;
      says.textContent = "";
      if (JSON.stringify(found) === shown) return; // what is open stays open
      shown = JSON.stringify(found);
      cells.clearLayers();
      found.forEach((cell) => greenCell(cell, words).addTo(cells));
    } catch (error) {
      if (error.name !== "AbortError") says.textContent = words.failed;
    }
  }

  map.on("moveend", fill);
  fill();
}
