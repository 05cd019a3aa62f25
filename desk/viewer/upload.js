// Handing papers in: dropped, chosen, pasted or photographed; then how far each has come, and what was found so far.
const MEGA = 1e6;

export default {
  props: { upload: Object, words: Object, most: Object, csrf: String, recent: Array },
  emits: ["follow"],
  data: () => ({ picked: [], split: false, over: false, sent: null, wrong: "", sending: false }),
  template: `
    <main id="main" class="wide-page handing-in" @dragover.prevent="over = true" @dragleave.self="over = false" @drop.prevent="dropped">
      <div class="page-head"><h1>{{ say('upload.title') }}</h1></div>
      <p class="page-lead">{{ say('upload.lead') }}</p>
      <div class="hand-columns">
        <section class="sheet section">
          <template v-if="!upload.id">
            <div class="drop" :class="{ over }">
              <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 21V5M9.5 11 16 4.5l6.5 6.5M5 20v7h22v-7"/></svg>
              <p class="empty-head">{{ say('upload.drop') }}</p>
              <p class="muted">{{ say('upload.drop_more') }}</p>
              <div class="actions center">
                <label class="button primary file-button">{{ say('upload.choose') }}<input type="file" multiple :accept="accepted" @change="chosen"></label>
                <label class="button file-button">{{ say('upload.camera') }}<input type="file" accept="image/*" capture="environment" @change="chosen"></label>
              </div>
            </div>
            <p v-if="wrong" class="problem" role="alert">{{ wrong }}</p>
            <ul v-if="picked.length" class="files">
              <li v-for="(file, at) in picked" :key="at" class="file"><span class="file-name">{{ file.name }}</span><span class="muted">{{ size(file) }}</span>
                <button class="icon" :disabled="sending" @click="picked.splice(at, 1)" :aria-label="say('upload.remove', { name: file.name })">×</button></li>
            </ul>
            <div v-if="picked.length" class="start">
              <label class="tick"><input type="checkbox" v-model="split"> {{ say('upload.split') }}</label>
              <button class="button primary" :disabled="sending" @click="send">{{ sending ? say('upload.sending', { percent: sent }) : say('upload.start') }}</button>
            </div>
          </template>
          <template v-else>
            <h2>{{ say('upload.files') }}</h2>
            <ul class="files" aria-live="polite">
              <li v-for="file in upload.files" :key="file.position" class="file" :class="file.state">
                <span class="dot" aria-hidden="true"></span>
                <span class="file-name">{{ file.name }}<small v-if="file.message" class="wrong"><template v-if="file.said">{{ file.said }}{{ ' ' }}</template><span :lang="file.tongue">{{ file.message }}</span></small></span>
                <span class="muted">{{ standing(file) }}</span>
              </li>
            </ul>
            <progress v-if="!upload.ended" :max="upload.files.length + 1" :value="readCount" :aria-label="say('upload.reading')"></progress>
            <p v-for="each in upload.errors" :key="each.file + each.message" class="problem"><strong>{{ each.file }}</strong> <template v-if="each.said">{{ each.said }}{{ ' ' }}</template><span :lang="each.tongue">{{ each.message }}</span></p>
            <div v-if="upload.ended" class="ended"><p :class="outcome === 'finished' ? 'told-good' : 'problem'" role="status">{{ say('upload.' + outcome) }}</p>
              <div class="actions"><a v-for="each in upload.consignments" :key="each" class="button primary" :href="'/consignments/' + each">{{ say('upload.open') }}</a>
                <a class="button" href="/upload">{{ say('upload.another') }}</a></div></div>
          </template>
        </section>
        <section class="sheet section" aria-live="polite">
          <template v-if="upload.id">
            <h2>{{ say('upload.so_far') }}</h2>
            <p v-if="!upload.findings.length" class="muted">{{ say(upload.ended ? 'review.no_findings' : 'upload.so_far_none') }}</p>
            <ul class="early"><li v-for="(each, at) in upload.findings" :key="at"><span class="mark" :class="each.severity">{{ say('severity.' + each.severity) }}</span>
              <span><strong>{{ say('codes.' + each.code) }}</strong><br>{{ each.message }}</span></li></ul>
            <p v-if="upload.findings.length && !upload.ended" class="muted">{{ say('upload.preliminary') }}</p>
          </template>
          <template v-else>
            <h2>{{ say('upload.recent') }}</h2>
            <p v-if="!recent.length" class="muted">{{ say('upload.recent_none') }}</p>
            <ul class="files"><li v-for="each in recent" :key="each.id" class="file"><span class="file-name"><a :href="each.link">{{ each.names }}</a></span><span class="muted">{{ each.at }}</span></li></ul>
          </template>
        </section>
      </div>
    </main>`,
  computed: {
    readCount() { // whole files, and of those under way the pages
      const part = (file) => (["read", "rejected"].includes(file.state) ? 1 : file.of ? file.page / (file.of + 1) : 0);
      return this.upload.files.reduce((sum, file) => sum + part(file), 0);
    },
    outcome() {
      const { files, errors, consignments } = this.upload;
      const left = files.filter((file) => file.state === "rejected").length;
      if (!consignments.length || left === files.length) return "finished_none";
      return left || errors.length ? "finished_some" : "finished";
    },
    accepted: () => ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.webp,.xlsx,.docx,.csv,.txt,.eml,.zip,application/pdf,image/*",
  },
  mounted() {
    this.pasted = (event) => { if (event.clipboardData?.files.length) this.take(event.clipboardData.files); };
    window.addEventListener("paste", this.pasted);
  },
  beforeUnmount() { window.removeEventListener("paste", this.pasted); },
  methods: {
    say(key, given = {}) { return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => given[name] ?? ""); },
    size(file) { return file.size >= MEGA ? (file.size / MEGA).toFixed(1) + " MB" : Math.max(Math.round(file.size / 1000), 1) + " kB"; },
    chosen(event) { this.take(event.target.files); event.target.value = ""; },
    dropped(event) { this.over = false; if (!this.upload.id) this.take(event.dataTransfer.files); },
    take(files) {
      this.wrong = "";
      for (const file of files) {
        if (file.size > this.most.file) this.wrong = this.say("upload.too_large", { name: file.name, size: Math.round(file.size / MEGA), most: Math.round(this.most.file / MEGA) });
        else this.picked.push(file);
      }
    },
    send() {
      const form = new FormData();
      form.append("csrf", this.csrf);
      if (this.split) form.append("split", "1");
      for (const file of this.picked) form.append("files", file, file.name);
      this.sending = true;
      this.sent = 0;
      const request = new XMLHttpRequest();
      request.open("POST", "/upload");
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => { if (event.lengthComputable) this.sent = Math.round((100 * event.loaded) / event.total); };
      request.onload = () => {
        this.sending = false;
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
        if (request.status >= 300 || !answer.id) { this.wrong = answer.detail || this.say("upload.failed_all"); return; }
        window.history.replaceState(null, "", "/upload?follow=" + answer.id);
        this.$emit("follow", { id: answer.id });
      };
      request.onerror = () => { this.sending = false; this.wrong = this.say("upload.failed_all"); };
      request.send(form);
    },
    standing(file) {
      if (file.state === "reading" && file.of) return this.say("upload.page_of", { page: file.page, of: file.of });
      return this.say("upload." + file.state);
    },
  },
};
