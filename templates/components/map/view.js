// What part of a map is seen: where it begins, and that a filter does not lose it. L is Leaflet.
import { country } from "./base.js";

const KEPT = /^#map=(\d+(?:\.\d+)?),(-?\d+\.\d+),(-?\d+\.\d+)$/;

// Begins with the view in the address, which no site is told of; else at the place that the page names. From then on the
// forms and links that lead to the same map with other filters carry the view along.
export function begin(map, words) {
  const [, zoom, lat, lon] = KEPT.exec(location.hash) ?? [];
  if (zoom) map.setView([lat, lon], Number(zoom), { animate: false });
  else if (words.centre) map.setView(words.centre.split(",").map(Number), Number(words.zoom ?? 12));
  else map.fitBounds(country());
  const carry = () => {
    const { lat, lng } = map.getCenter();
    const hash = `#map=${map.getZoom()},${lat.toFixed(3)},${lng.toFixed(3)}`;
    for (const one of document.querySelectorAll("form.filters")) one.action = one.action.split("#")[0] + hash;
    for (const one of document.querySelectorAll("#map-none a")) one.hash = hash;
  };
  map.on("moveend", carry);
  if (zoom) carry();
}

// A view as addresses tell it: the signs and the cards beside them must mean the same one.
export function edges(view) {
  const [south, west, north, east] = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map((edge) => edge.toFixed(3));
  return { south, west, north, east };
}
