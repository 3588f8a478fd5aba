import { useState } from '../shared';
import { useRoom } from './room';
import { giveContact } from './telling';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const PHONE = /^\+?([\s().-]*\d){10,15}$/;

/** Where to answer somebody who leaves: an email or a phone, never a condition of writing. */
export const Contact = () => {
  const { chat, texts } = useRoom();
  const [email, setEmail] = useState('');
  const [phone, setPhone] = useState('');
  const [fault, setFault] = useState('');
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = { ...(email.trim() && { email: email.trim() }), ...(phone.trim() && { phone: phone.trim() }) };
    const isBad = (given.email && !EMAIL.test(given.email)) || (given.phone && !PHONE.test(given.phone));
    if (isBad || (!given.email && !given.phone)) {
      setFault(texts.badContact);
      return;
    }
    setFault('');
    await giveContact(chat, given).catch(() => setFault(texts.badContact));
  };
  return (
    <form class="card" noValidate onSubmit={(event) => void save(event)}>
      <b>{texts.contact}</b>
      <input
        type="email"
        autocomplete="email"
        aria-label={texts.email}
        placeholder={texts.email}
        value={email}
        maxLength={254}
        onInput={(event) => setEmail(event.currentTarget.value)}
      />
      <input
        type="tel"
        autocomplete="tel"
        aria-label={texts.phone}
        placeholder={texts.phone}
        value={phone}
        maxLength={32}
        onInput={(event) => setPhone(event.currentTarget.value)}
      />
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
      <button type="submit" class="main">
        {texts.save}
      </button>
    </form>
  );
};
