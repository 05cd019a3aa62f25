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
    const rows = view.current ? view.rows(view.current).filter((row) => row.raw) : [];
    const at = rows.findIndex((row) => row.key === view.value);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) view.chooseValue(next.key);
  };
  const page = (by) => {
    const pane = view.panes[view.at];
    const pages = view.paperOf(pane?.paper)?.pages || [];
    const next = pages[pages.findIndex((each) => each.number === pane.page) + by];
    if (next) view.turn(view.at, next.number);
  };
  const stage = (act) => document.querySelectorAll(".pane.active .tools button")[act]?.click();
  const decide = (action) => {
    if (!view.file.may.decide || !view.chosen || view.tab !== "findings") return;
    if (action === "confirm") view.decide({ finding: view.finding, action });
    else view.ask({ finding: view.finding, action });
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
    h: () => view.file.may.decide && view.ask({ action: "hold" }), e: correct, a: () => view.file.may.decide && !view.waiting && view.settle(),
    b: () => { if (view.editing) view.drawing = true; else { correct(); view.drawing = Boolean(view.editing); } },
    v: () => { view.toValues(); }, f: () => { view.tab = "findings"; },
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
