// A map on which a place is pointed at. Its library comes along, and the style of maps, which few pages need at once.
import { bare } from "./base.js";

export async function mapIn(frame, words) {
  const sheets = [words.leafletCss, words.mapCss].map((href) => added("link", { rel: "stylesheet", href }));
  await Promise.all([...sheets, added("script", { src: words.leaflet })]);
  return bare(frame, words, { minZoom: 5, maxZoom: 16, zoomSnap: 1 }).fitBounds([[8.2, 102.1], [23.5, 109.6]]);
}

export async function pointing(frame, words, taken) {
  const map = await mapIn(frame, words);
  const spot = L.circleMarker([0, 0], { radius: 9 });
  map.on("click", ({ latlng }) => {
    spot.setLatLng(latlng).addTo(map);
    if (map.getZoom() < 11) return map.setView(latlng, Math.min(11, map.getZoom() + 3), { animate: false });
    taken(latlng.lat.toFixed(6), latlng.lng.toFixed(6));
  });
}

function added(tag, more) {
  const part = Object.assign(document.createElement(tag), more);
  return new Promise((done, failed) => {
    Object.assign(part, { onload: done, onerror: failed });
    document.head.append(part);
  });
}
