// The voice on the callee's phone: each sound that plays, in step with the words that light up. A
// browser that refuses to play unasked stays silent, and so does a page whose sound is off.

const STORED = "pbxbot.sound";
// Browsers play nothing outside of these.
const SLOWEST = 0.25;
const FASTEST = 4;
// Further off than this, in seconds, it is put right.
const OFF = 0.4;

export class Voice {
  constructor() {
    this.audio = new Audio();
    this.audio.preload = "auto";
    this.playing = null;
    this.isOn = localStorage.getItem(STORED) !== "off";
    this.audio.addEventListener("loadedmetadata", () => this.keepStep());
  }

  toggle() {
    this.isOn = !this.isOn;
    localStorage.setItem(STORED, this.isOn ? "on" : "off");
    if (!this.isOn) this.stop();
  }

  /** What of this call is heard `heard` seconds after its answer; `isOver`: nothing more is. */
  follow(call, heard, isOver) {
    const sound = this.isOn && !isOver ? (call.sounds ?? []).findLast(({ at, seconds }) => at <= heard && heard < at + seconds) : null;
    if (!sound) return this.stop();
    const key = `${call.call_id}/${sound.number}`;
    this.sound = sound;
    this.since = performance.now();
    this.begun = heard;
    if (this.playing === key) return this.keepStep();
    this.playing = key;
    this.load(key).catch(() => {});
  }

  /** Whole, or its length would not be known before its end. */
  async load(key) {
    const answer = await fetch(`/page/speech/${key}`);
    if (!answer.ok) return;
    const url = URL.createObjectURL(await answer.blob());
    if (this.playing !== key) return URL.revokeObjectURL(url);
    this.url = url;
    this.audio.src = url;
  }

  /** As long as the words take, from where they are. */
  keepStep() {
    const { audio, sound } = this;
    if (!this.playing || !Number.isFinite(audio.duration)) return;
    const rate = audio.duration / sound.seconds;
    const at = (this.begun + (performance.now() - this.since) / 1000 - sound.at) * rate;
    audio.playbackRate = Math.min(Math.max(rate, SLOWEST), FASTEST);
    if (Math.abs(audio.currentTime - at) > OFF * audio.playbackRate) audio.currentTime = at;
    if (audio.paused && at < audio.duration) audio.play().catch(() => {});
  }

  stop() {
    if (!this.playing) return;
    this.playing = null;
    this.audio.pause();
    this.audio.removeAttribute("src");
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
  }
}
