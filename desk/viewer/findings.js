// The findings of a consignment: the chosen one is open, the others are one line each.
export default {
  props: { all: Boolean, findings: Array, chosen: String, say: Function },
  emits: ["choose", "spot"],
  template: `
    <div class="findings" role="list">
      <div v-if="!findings.length" class="empty">
        <p class="empty-head">{{ say('review.no_findings') }}</p><p>{{ say('review.no_findings_more') }}</p>
      </div>
      <article v-for="each in findings" :key="each.key" role="listitem" class="finding" :class="[each.severity, { open: each.key === chosen, decided: each.decision }]"
               :id="'finding-' + each.key">
        <button class="finding-head" :aria-expanded="String(each.key === chosen)" @click="$emit('choose', each.key)">
          <span class="mark" :class="each.severity">{{ say('severity.' + each.severity) }}</span>
          <span class="finding-title">{{ each.title }}</span>
          <span v-if="each.decision" class="verdict" :class="each.decision.action">{{ said(each.decision) }}</span>
        </button>
        <div v-if="all || each.key === chosen" class="finding-body">
          <p v-if="each.decision" class="told" :class="each.decision.action">
            <strong>{{ said(each.decision) }}</strong> {{ say('review.by_at', { who: each.decision.by, when: each.decision.at }) }}
            <span v-if="each.decision.reason" class="reason">{{ each.decision.reason }}</span>
            <span v-if="each.decision.second" class="reason">{{ say('review.agreed_by', { who: each.decision.second }) }}</span>
          </p>
          <p v-if="each.certainty === 'may_be_misread'" class="doubt">{{ say('review.may_be_misread') }}</p>
          <p v-if="each.said" class="said">{{ each.said.gist }}</p>
          <p class="message" :lang="each.tongue">{{ each.message }}</p>
          <p v-if="each.said" class="said"><span class="small-head">{{ say('rules.clear') }}</span> {{ each.said.clear }}</p>
          <dl class="compared">
            <div><dt>{{ say('review.expected') }}</dt><dd>{{ each.expected || '—' }}</dd></div>
            <div><dt>{{ say('review.found') }}</dt><dd>{{ each.found || '—' }}</dd></div>
          </dl>
          <ul class="spots" :aria-label="say('review.rests_on')">
            <li v-for="(spot, at) in each.spots.filter((one) => !one.whole)" :key="at">
              <button class="spot" @click="$emit('spot', spot)"><span class="spot-place">{{ spot.place }}</span><span class="spot-text">{{ spot.text || '—' }}</span></button>
            </li>
          </ul>
          <div v-if="each.spots.some((one) => one.whole)" class="searched">
            <p>{{ say('review.searched') }}</p>
            <button v-for="(spot, at) in each.spots.filter((one) => one.whole)" :key="at" class="chip" @click="$emit('spot', spot)">{{ spot.place }}</button>
          </div>
          <div v-if="each.suggested.length" class="suggested">
            <p class="small-head">{{ say('review.suggested') }}</p>
            <p v-for="hint in each.suggested" :key="hint.code" class="hint"><a :href="'/look-up?q=' + hint.code">{{ hint.code }}</a> {{ hint.label }}
              <span class="score">{{ Math.round(hint.score * 100) }} %</span></p>
          </div>
          <p v-if="each.basis.length" class="basis"><span class="small-head">{{ say('review.basis') }}</span> {{ each.basis.join(' · ') }}
            {{ ' ' }}<a :href="'/rules/' + each.code">{{ say('review.rule') }}</a></p>
        </div>
      </article>
    </div>`,
  methods: {
    said(decision) {
      return this.say(decision.state === "proposed" ? "review.proposed_" + decision.action : "review.done_" + decision.action);
    },
  },
};
