// The values of one paper, each with what is printed, how sure the reader was, and a way to correct it.
export default {
  props: { paper: Object, papers: Array, chosen: String, say: Function, may: Object, editing: Object, waiting: Boolean },
  emits: ["choose", "paper", "edit", "draw", "save", "leave", "typed", "withdraw"],
  data: () => ({ absent: false }),
  template: `
    <div class="values">
      <div class="paper-tabs" role="group" :aria-label="say('review.papers')">
        <button v-for="each in papers" :key="each.id" class="paper-tab" :aria-pressed="String(each.id === paper.id)" @click="$emit('paper', each.id)">
          <span>{{ each.kindLabel }}</span><small>{{ each.number || each.file }}</small></button>
      </div>
      <p v-for="(problem, at) in paper.problems" :key="at" class="problem"><span v-if="problem.said">{{ problem.said }}{{ ' ' }}</span><span :lang="problem.tongue">{{ problem.message }}</span></p>
      <section v-for="group in paper.groups" :key="group.title + group.at" class="value-group">
        <h3>{{ group.title }}</h3>
        <div v-for="row in shown(group)" :key="row.key" class="value" :class="{ chosen: row.key === chosen, missing: !row.raw }" :id="'value-' + row.key">
          <button class="value-face" @click="$emit('choose', row.key)" :aria-pressed="String(row.key === chosen)">
            <span class="value-label">{{ row.label }}</span>
            <span class="value-text">
              <template v-if="row.text">{{ row.text }}</template>
              <em v-else-if="row.raw">{{ say('review.not_understood') }}</em>
              <em v-else>{{ say('review.not_found') }}</em>
              <small v-if="row.raw && row.raw !== row.text">{{ say('review.printed') }} {{ row.raw }}</small>
              <small v-if="row.was" class="was">{{ say('review.was') }} <s>{{ row.was.text || say('review.not_found') }}</s> · {{ say('review.corrected_by', { who: row.was.by }) }}</small>
              <small v-if="!row.raw && row.key === chosen">{{ say('review.pages_searched', { pages: paper.pages.map((each) => each.number).join(', ') }) }}</small>
            </span>
            <span v-if="row.raw" class="sure" :class="grade(row)" :title="say('review.confidence', { percent: Math.round(row.confidence * 100) })">{{ row.was ? '✓' : Math.round(row.confidence * 100) }}</span>
          </button>
          <button v-if="may.correct && !editing" class="icon edit" @click="$emit('edit', row.key)" :aria-label="say('review.correct_this', { what: row.label })" :title="say('review.correct')">✎</button>
          <form v-if="editing && editing.key === row.key" class="editor" @submit.prevent="$emit('save')">
            <label class="small-head" :for="'edit-' + row.key">{{ say('review.correct_to') }}</label>
            <textarea v-if="(editing.text || '').includes('\\n')" :id="'edit-' + row.key" rows="3" :value="editing.text" @input="$emit('typed', $event.target.value)" @keydown.escape.stop="$emit('leave')"></textarea>
            <input v-else :id="'edit-' + row.key" type="text" autocomplete="off" :value="editing.text" @input="$emit('typed', $event.target.value)" @keydown.escape.stop="$emit('leave')">
            <small v-if="editing.read" class="read-note">{{ editing.read }}</small>
            <small v-if="editing.wrong" class="wrong" role="alert">{{ editing.wrong }}</small>
            <div class="actions">
              <button class="button primary" :disabled="waiting">{{ say('review.save') }}</button>
              <button type="button" class="button" @click="$emit('draw')">{{ say('review.draw') }}<kbd>b</kbd></button>
              <button v-if="row.was" type="button" class="button quiet" @click="$emit('withdraw', row.key)">{{ say('review.withdraw') }}</button>
              <button type="button" class="button quiet" @click="$emit('leave')">{{ say('common.cancel') }}</button>
            </div>
          </form>
        </div>
      </section>
      <button class="button quiet wide absent" @click="absent = !absent" :aria-pressed="String(absent)">{{ say(absent ? 'review.hide_absent' : 'review.show_absent') }}<kbd>m</kbd></button>
    </div>`,
  watch: {
    editing(now, before) {
      if (now && (!before || now.key !== before.key)) this.$nextTick(() => {
        const field = this.$el.querySelector(".editor input, .editor textarea");
        field?.focus();
        field?.select();
      });
    },
  },
  methods: {
    shown(group) { return group.rows.filter((row) => row.raw || this.absent || row.key === this.chosen || row.was); },
    grade(row) { return row.was || row.confidence >= 0.9 ? "good" : row.confidence >= 0.7 ? "fair" : "poor"; },
  },
};
