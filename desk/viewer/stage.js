// One page of paper on the screen: its picture, the boxes of its values, zoom, turn, and a box to be drawn on it.
// Plain DOM, so that panning costs no rendering. Boxes are in points from the top left of the straightened page.

const SVG = "http://www.w3.org/2000/svg";
const FINE = 170; // dots an inch beyond which the finer picture is fetched
const CLOSEST = 6;
const AROUND = 46; // points of paper kept around what is looked at
const READABLE = 1.35; // pixels a point at which printed text is read with ease

function made(name, parent, className) {
  const element = name === "svg" || name === "g" || name === "rect" || name === "title"
    ? document.createElementNS(SVG, name) : document.createElement(name);
  if (className) element.setAttribute("class", className);
  parent?.append(element);
  return element;
}

export class Stage {
  constructor(host, { onPick, onDraw, onNote }) {
    Object.assign(this, { host, onPick, onDraw, onNote, width: 595, height: 842, scale: 1, x: 0, y: 0, turn: 0 });
    this.sheet = made("div", host, "stage-sheet");
    this.image = made("img", this.sheet, "stage-image");
    this.image.alt = "";
    this.image.draggable = false;
    this.svg = made("svg", this.sheet, "stage-boxes");
    this.boxLayer = made("g", this.svg);
    this.rubber = null;
    this.pointers = new Map();
    this.fitted = true;
    this.aim = [];
    this.listen();
    this.observer = new ResizeObserver(() => (this.fitted || !this.aim.length ? this.fit() : this.look(this.aim)));
    this.observer.observe(host);
  }

  close() {
    this.loading?.abort();
    this.observer.disconnect();
    if (this.image.src) URL.revokeObjectURL(this.image.src);
  }

  // -- the picture ---------------------------------------------------------------------------------------------

  async show(url) {
    if (url === this.url) return;
    this.url = url;
    this.turn = 0;
    this.fine = false;
    this.image.removeAttribute("src");
    this.onNote("loading");
    if (await this.fetched(150)) {
      this.onNote("");
      this.aim.length ? this.look(this.aim) : this.fit();
    }
  }

  async fetched(dpi) {
    this.loading?.abort();
    const mine = (this.loading = new AbortController());
    try {
      const answer = await fetch(`${this.url}?dpi=${dpi}`, { signal: mine.signal, credentials: "same-origin" });
      if (!answer.ok) {
        this.onNote((await answer.json().catch(() => ({}))).detail || String(answer.status));
        return false;
      }
      const picture = URL.createObjectURL(await answer.blob());
      this.width = Number(answer.headers.get("X-Page-Width")) || this.width;
      this.height = Number(answer.headers.get("X-Page-Height")) || this.height;
      const old = this.image.src;
      this.image.src = picture;
      if (old) URL.revokeObjectURL(old);
      this.sheet.style.width = `${this.width}px`;
      this.sheet.style.height = `${this.height}px`;
      this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
      this.place();
      return true;
    } catch (error) {
      if (error.name !== "AbortError") this.onNote("lost");
      return false;
    }
  }

  // -- the boxes -----------------------------------------------------------------------------------------------

  boxes(list) {
    this.boxLayer.replaceChildren();
    for (const { id, box, label, tone } of list) {
      const rect = made("rect", this.boxLayer, `box ${tone || ""}`);
      const [x0, top, x1, bottom] = box;
      const whole = x1 - x0 > this.width * 0.9 && bottom - top > this.height * 0.9;
      const rim = whole ? -6 : 2;
      rect.setAttribute("x", x0 - rim);
      rect.setAttribute("y", top - rim);
      rect.setAttribute("width", Math.max(x1 - x0 + 2 * rim, 2));
      rect.setAttribute("height", Math.max(bottom - top + 2 * rim, 2));
      rect.setAttribute("rx", 2);
      if (whole) rect.classList.add("whole");
      rect.dataset.id = id;
      made("title", rect).textContent = label;
    }
  }

  // -- where the eye is ----------------------------------------------------------------------------------------

  get sides() {
    return this.turn % 180 ? [this.height, this.width] : [this.width, this.height];
  }

  turned([x, y]) {
    if (this.turn === 90) return [this.height - y, x];
    if (this.turn === 180) return [this.width - x, this.height - y];
    if (this.turn === 270) return [y, this.width - x];
    return [x, y];
  }

  unturned([u, v]) {
    if (this.turn === 90) return [v, this.height - u];
    if (this.turn === 180) return [this.width - u, this.height - v];
    if (this.turn === 270) return [this.width - v, u];
    return [u, v];
  }

  place(glide = false) {
    const moved = { 0: "", 90: `translate(${this.height}px,0) rotate(90deg)`,
      180: `translate(${this.width}px,${this.height}px) rotate(180deg)`,
      270: `translate(0,${this.width}px) rotate(270deg)` }[this.turn];
    this.sheet.classList.toggle("gliding", glide);
    this.sheet.style.transform = `translate(${this.x}px,${this.y}px) scale(${this.scale}) ${moved}`;
    this.sheet.style.setProperty("--unit", 1 / this.scale);
    if (!this.fine && this.url && this.scale * 72 * (window.devicePixelRatio || 1) > FINE) {
      this.fine = true;
      this.fetched(250);
    }
  }

  fit(whole = false) {
    this.fitted = true;
    const [wide, high] = this.sides;
    const room = [this.host.clientWidth - 24, this.host.clientHeight - 24];
    this.scale = Math.max(Math.min(room[0] / wide, whole ? room[1] / high : Infinity, CLOSEST), 0.1);
    this.x = Math.max((this.host.clientWidth - wide * this.scale) / 2, 12);
    this.y = 12;
    this.place(true);
  }

  look(boxes) {
    this.aim = boxes;
    const [wide, high] = this.sides;
    const real = boxes.filter((box) => box[2] - box[0] < this.width * 0.9 || box[3] - box[1] < this.height * 0.9);
    if (!real.length || !this.host.clientWidth) return this.fit(boxes.length > 0);
    this.fitted = false;
    const corners = real.flatMap(([x0, top, x1, bottom]) => [this.turned([x0, top]), this.turned([x1, bottom])]);
    const [left, right] = [Math.min(...corners.map((at) => at[0])), Math.max(...corners.map((at) => at[0]))];
    const [upper, lower] = [Math.min(...corners.map((at) => at[1])), Math.max(...corners.map((at) => at[1]))];
    const room = [this.host.clientWidth, this.host.clientHeight];
    const widest = Math.min(room[0] / (right - left + 2 * AROUND), room[1] / (lower - upper + 2 * AROUND));
    this.scale = Math.min(Math.max((room[0] - 24) / wide, READABLE), Math.max(widest, 0.3), CLOSEST);
    const held = (middle, size, space) => {
      const wanted = space / 2 - middle * this.scale;
      return size * this.scale < space - 24 ? (space - size * this.scale) / 2
        : Math.min(Math.max(wanted, space - size * this.scale - 12), 12);
    };
    this.x = held((left + right) / 2, wide, room[0]);
    this.y = held((upper + lower) / 2, high, room[1]);
    this.place(true);
  }

  zoom(times, at = [this.host.clientWidth / 2, this.host.clientHeight / 2], glide = true) {
    const next = Math.min(Math.max(this.scale * times, 0.1), CLOSEST);
    this.x = at[0] - ((at[0] - this.x) * next) / this.scale;
    this.y = at[1] - ((at[1] - this.y) * next) / this.scale;
    this.scale = next;
    this.fitted = false;
    this.aim = [];
    this.place(glide);
  }

  pan(right, down) {
    this.x += right;
    this.y += down;
    this.fitted = false;
    this.aim = [];
    this.place();
  }

  rotate() {
    this.turn = (this.turn + 90) % 360;
    this.fit(true);
  }

  // -- hand and wheel ------------------------------------------------------------------------------------------

  at(event) {
    const bounds = this.host.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  }

  onPage(at) {
    const [x, y] = this.unturned([(at[0] - this.x) / this.scale, (at[1] - this.y) / this.scale]);
    return [Math.min(Math.max(x, 0), this.width), Math.min(Math.max(y, 0), this.height)];
  }

  draw(on) {
    this.drawing = on;
    this.host.classList.toggle("drawing", on);
    if (!on) this.rubber = this.rubber?.remove();
  }

  listen() {
    this.host.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.shiftKey) this.pan(-event.deltaY - event.deltaX, 0);
      else this.zoom(Math.exp(-event.deltaY * 0.0016), this.at(event), false);
    }, { passive: false });
    this.host.addEventListener("pointerdown", (event) => this.pressed(event));
    this.host.addEventListener("pointermove", (event) => this.moved(event));
    for (const name of ["pointerup", "pointercancel"]) this.host.addEventListener(name, (event) => this.let(event));
    this.host.addEventListener("dblclick", (event) => this.zoom(1.8, this.at(event)));
  }

  pressed(event) {
    if (event.button) return;
    this.host.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    this.began = { at: this.at(event), id: event.target.dataset?.id, far: false };
    if (this.drawing) {
      this.rubber?.remove();
      this.rubber = made("rect", this.svg, "box rubber");
      this.corner = this.onPage(this.at(event));
    }
  }

  moved(event) {
    if (!this.pointers.has(event.pointerId)) return;
    const [before, now] = [this.pointers.get(event.pointerId), this.at(event)];
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.pointers.set(event.pointerId, now);
    if (this.drawing) return this.stretch(this.onPage(now));
    this.began.far ||= Math.hypot(now[0] - this.began.at[0], now[1] - this.began.at[1]) > 4;
    if (others.length) {
      const apart = (at) => Math.hypot(at[0] - others[0][0], at[1] - others[0][1]) || 1;
      this.zoom(apart(now) / apart(before), others[0], false);
    } else if (this.began.far) this.pan(now[0] - before[0], now[1] - before[1]);
  }

  stretch([x, y]) {
    const box = [Math.min(x, this.corner[0]), Math.min(y, this.corner[1]),
      Math.max(x, this.corner[0]), Math.max(y, this.corner[1])];
    this.drawn = box;
    const sides = { x: box[0], y: box[1], width: box[2] - box[0], height: box[3] - box[1] };
    for (const [name, value] of Object.entries(sides)) this.rubber?.setAttribute(name, value);
  }

  let(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.drawing && this.drawn) {
      const box = this.drawn;
      this.drawn = null;
      if (box[2] - box[0] > 3 && box[3] - box[1] > 3) this.onDraw(box);
    } else if (!this.began.far && this.began.id) this.onPick(this.began.id);
  }
}
