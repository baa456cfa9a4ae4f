"use strict";
// Dropping files onto the page; without it the same form is a file field and a button.

for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const over = (is) => form.classList.toggle("over", is);
  for (const kind of ["dragenter", "dragover"])
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      over(true);
    });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) over(false);
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer || !event.dataTransfer.files.length) return;
    event.preventDefault();
    over(false);
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const button = form.querySelector("button[data-busy]");
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-words]")) button.textContent = button.dataset.words;
});

// A file let fall beside the zone must not replace the page.
for (const kind of ["dragover", "drop"])
  window.addEventListener(kind, (event) => {
    if (document.querySelector("form[data-drop]")) event.preventDefault();
  });
