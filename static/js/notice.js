// An official's notice: what was typed stays in this tab until it is published, also when the session has ended
// meanwhile; and a picture that is too large is said so before it is sent.
import { draftOf } from "./draft.js";

const form = document.querySelector("form[data-draft]");
const draft = draftOf(form);
if (!("answered" in form.dataset)) draft.restore();
draft.save(0);

form.addEventListener("submit", (event) => {
  form.querySelectorAll(".live-error").forEach((old) => old.remove());
  const picture = form.elements.picture;
  if (picture?.files[0]?.size > form.dataset.largest) {
    event.preventDefault();
    const said = document.createElement("p");
    said.className = "error live-error";
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.large;
    picture.before(said);
    picture.focus();
  } else if (!event.submitter?.name) {
    draft.sending();
  }
});
