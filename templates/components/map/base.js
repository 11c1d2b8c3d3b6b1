// A bare map: the outlines of the provinces, the names of islands, streets where there are. L is Leaflet.
import { streets } from "./streets.js";

export function bare(box, words, options) {
  box.hidden = false;
  const map = L.map(box, { attributionControl: false, zoomControl: false, minZoom: 4, maxZoom: 17, zoomSnap: 0.25, ...options });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  streets(map, words);
  outlines(map, words.outlines);
  return map;
}

async function outlines(map, address) {
  try {
    const answer = await fetch(address);
    const layer = L.geoJSON(await answer.json(), {
      interactive: false,
      style: { className: "outline", fillOpacity: 1, weight: 1 },
      pointToLayer: (feature, at) =>
        L.marker(at, { interactive: false, keyboard: false, icon: label(feature.properties.name) }),
    });
    layer.addTo(map).bringToBack();
  } catch {
    // Without the outlines the signs are still right.
  }
}

function label(text) {
  const inside = document.createElement("span");
  inside.textContent = text;
  return L.divIcon({ className: "place-label", html: inside, iconSize: [120, 20] });
}

// From the mainland's west to Trường Sa.
export function country() {
  return [[7.8, 102.1], [23.5, 115.5]];
}

const number = new Intl.NumberFormat(document.documentElement.lang || undefined);

// A number as the pages write it: 2.913 or 2,913.
export function inFigures(value) {
  return number.format(value);
}

export function withArgs(address, more) {
  const url = new URL(address, location.href);
  Object.entries(more).forEach(([name, value]) => url.searchParams.set(name, value));
  return url;
}
