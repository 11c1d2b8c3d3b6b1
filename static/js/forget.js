// Whoever takes the links out of this phone, or signs out, takes along the words that wait here to be sent.
import { forgetOutboxes } from "./outbox.js";

document
  .querySelectorAll("form[data-forgets]")
  .forEach((form) => form.addEventListener("submit", () => forgetOutboxes(form.dataset.forgets)));
