import { useChat, useState } from '../borrowed';
import { texts } from './texts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;

/** The whole conversation by mail, to the address that is known, else to the one he gives. */
export const Mail = ({ id }: { id: number }) => {
  const chat = useChat();
  const { contact } = chat.hello;
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState('');
  const [isDone, setDone] = useState(false);
  const asks = !contact.email && !/@/.test(contact.saved ?? '');
  const send = async (): Promise<void> => {
    const given = email.trim();
    const isBad = asks && !EMAIL.test(given);
    setFault(isBad ? texts.badEmail : '');
    if (isBad) return;
    try {
      if (asks) {
        await chat.server.ask('contact', { email: given });
        chat.learn({ contact: { ...contact, email: true } });
      }
      await chat.server.ask('transcript', { conversation_id: id });
      setDone(true);
    } catch {
      setFault(texts.failed);
    }
  };
  if (isDone)
    return (
      <p class="said" role="status">
        {texts.mailed}
      </p>
    );
  return (
    <form
      class="card"
      novalidate
      onsubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <b>{texts.mail}</b>
      {asks && (
        <input
          type="email"
          autocomplete="email"
          aria-label={texts.email}
          placeholder={texts.email}
          value={email}
          maxlength={254}
          oninput={(event) => setEmail(event.currentTarget.value)}
        />
      )}
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
      <button type="submit" class="main">
        {texts.send}
      </button>
    </form>
  );
};
