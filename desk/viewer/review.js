// One consignment under review. The picture and the lists stay in step here; decisions and corrections go to the desk.
import Findings from "/desk-static/viewer/findings.js";
import Pane from "/desk-static/viewer/pane.js";
import Values from "/desk-static/viewer/values.js";
import { follow } from "/desk-static/viewer/keys.js";

const MOST_PANES = 3;
const NARROW = 1000; // a window in which two pages side by side cannot be read

export default {
  components: { Findings, Pane, Values },
  props: { content: String, words: Object, answer: Object },
  emits: ["decide", "correct", "withdraw", "read"],
  data: () => ({ tab: "findings", finding: "", value: "", panes: [], at: 0, editing: null, drawing: false, asking: null, help: false, layout: "", printing: false, waiting: false, told: "" }),
  template: `
    <main id="main" class="reviewing" :class="{ 'many-panes': panes.length > 1 }">
      <header class="review-head">
        <div class="review-name">
          <h1>{{ file.title }}</h1>
          <p class="review-gist">{{ file.gist }}</p>
        </div>
        <span class="badge" :class="file.verdict">{{ say('verdict.' + file.verdict) }}</span>
        <span v-if="file.state !== 'open'" class="badge plain" :title="wholeSaid">{{ say('state.' + file.state) }}</span>
        <span v-if="file.findings.length" class="progress-note">{{ say('review.decided', { done: decided, all: file.findings.length }) }}</span>
        <span class="spacer"></span>
        <template v-if="file.may.decide">
          <template v-if="may.second(file.whole)">
            <button class="button primary" :disabled="waiting" @click="settle">{{ say('review.agree') }}<kbd>a</kbd></button>
            <button class="button" :disabled="waiting" @click="ask({ action: 'refuse', id: file.whole.id })">{{ say('review.refuse') }}<kbd>h</kbd></button>
          </template>
          <template v-else>
            <button v-if="under" class="button" @click="ask({ action: 'hold' })">{{ say('review.hold') }}<kbd>h</kbd></button>
            <button class="button" :class="{ primary: under && decided === file.findings.length }" :disabled="waiting" @click="settle">{{ say(under ? 'review.conclude' : 'review.reopen') }}<kbd>a</kbd></button>
          </template>
        </template>
        <details class="menu"><summary class="button">{{ say('review.export') }}</summary>
          <div class="menu-list"><a v-for="form in ['zip', 'json', 'xlsx', 'csv']" :key="form" :href="file.exports + form" download>{{ say('export.' + form) }}</a>
            <button @click="print">{{ say('export.print') }}</button></div></details>
        <a class="button" :href="file.trail">{{ say('review.trail') }}</a>
        <nav class="steps" :aria-label="say('review.queue_steps')">
          <a v-if="file.previous" class="icon" :href="file.previous" :aria-label="say('review.previous_case')" :title="say('review.previous_case')">←</a>
          <a v-if="file.next" class="icon" :href="file.next" :aria-label="say('review.next_case')" :title="say('review.next_case')">→</a>
        </nav>
        <button class="icon" @click="help = true" :aria-label="say('review.keys')" :title="say('review.keys')">?</button>
      </header>
      <div class="review-pictures">
        <div class="paper-bar" role="group" :aria-label="say('review.papers')">
          <button v-for="paper in file.papers" :key="paper.id" class="chip" :class="{ on: panes.some((pane) => pane.paper === paper.id) }" @click="open(paper.id)">
            {{ paper.kindLabel }} <small>{{ paper.number }}</small></button>
          <span class="spacer"></span>
          <button v-if="panes.length > 1" class="icon" @click="layout = stacked ? 'side' : 'stack'" :aria-label="say('review.layout')" :title="say('review.layout')"><svg viewBox="0 0 16 16" aria-hidden="true"><path :d="stacked ? 'M2 3h12v10H2zM8 3v10' : 'M2 3h12v10H2zM2 8h12'"/></svg></button>
          <span v-for="each in file.unread" :key="each.file" class="chip bad" :title="each.said || each.message">{{ each.file }}: {{ say('review.unread') }}</span>
        </div>
        <div class="panes" :class="{ stacked }">
          <pane v-for="(pane, n) in panes" :key="pane.paper + '/' + n" :paper="paperOf(pane.paper)" :page="pane.page" :boxes="boxesOn(pane)" :aim="pane.aim"
                :say="say" :drawing="drawing" :active="n === at" :alone="panes.length === 1"
                @pick="pick" @draw="drawn" @activate="at = n" @page="(page) => turn(n, page)" @close="shut(n)"></pane>
          <p v-if="!panes.length" class="empty">{{ say('review.no_papers') }}</p>
        </div>
      </div>
      <aside class="review-side" :aria-label="say('review.side')">
        <div class="tabs" role="tablist">
          <button role="tab" id="tab-findings" aria-controls="side-panel" :aria-selected="String(tab === 'findings')" @click="toFindings()">{{ say('review.findings') }} <span class="count">{{ file.findings.length }}</span></button>
          <button role="tab" id="tab-values" aria-controls="side-panel" :aria-selected="String(tab === 'values')" @click="toValues">{{ say('review.values') }} <span class="count">{{ count }}</span></button>
        </div>
        <div class="side-body" id="side-panel" role="tabpanel" tabindex="0" :aria-labelledby="'tab-' + tab" ref="side">
          <template v-if="tab === 'findings'">
            <p v-for="each in file.unread" :key="each.file" class="problem"><strong>{{ each.file }}</strong> <span v-if="each.said">{{ each.said }}{{ ' ' }}</span><span :lang="each.tongue">{{ each.message }}</span></p>
            <findings :all="printing" :findings="file.findings" :chosen="finding" :say="say" @choose="choose" @spot="spotted"></findings>
          </template>
          <values v-else-if="current" :paper="current" :papers="file.papers" :chosen="value" :say="say" :may="file.may" :editing="editing" :waiting="waiting"
                  @choose="chooseValue" @paper="open" @edit="edit" @draw="drawing = true" @save="save" @leave="leave" @typed="editing.text = $event" @withdraw="withdraw"></values>
        </div>
        <footer v-if="tab === 'findings' && chosen && file.may.decide" class="side-foot actions">
          <template v-if="may.second(chosen.decision)">
            <button class="button primary" :disabled="waiting" @click="decide({ finding, action: 'agree', id: chosen.decision.id })">{{ say('review.agree') }}<kbd>c</kbd></button>
            <button class="button" :disabled="waiting" @click="ask({ finding, action: 'refuse', id: chosen.decision.id })">{{ say('review.refuse') }}<kbd>d</kbd></button>
          </template>
          <template v-else>
            <button class="button primary" :disabled="waiting" @click="decide({ finding, action: 'confirm' })">{{ say('review.confirm') }}<kbd>c</kbd></button>
            <button class="button" :disabled="waiting" @click="ask({ finding, action: 'dismiss' })">{{ say('review.dismiss') }}<kbd>d</kbd></button>
            <button class="button quiet" :disabled="waiting" @click="ask({ finding, action: 'escalate' })">{{ say('review.escalate') }}<kbd>x</kbd></button>
          </template>
          <span v-if="file.four_eyes" class="four-eyes">{{ say('review.four_eyes') }}</span>
        </footer>
      </aside>
      <p class="toast" role="status" aria-live="polite" :class="{ shown: told }">{{ told }}</p>
      <div v-if="asking" class="veil" @click.self="asking = null">
        <form class="dialog" role="dialog" aria-modal="true" aria-labelledby="ask-head" @submit.prevent="answered" @keydown.escape.stop="asking = null">
          <h2 id="ask-head">{{ say('review.ask_' + asking.action) }}</h2>
          <p>{{ say('review.ask_' + asking.action + '_more') }}</p>
          <div v-if="asking.action === 'dismiss'" class="reasons">
            <button v-for="n in 4" :key="n" type="button" class="chip" @click="asking.reason = say('review.reason_' + n)">{{ say('review.reason_' + n) }}</button></div>
          <label for="reason">{{ say('review.reason') }}</label>
          <textarea id="reason" ref="reason" rows="3" v-model="asking.reason" :required="asking.action !== 'hold'" @keydown.enter.ctrl="answered"></textarea>
          <div class="actions"><button class="button primary">{{ say('review.done_it_' + asking.action) }}</button>
            <button type="button" class="button quiet" @click="asking = null">{{ say('common.cancel') }}</button></div>
        </form>
      </div>
      <div v-if="help" class="veil" @click.self="help = false">
        <div class="dialog keys" role="dialog" aria-modal="true" aria-labelledby="keys-head" tabindex="-1" ref="keys">
          <h2 id="keys-head">{{ say('review.keys') }}</h2>
          <dl><template v-for="[key, name] in keyList" :key="key"><dt><kbd v-for="one in key.split(' ')" :key="one">{{ one }}</kbd></dt><dd>{{ say('keys.' + name) }}</dd></template></dl>
          <div class="actions"><button class="button" @click="help = false">{{ say('common.close') }}</button></div>
        </div>
      </div>
    </main>`,
  computed: {
    file() { return JSON.parse(this.content); },
    stacked() { return this.layout ? this.layout === "stack" : this.panes.length > (window.innerWidth < NARROW ? 1 : 2); },
    wholeSaid() {
      const { whole } = this.file;
      return whole ? [this.say("review.by_at", { who: whole.by, when: whole.at }), whole.reason, whole.second && this.say("review.agreed_by", { who: whole.second })].filter(Boolean).join(" · ") : "";
    },
    under() { return ["open", "proposed"].includes(this.file.state); },
    decided() { return this.file.findings.filter((each) => each.decision).length; },
    count() { return this.file.papers.reduce((sum, paper) => sum + this.rows(paper).filter((row) => row.raw).length, 0); },
    current() { return this.paperOf(this.panes[this.at]?.paper) || this.file.papers[0]; },
    chosen() { return this.file.findings.find((each) => each.key === this.finding); },
    may() {
      const me = this.file.me;
      return { ...this.file.may, second: (decision) => decision?.state === "proposed" && this.file.may.decide && decision.by !== me };
    },
    keyList: () => [["j k", "step"], ["c", "confirm"], ["d", "dismiss"], ["x", "escalate"], ["h", "hold"], ["a", "conclude"], ["e", "correct"], ["b", "draw"], ["v", "values"], ["f", "findings"], ["m", "absent"],
      ["[ ]", "page"], ["+ − 0", "zoom"], ["r", "rotate"], ["s", "layout"], ["n p", "case"], ["Esc", "leave"], ["?", "help"]],
  },
  mounted() {
    this.stop = follow(this);
    window.addEventListener("beforeprint", () => { this.printing = true; this.tab = "findings"; });
    window.addEventListener("afterprint", () => { this.printing = false; });
    if (this.file.findings.length) this.choose(this.file.findings.find((each) => !each.decision)?.key || this.file.findings[0].key);
    else if (this.file.papers.length) { this.open(this.file.papers[0].id); this.tab = "values"; }
  },
  beforeUnmount() { this.stop(); },
  watch: {
    answer(now) { this.heard(now); },
    asking(now, before) { if (now && !before) this.$nextTick(() => this.$refs.reason?.focus()); },
    help(now) { if (now) this.$nextTick(() => this.$refs.keys?.focus()); },
  },
  methods: {
    say(key, given = {}) {
      return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");
    },
    paperOf(id) { return this.file.papers.find((paper) => paper.id === id); },
    rows(paper) { return paper.groups.flatMap((group) => group.rows); },
    rowOf(key) { for (const paper of this.file.papers) for (const row of this.rows(paper)) if (row.key === key) return { row, paper }; return null; },
    pageIn(paper, page) { return paper.pages.some((each) => each.number === page) ? page : paper.pages[0]?.number ?? 1; },

    boxesOn({ paper, page }) {
      const list = this.rows(this.paperOf(paper)).flatMap((row) => row.spots.filter((spot) => spot.page === page)
        .map((spot) => ({ id: row.key, box: spot.box, label: row.label + ": " + (row.text || row.raw), tone: row.key === this.value && this.tab === "values" ? "chosen" : "" })));
      const cited = this.tab === "findings" && this.chosen ? this.chosen.spots.filter((spot) => spot.paper === paper && spot.page === page) : [];
      const marks = cited.map((spot) => ({ id: spot.value || "", box: spot.box, label: spot.text || this.say("review.searched_here"), tone: (spot.whole ? "searched " : "cited ") + this.chosen.severity }));
      const { row, paper: home } = this.rowOf(this.value) || {};
      if (this.tab === "values" && row && !row.raw && home.id === paper) marks.push({ id: "", box: [0, 0, 9999, 9999], label: this.say("review.searched_here"), tone: "searched low" });
      return [...list, ...marks];
    },
    choose(key) {
      this.tab = "findings";
      this.finding = key;
      this.leave();
      const spots = this.chosen?.spots || [];
      const real = spots.filter((spot) => !spot.whole);
      this.lay(real.length ? real : spots.slice(0, 1));
      this.scrollTo("finding-" + key);
    },
    lay(spots) {
      const pages = new Map();
      for (const spot of spots) {
        const place = spot.paper + "/" + spot.page;
        if (!pages.has(place)) pages.set(place, { paper: spot.paper, page: spot.page, aim: [] });
        pages.get(place).aim.push(spot.box);
      }
      this.panes = [...pages.values()].slice(0, window.innerWidth < 1100 ? 2 : MOST_PANES);
      this.at = 0;
    },
    chooseValue(key) {
      const { row, paper } = this.rowOf(key) || {};
      if (!row) return;
      if (this.editing && this.editing.key !== key) this.leave();
      this.tab = "values";
      this.value = key;
      const spot = row.spots[0];
      const pane = { paper: paper.id, page: spot?.page ?? this.pageIn(paper, this.panes[this.at]?.page), aim: row.spots.filter((each) => each.page === spot.page).map((each) => each.box) };
      const there = this.panes.findIndex((each) => each.paper === paper.id);
      if (there >= 0 && this.panes.length < 3) { this.panes[there] = pane; this.at = there; } else { this.panes = [pane]; this.at = 0; }
      this.scrollTo("value-" + key);
    },
    pick(id) { if (id) this.chooseValue(id); },
    spotted(spot) {
      const there = this.panes.findIndex((pane) => pane.paper === spot.paper && pane.page === spot.page);
      const pane = { paper: spot.paper, page: spot.page, aim: [spot.box] };
      if (there >= 0) { this.panes[there] = pane; this.at = there; } else { this.panes = [...this.panes.slice(0, MOST_PANES - 1), pane]; this.at = this.panes.length - 1; }
    },
    open(id) {
      const paper = this.paperOf(id);
      const there = this.panes.findIndex((pane) => pane.paper === id);
      if (there >= 0) this.at = there;
      else { this.panes = [{ paper: id, page: paper.pages[0]?.number ?? 1, aim: [] }]; this.at = 0; }
    },
    turn(n, page) { this.panes[n] = { ...this.panes[n], page, aim: [] }; },
    shut(n) { this.panes.splice(n, 1); this.at = 0; },
    toFindings() {
      if (this.chosen) this.choose(this.finding); // its papers again, which the values may have put away
      else this.tab = "findings";
    },
    toValues() {
      this.tab = "values";
      if (!this.value) { const first = this.rows(this.current || { groups: [] })[0]; if (first) this.value = ""; }
    },
    scrollTo(id) { this.$nextTick(() => document.getElementById(id)?.scrollIntoView({ block: "nearest" })); },

    ask(what) { this.asking = { finding: "", reason: "", ...what }; },
    answered() {
      const { finding, action, reason, id } = this.asking;
      if (!reason.trim() && action !== "hold") return;
      this.asking = null;
      this.decide({ finding, action, reason: reason.trim(), id });
    },
    decide(what) { this.waiting = true; this.$emit("decide", { reason: "", ...what }); },
    settle() {
      const { whole } = this.file;
      this.decide(this.may.second(whole) ? { action: "agree", id: whole.id } : { finding: "", action: this.under ? "confirm" : "reopen" });
    },
    edit(key) {
      this.chooseValue(key);
      const { row } = this.rowOf(key) || {};
      this.editing = { key, text: row.raw || row.text || "", read: "", wrong: "", spot: null };
    },
    leave() { this.editing = null; this.drawing = false; },
    drawn({ paper, page, box }) {
      this.drawing = false;
      if (!this.editing) return;
      this.editing.spot = { page, box };
      this.editing.read = this.say("review.reading");
      this.$emit("read", { paper, page, box, key: this.editing.key });
    },
    save() {
      this.waiting = true;
      this.$emit("correct", { key: this.editing.key, text: this.editing.text, spot: this.editing.spot });
    },
    withdraw(key) { this.waiting = true; this.$emit("withdraw", { key }); },
    heard({ kind, text, confidence, wrong, next }) {
      this.waiting = false;
      if (kind === "read") {
        if (!this.editing) return;
        this.editing.text = text || this.editing.text;
        this.editing.read = text ? this.say("review.was_read", { percent: Math.round(confidence * 100) }) : this.say("review.nothing_read");
      } else if (kind === "wrong" && this.editing) this.editing.wrong = wrong;
      else if (kind === "corrected") { this.leave(); this.tell(text); } else this.tell(text || wrong);
      if (next && kind === "decided") this.advance();
      if (kind === "decided" && !next && this.file.state === "decided") this.$nextTick(() => this.$el.querySelector(".steps a:last-child")?.focus());
      if (this.finding && !this.chosen) this.finding = this.file.findings[0]?.key || "";
    },
    advance() {
      const list = this.file.findings;
      const here = list.findIndex((each) => each.key === this.finding);
      const open = [...list.slice(here + 1), ...list.slice(0, here)].find((each) => !each.decision);
      if (open) this.choose(open.key);
    },
    tell(text) {
      this.told = text || "";
      clearTimeout(this.fading);
      this.fading = setTimeout(() => { this.told = ""; }, 5000);
    },
    print() { window.print(); },
  },
};
