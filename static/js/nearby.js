// "Around my position": asks the browser, posts what it says, and lets go of it. Without it the form stays hidden.

function start(form) {
  const button = form.querySelector("button");
  const says = form.querySelector("[role=status]");
  form.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    says.textContent = form.dataset.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude;
        form.elements.lon.value = coords.longitude;
        form.submit();
      },
      () => {
        button.disabled = false;
        says.textContent = form.dataset.denied;
      },
      { timeout: 15000, maximumAge: 300000 },
    );
  });
}

if ("geolocation" in navigator && window.isSecureContext) {
  document.querySelectorAll(".my-position").forEach(start);
}

// Coming back by the browser's button must not find a dead form.
window.addEventListener("pageshow", () => {
  document.querySelectorAll(".my-position button").forEach((button) => (button.disabled = false));
});
