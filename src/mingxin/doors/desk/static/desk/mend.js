"use strict";
// Cells that were typed and not saved: said before they would be lost. Without scripts a page is as it was sent.

(() => {
  let leaving = false; // what is typed goes along, or somebody chose to go without it

  // Fields whose content is not what the page showed; the hidden field of the same cell tells that (w.ROW.FIELD).
  const unsaved = () =>
    [...document.querySelectorAll("form.mending [name^='c.']")].filter((field) => {
      const shown = field.form.elements.namedItem("w." + field.name.slice(2));
      return shown && field.value.replace(/\r\n?/g, "\n").trim() !== shown.value.replace(/\r\n?/g, "\n").trim();
    });

  const button = (words, kind, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn small " + kind;
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  const say = (fields, form, pressed) => {
    document.getElementById("unsaved")?.remove();
    const notice = document.createElement("div");
    notice.id = "unsaved";
    notice.className = "notice warning";
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    const words = document.createElement("span");
    words.textContent = `有 ${fields.length} 处修改没有保存，还没有办理。`;
    const acts = document.createElement("span");
    acts.className = "acts";
    acts.append(
      button("保存修改", "primary", () => fields[0].form.requestSubmit()),
      button("去看修改的地方", "plain", () => fields[0].focus()),
      button("不保存，继续办理", "plain", () => {
        leaving = true;
        form.requestSubmit(pressed);
      }),
    );
    notice.append(words, acts);
    (form.closest(".acts, .card") || form).before(notice);
    notice.focus();
  };

  // Before every other listener: a form that is stopped here was not sent.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.matches(".mending")) {
        leaving = true;
        return;
      }
      const fields = unsaved();
      if (leaving || form.method !== "post" || !fields.length || form.closest(".who")) return;
      event.preventDefault();
      event.stopPropagation();
      say(fields, form, event.submitter);
    },
    true,
  );

  // A file that is fetched leaves the page standing.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href*='/files/']") : null;
    if (!link) return;
    leaving = true;
    setTimeout(() => (leaving = false), 1000);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved().length) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (leaving = false));
})();
