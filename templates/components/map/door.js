// The one spot of a contact: where the door is, and how exactly that is known. L is Leaflet.
import { bare } from "./base.js";

export function spot(box) {
  const at = box.dataset.spot.split(",").map(Number);
  const map = bare(box, box.dataset, { scrollWheelZoom: false }).setView(at, 13);
  if (box.dataset.accuracy) L.circle(at, { radius: Number(box.dataset.accuracy), className: "accuracy" }).addTo(map);
  L.circleMarker(at, { radius: 8, className: "spot" }).addTo(map);
}
