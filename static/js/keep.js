// Ways to keep the link to one's own page, which unfold for paper. The link is shared by the phone's own sheet, where Zalo is
// one of the ways, so that no other server learns of it.
import "../components/copy_button/copy_button.js";
import "../components/print_button/print_button.js";
import "./sent.js";

addEventListener("beforeprint", () => document.querySelectorAll("[data-paper]").forEach((one) => (one.open = true)));

const share = document.querySelector("[data-share]");
if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    navigator.share({ title: document.title, url: document.getElementById("own-link").value }).catch(() => {}); // closed again
  });
}
