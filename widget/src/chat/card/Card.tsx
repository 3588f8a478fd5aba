import type { Child } from '../view/jsx-runtime';

export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;

interface FieldProps {
  /** What it is for; browsers fill it in by the same word. */
  type: 'email' | 'tel';
  label: string;
  value: string;
  onType: (text: string) => void;
}

/** Where an address or a number is written. */
export const Field = ({ type, label, value, onType }: FieldProps) => (
  <input
    type={type}
    autocomplete={type}
    aria-label={label}
    placeholder={label}
    value={value}
    maxlength={254}
    oninput={(event) => onType(event.currentTarget.value)}
  />
);

interface CardProps {
  title: string;
  /** What was wrong; nothing where nothing was. */
  fault: string | false;
  does: string;
  onSend: () => unknown;
  children?: Child;
}

/** A question in the conversation, with fields and one button. */
export const Card = ({ title, fault, does, onSend, children }: CardProps) => (
  <form
    class="card"
    novalidate
    onsubmit={(event) => {
      event.preventDefault();
      onSend();
    }}
  >
    <b>{title}</b>
    {children}
    {fault && (
      <small class="fault" role="alert">
        {fault}
      </small>
    )}
    <button type="submit" class="main">
      {does}
    </button>
  </form>
);
