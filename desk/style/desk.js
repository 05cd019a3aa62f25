// What pages share: menus that close, the choice of language and appearance, ticks for a whole table.
const year = 365 * 24 * 3600;
const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${year}; samesite=lax`; };

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const { language, look } = event.target.closest?.("[data-language], [data-look]")?.dataset || {};
  if (language && event.target.closest("button")) { keep("tallyman_language", language); window.location.reload(); }
  if (look && event.target.closest("button")) {
    keep("tallyman_look", look);
    if (look === "auto") delete document.documentElement.dataset.look;
    else document.documentElement.dataset.look = look;
    marked();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    const field = document.querySelector("input[type=search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  }
});

document.addEventListener("change", (event) => {
  const { form, dataset, checked } = event.target;
  if ("submits" in dataset) form.requestSubmit();
  if ("ticksAll" in dataset) for (const tick of document.querySelectorAll("[data-tick]")) tick.checked = checked;
  if ("ticksAll" in dataset || "tick" in dataset) counted();
});

function counted() {
  const ticked = document.querySelectorAll("[data-tick]:checked").length;
  const all = document.querySelectorAll("[data-tick]").length;
  const whole = document.querySelector("[data-ticks-all]");
  if (whole) { whole.checked = ticked === all && all > 0; whole.indeterminate = ticked > 0 && ticked < all; }
  for (const bar of document.querySelectorAll("[data-when-ticked]")) {
    bar.hidden = !ticked;
    const told = bar.querySelector("[data-told]");
    if (told) told.textContent = told.dataset.told.replace("{n}", ticked);
  }
}

function marked() {
  const look = document.documentElement.dataset.look || "auto";
  for (const button of document.querySelectorAll("button[data-look]")) button.setAttribute("aria-pressed", String(button.dataset.look === look));
}
marked();
counted();
