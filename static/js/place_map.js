// The map on which a place is pointed at. Its library comes along, and the style of maps, which few pages need at once.
export async function pointing(frame, words, taken) {
  const sheets = [words.leafletCss, words.mapCss].map((href) => added("link", { rel: "stylesheet", href }));
  await Promise.all([...sheets, added("script", { src: words.leaflet })]);
  frame.hidden = false;
  const map = L.map(frame, { attributionControl: false, minZoom: 5, maxZoom: 16 }).fitBounds([[8.2, 102.1], [23.5, 109.6]]);
  const spot = L.circleMarker([0, 0], { radius: 9 });
  map.on("click", ({ latlng }) => {
    spot.setLatLng(latlng).addTo(map);
    if (map.getZoom() < 11) return map.setView(latlng, Math.min(11, map.getZoom() + 3), { animate: false });
    taken(latlng.lat.toFixed(6), latlng.lng.toFixed(6));
  });
  const outlines = await fetch(words.outlines);
  L.geoJSON(await outlines.json(), {
    interactive: false,
    style: { className: "outline" },
    filter: (feature) => feature.geometry.type !== "Point",
  }).addTo(map);
}

function added(tag, more) {
  const part = Object.assign(document.createElement(tag), more);
  return new Promise((done, failed) => {
    Object.assign(part, { onload: done, onerror: failed });
    document.head.append(part);
  });
}
