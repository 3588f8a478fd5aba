import { CloseIcon, useChat } from '../borrowed';
import { sizeOf } from './sizes';
import { texts } from './texts';
import type { Upgoing } from './uploads';

/** The files of the message that is being written. */
export const Chips = ({ files }: { files: Upgoing[] }) => {
  const { settings, uploads, thread } = useChat();
  if (!files[0]) return null;
  const tooLarge = `${texts.tooLarge} ${sizeOf(settings.max_file_bytes)}`;
  return (
    <ul class="chips">
      {files.map(({ key, name, size, share, file, fault }) => (
        <li key={key} class="chip">
          <span class="grow">
            <span class="words">{name}</span>
            <small class={fault && 'fault'} role={fault && 'alert'}>
              {fault === 'too_large' ? tooLarge : fault ? texts.notSent : sizeOf(size)}
            </small>
            {!file && !fault && <progress value={share} aria-label={name} />}
          </span>
          <button
            type="button"
            class="quiet"
            aria-label={`${texts.remove}: ${name}`}
            onclick={() => uploads!.remove(thread, key)}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
};
