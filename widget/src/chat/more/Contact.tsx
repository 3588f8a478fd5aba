import { useChat, useState } from '../borrowed';
import { Card, EMAIL, Field } from '../card/Card';
import { texts } from './texts';

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
    <Card title={texts.contact} fault={isBad && texts.badContact} does={texts.save} onSend={save}>
      <Field type="email" label={texts.email} value={email} onType={setEmail} />
      <Field type="tel" label={texts.phone} value={phone} onType={setPhone} />
    </Card>
  );
};
