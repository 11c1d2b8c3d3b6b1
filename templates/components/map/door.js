// The one spot of a contact: where the door is, how exactly that is known, how far it is from here. L is Leaflet.
import { bare, inFigures } from "./base.js";

const [WARD, STREET] = [13, 15]; // zooms: without streets there is nothing to see from near

export function spot(box) {
  const at = box.dataset.spot.split(",").map(Number);
  const accuracy = Number(box.dataset.accuracy);
  const map = bare(box, box.dataset, { scrollWheelZoom: false }).setView(at, accuracy > 1000 || !hasStreets(box.dataset, at) ? WARD : STREET);
  if (accuracy) L.circle(at, { radius: accuracy, className: "accuracy", interactive: false }).addTo(map);
  L.circleMarker(at, { radius: 8, className: "spot", interactive: false }).addTo(map);
  const way = document.querySelector("[data-way]");
  if (way) ways(way, L.latLng(at));
}

function hasStreets(words, at) {
  const bounds = words.streets && JSON.parse(words.streets).bounds;
  return bounds && L.latLngBounds(bounds).contains(at);
}

// Links that this machine has nothing for go away. The position is asked for by a press, and stays in this browser.
function ways(box, there) {
  const android = /Android/.test(navigator.userAgent);
  document.querySelectorAll("[data-geo]").forEach((link) => (link.hidden = !android));
  const button = box.querySelector("[data-do=from-here]");
  const says = box.querySelector("[role=status]");
  const words = box.dataset;
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => {
    says.textContent = words.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => (says.textContent = fromHere(L.latLng(coords.latitude, coords.longitude), there, words)),
      () => (says.textContent = words.denied),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}

function fromHere(here, there, words) {
  const metres = here.distanceTo(there);
  const distance = metres < 950 ? `${inFigures(Math.max(10, Math.round(metres / 10) * 10))} m` : `${inFigures(metres < 9950 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000))} km`;
  const east = (there.lng - here.lng) * Math.cos((here.lat * Math.PI) / 180);
  const turns = Math.atan2(east, there.lat - here.lat) / (2 * Math.PI); // from the north, by the east
  const direction = words.directions.split("|").at(Math.round(turns * 8) % 8);
  return words.far.replace("{distance}", distance).replace("{direction}", direction);
}
