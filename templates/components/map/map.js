// The maps of a page, by what its boxes say: signs of all cases or supply points, cells by their share, one spot.
import { clusters } from "./clusters.js";
import { spot } from "./door.js";
import { green } from "./green.js";

if (window.L) {
  document.querySelectorAll("[data-clusters]").forEach(clusters);
  document.querySelectorAll("[data-green]").forEach(green);
  document.querySelectorAll("[data-spot]").forEach(spot);
}
