// A page with its head: which paper, which page, and the buttons that move and turn it.
import { Stage } from "/desk-static/viewer/stage.js";

export default {
  props: { paper: Object, page: Number, boxes: Array, aim: Array, say: Function, drawing: Boolean, active: Boolean, alone: Boolean },
  emits: ["pick", "draw", "page", "activate", "close"],
  data: () => ({ note: "loading" }),
  template: `
    <section class="pane" :class="{ active }" :aria-label="paper.kindLabel + ' ' + paper.number" @pointerdown="$emit('activate')" @focusin="$emit('activate')">
      <header class="pane-head">
        <strong class="pane-kind">{{ paper.kindLabel }}</strong>
        <span class="pane-number">{{ paper.number }}</span>
        <span class="spacer"></span>
        <span v-if="paper.pages.length > 1" class="pager">
          <button class="icon" :disabled="at === 0" @click="turnTo(at - 1)" :aria-label="say('review.page_before')">‹</button>
          {{ say('review.page_of', { page: at + 1, pages: paper.pages.length }) }}
          <button class="icon" :disabled="at === paper.pages.length - 1" @click="turnTo(at + 1)" :aria-label="say('review.page_after')">›</button>
        </span>
        <span class="tools">
          <button class="icon" @click="stage.zoom(1 / 1.25)" :aria-label="say('review.zoom_out')" :title="say('review.zoom_out')">−</button>
          <button class="icon" @click="stage.zoom(1.25)" :aria-label="say('review.zoom_in')" :title="say('review.zoom_in')">+</button>
          <button class="icon" @click="stage.fit()" :aria-label="say('review.fit_width')" :title="say('review.fit_width')"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1.5 8h13M4.5 5l-3 3 3 3M11.5 5l3 3-3 3"/></svg></button>
          <button class="icon" @click="stage.fit(true)" :aria-label="say('review.fit_page')" :title="say('review.fit_page')"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2.5h8v11H4zM1.5 5V2.5M14.5 5V2.5M1.5 11v2.5M14.5 11v2.5"/></svg></button>
          <button class="icon" @click="stage.rotate()" :aria-label="say('review.rotate')" :title="say('review.rotate')"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M13.5 8A5.5 5.5 0 1 1 11.6 3.8M11.8 1v3h-3"/></svg></button>
          <button v-if="!alone" class="icon" @click="$emit('close')" :aria-label="say('review.close_pane')" :title="say('review.close_pane')">×</button>
        </span>
      </header>
      <div class="stage" ref="host" role="img" :aria-label="say('review.picture_of', { paper: paper.kindLabel + ' ' + paper.number, page })"></div>
      <p v-if="note" class="stage-note" role="status">{{ noted }}</p>
      <p v-if="drawing && active" class="stage-hint">{{ say('review.draw_hint') }}</p>
    </section>`,
  computed: {
    at() { return Math.max(this.paper.pages.findIndex((each) => each.number === this.page), 0); },
    noted() { return ["loading", "lost"].includes(this.note) ? this.say("review.picture_" + this.note) : this.note; },
    url() { return this.paper.pages[this.at]?.url; },
  },
  mounted() {
    this.stage = new Stage(this.$refs.host, {
      onPick: (id) => this.$emit("pick", id),
      onDraw: (box) => this.$emit("draw", { paper: this.paper.id, page: this.page, box }),
      onNote: (note) => { this.note = note; },
    });
    this.$watch("url", () => this.refresh(), { immediate: true });
    this.$watch("boxes", () => this.stage.boxes(this.boxes));
    this.$watch("aim", () => this.stage.look(this.aim));
    this.$watch("drawing", () => this.stage.draw(this.drawing), { immediate: true });
  },
  beforeUnmount() { this.stage.close(); },
  methods: {
    async refresh() {
      this.stage.aim = this.aim;
      await this.stage.show(this.url);
      this.stage.boxes(this.boxes);
    },
    turnTo(at) { this.$emit("page", this.paper.pages[at].number); },
  },
};
