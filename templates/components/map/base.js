// A bare map: the ground with its names, streets where there are, buttons and a scale. L is Leaflet.
import { ground } from "./ground.js";
import { streets } from "./streets.js";

export function bare(box, words, options) {
  box.hidden = false;
  const map = L.map(box, { attributionControl: false, zoomControl: false, minZoom: 4, maxZoom: 17, zoomSnap: 0.25, ...options });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector("[role=button]")?.setAttribute("aria-label", words.close));
  L.control.scale({ imperial: false }).addTo(map);
  streets(map, words);
  ground(map, words);
  return map;
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
