// Shows the button that passes a page on: by the phone's own sheet, where Zalo is too, or as a copy of the address.
for (const button of document.querySelectorAll("[data-pass-on]")) {
  const url = location.origin + location.pathname;
  button.hidden = !navigator.share && !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        button.lastElementChild.textContent = button.dataset.copied;
      }
    } catch {
      // closed again without sharing
    }
  });
}
