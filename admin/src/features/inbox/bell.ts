/** A short soft sound without a file. Browsers let it ring only once somebody has touched the page. */
let audio: AudioContext | null = null;
const NOTES_HZ = [880, 1174.66];
const NOTE_S = 0.13;

export function ring(): void {
  audio ??= new AudioContext();
  // Without a touch it stays suspended, and what is begun would ring later all at once.
  if (audio.state !== 'running') {
    void audio.resume();
    return;
  }
  const start = audio.currentTime;
  NOTES_HZ.forEach((frequency, index) => {
    if (!audio) return;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const from = start + index * NOTE_S;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.12, from + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_S * 2);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + NOTE_S * 2);
  });
}

const LOCK = 'otklik-inbox-bell';
let isBell = false;

/** Of several open tabs one rings: the first to hold the lock, for as long as it is open. */
export function becomeBell(): void {
  if (isBell || !('locks' in navigator)) {
    isBell = true;
    return;
  }
  void navigator.locks.request(LOCK, () => {
    isBell = true;
    return new Promise(() => undefined);
  });
}

export const isTheBell = (): boolean => isBell;
