// A map on which a place is pointed at. Its library comes along, and the style of maps, which few pages need at once.
import { bare } from "./base.js";
import { isAbroad, showWard, wardAt } from "./ground.js";

const NEAR = 14; // zooms: of a ward that is known, and of a point
const CLOSE = 16;

export async function mapIn(frame, words) {
  const sheets = [words.leafletCss, words.mapCss].map((href) => added("link", { rel: "stylesheet", href }));
  await Promise.all([...sheets, added("script", { src: words.leaflet })]);
  return bare(frame, words, { minZoom: 5, maxZoom: 18, zoomSnap: 1 }).fitBounds([[8.2, 102.1], [23.5, 109.6]]);
}

// It begins at a point or a ward that is known already: `start` is { point, ward } with { at, code } of a ward. Each tap,
// and Enter where the cross is, tells `taken` the place and the name of its ward, or null where it lies abroad; the last one counts.
export async function pointing(frame, words, start, taken) {
  const map = await mapIn(frame, words);
  const spot = L.circleMarker([0, 0], { radius: 9, className: "spot", interactive: false });
  frame.classList.add("pointing");

  async function place({ lat, lng }) {
    if (await isAbroad(map, [lat, lng]).catch(() => false)) {
      spot.remove();
      showWard(map, null);
      return taken(null);
    }
    spot.setLatLng([lat, lng]).addTo(map);
    if (map.getZoom() < NEAR) map.setView([lat, lng], NEAR, { animate: false });
    const ward = await marked(map, [lat, lng]);
    taken({ lat: lat.toFixed(6), lon: lng.toFixed(6), name: ward?.full ?? "" });
  }

  async function show(ward) {
    map.setView(ward.at, NEAR, { animate: false });
    await marked(map, ward.at, ward.code);
  }

  map.on("click", ({ latlng }) => place(latlng));
  frame.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== frame) return;
    event.preventDefault();
    place(map.getCenter());
  });
  if (start.point) {
    spot.setLatLng(start.point).addTo(map);
    map.setView(start.point, CLOSE, { animate: false });
    marked(map, start.point);
  } else if (start.ward) {
    show(start.ward);
  }
  return { show };
}

// Draws and names the ward of a point; null where that cannot be had.
async function marked(map, at, code) {
  const ward = await wardAt(map, at, code).catch(() => null);
  showWard(map, ward);
  return ward;
}

function added(tag, more) {
  const part = Object.assign(document.createElement(tag), more);
  return new Promise((done, failed) => {
    Object.assign(part, { onload: done, onerror: failed });
    document.head.append(part);
  });
}
