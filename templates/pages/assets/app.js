// What the pages do better with scripts; every one of them works without.
(() => {
  "use strict";

  // A file dropped on the zone is the file chosen.
  for (const zone of document.querySelectorAll(".drop")) {
    const input = zone.querySelector("input[type=file]");
    if (!input) continue;
    const over = (on) => (e) => { e.preventDefault(); zone.classList.toggle("over", on); };
    zone.addEventListener("dragenter", over(true));
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (e) => {
      over(false)(e);
      if (e.dataTransfer.files.length > 0) { input.files = e.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  }

  // Progress of a job: the page says where it stands; the stream says the rest
  // and reloads when it is over. After a reload it goes on where the job is.
  const follow = (root) => {
    for (const box of root.querySelectorAll("[data-progress]")) {
      const bar = box.querySelector("progress");
      const words = box.querySelector("[data-words]");
      const source = new EventSource(box.dataset.progress);
      source.addEventListener("progress", (e) => {
        const p = JSON.parse(e.data);
        if (bar) { if (p.total > 0) { bar.max = p.total; bar.value = p.done; } else { bar.removeAttribute("value"); } }
        if (words && words.textContent !== p.words) words.textContent = p.words;
      });
      source.addEventListener("done", () => { source.close(); window.location.reload(); });
      // Whoever is leaving is not called back by the reload.
      window.addEventListener("beforeunload", () => source.close());
    }
  };
  follow(document);

  // A part of a page that htmx puts in: what it holds is followed too, what was
  // unfolded stays so; a request that fails is made again without a script, so
  // that the page of the error is seen.
  if (window.htmx) {
    document.documentElement.classList.add("scripted");
    let unfolded = [];
    document.addEventListener("htmx:beforeSwap", (e) => {
      unfolded = [...e.detail.target.querySelectorAll("details[open][id]")].map((d) => d.id);
    });
    document.addEventListener("htmx:afterSwap", (e) => {
      follow(e.detail.target);
      for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    });
    for (const failed of ["htmx:responseError", "htmx:sendError"]) {
      document.addEventListener(failed, (e) => { const form = e.detail.elt.closest("form"); if (form) form.submit(); });
    }
  }

  // Keys of the review: a letter presses the button that bears it, unless one
  // is writing.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]")) return;
    const button = document.querySelector(`[data-key="${CSS.escape(e.key.toLowerCase())}"]`);
    if (button && !button.disabled) { e.preventDefault(); button.focus(); button.click(); }
  });

  // A form that says so is sent when a choice changes.
  document.addEventListener("change", (e) => {
    const form = e.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });
})();
