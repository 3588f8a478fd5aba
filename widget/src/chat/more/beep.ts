import { attempt } from '../borrowed';

let audio: AudioContext | undefined;

/** Two soft notes; where the browser lets no page sound before a touch, nothing. */
export const beep = (): void => {
  attempt(() => {
    // Browsers complain in the customer's console about a sound before the first touch.
    if (!navigator.userActivation?.hasBeenActive) return;
    audio ??= new AudioContext();
    const { currentTime: now, destination } = audio;
    [660, 880].forEach((pitch, n) => {
      const tone = audio!.createOscillator();
      const volume = audio!.createGain();
      const from = now + n * 0.12;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, from);
      volume.gain.exponentialRampToValueAtTime(0.12, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.3);
      tone.connect(volume).connect(destination);
      tone.start(from);
      tone.stop(from + 0.32);
    });
  });
};
