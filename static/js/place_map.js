// The map on which a place is pointed at. Its library comes along.
export async function pointing(frame, words, taken) {
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href: words.leafletCss });
  const script = document.createElement("script");
  script.src = words.leaflet;
  document.head.append(style);
  await new Promise((done, failed) => {
    Object.assign(script, { onload: done, onerror: failed });
    document.head.append(script);
  });
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
