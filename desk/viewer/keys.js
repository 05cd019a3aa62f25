// The keyboard of the review page: every step of the work has a key, and `?` shows them.

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

export function follow(view) {
  const step = (by) => {
    if (view.tab === "findings") {
      const list = view.file.findings;
      const at = list.findIndex((each) => each.key === view.finding);
      const next = list[Math.min(Math.max(at + by, 0), list.length - 1)];
      if (next) view.choose(next.key);
      return;
    }
    const shown = [...document.querySelectorAll(".value")].map((row) => row.id.slice("value-".length));
    const at = shown.indexOf(view.value);
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next) view.chooseValue(next);
  };
  const page = (by) => {
    const pane = view.panes[view.at];
    const pages = view.paperOf(pane?.paper)?.pages || [];
    const next = pages[pages.findIndex((each) => each.number === pane.page) + by];
    if (next) view.turn(view.at, next.number);
  };
  const stage = (act) => document.querySelectorAll(".pane.active .tools button")[act]?.click();
  const second = (action, told) => { // what the first person decided waits for this one
    if (action === "confirm") view.decide({ ...told, action: "agree" });
    else if (action === "dismiss") view.ask({ ...told, action: "refuse" });
  };
  const hold = () => {
    if (!view.file.may.decide) return;
    if (view.may.second(view.file.whole)) view.ask({ action: "refuse", id: view.file.whole.id });
    else view.ask({ action: "hold" });
  };
  const decide = (action) => {
    if (!view.file.may.decide || !view.chosen || view.tab !== "findings") return;
    const told = { finding: view.finding };
    if (view.may.second(view.chosen.decision)) second(action, { ...told, id: view.chosen.decision.id });
    else if (action === "confirm") view.decide({ ...told, action });
    else view.ask({ ...told, action });
  };
  const correct = () => {
    if (!view.file.may.correct) return;
    const key = view.tab === "values" ? view.value : view.chosen?.spots.find((spot) => spot.value)?.value;
    if (key) view.edit(key);
  };
  const go = (link) => { if (link) window.location.href = link; };
  const acts = {
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    c: () => decide("confirm"), d: () => decide("dismiss"), x: () => decide("escalate"),
    h: hold, e: correct, a: () => view.file.may.decide && !view.waiting && view.settle(),
    b: () => { if (view.editing) view.drawing = true; else { correct(); view.drawing = Boolean(view.editing); } },
    v: () => { view.toValues(); }, f: () => { if (view.tab !== "findings") view.toFindings(); },
    m: () => { view.toValues(); view.$nextTick(() => document.querySelector(".absent")?.click()); },
    "[": () => page(-1), "]": () => page(1), "-": () => stage(0), "+": () => stage(1), "=": () => stage(1), 0: () => stage(2), r: () => stage(4),
    s: () => { view.layout = view.stacked ? "side" : "stack"; },
    n: () => go(view.file.next), p: () => go(view.file.previous), "?": () => { view.help = true; },
    Escape: () => { if (view.drawing) view.drawing = false; else if (view.help) view.help = false; else view.leave(); },
  };
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (view.asking || (view.help && event.key !== "Escape")) return;
    if (typing(event.target) && event.key !== "Escape") return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  window.addEventListener("keydown", pressed);
  return () => window.removeEventListener("keydown", pressed);
}
