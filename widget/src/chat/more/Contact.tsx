import { useChat, useState } from '../borrowed';
import { texts } from './texts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const PHONE = /^\+?([\s().-]*\d){10,15}$/;

/** Where to answer somebody who leaves: an email or a phone, never a condition of writing. */
export const Contact = () => {
  const chat = useChat();
  const [email, setEmail] = useState('');
  const [phone, setPhone] = useState('');
  const [isBad, setBad] = useState(false);
  const save = async (): Promise<void> => {
    const given = { ...(email.trim() && { email: email.trim() }), ...(phone.trim() && { phone: phone.trim() }) };
    const { email: address, phone: number } = given;
    const isGood = (address || number) && (!address || EMAIL.test(address)) && (!number || PHONE.test(number));
    setBad(!isGood);
    if (!isGood) return;
    try {
      await chat.server.ask('contact', given);
      chat.learn({ contact: { ...chat.hello.contact, saved: address ?? number } });
    } catch {
      setBad(true);
    }
  };
  const { saved } = chat.hello.contact;
  if (saved) return <p class="said">{texts.saved + saved}</p>;
  return (
    <form
      class="card"
      novalidate
      onsubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <b>{texts.contact}</b>
      <input
        type="email"
        autocomplete="email"
        aria-label={texts.email}
        placeholder={texts.email}
        value={email}
        maxlength={254}
        oninput={(event) => setEmail(event.currentTarget.value)}
      />
      <input
        type="tel"
        autocomplete="tel"
        aria-label={texts.phone}
        placeholder={texts.phone}
        value={phone}
        maxlength={32}
        oninput={(event) => setPhone(event.currentTarget.value)}
      />
      {isBad && (
        <small class="fault" role="alert">
          {texts.badContact}
        </small>
      )}
      <button type="submit" class="main">
        {texts.save}
      </button>
    </form>
  );
};
