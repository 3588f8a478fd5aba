import { useChat, useState } from '../borrowed';
import { Card, EMAIL, Field } from '../card/Card';
import { texts } from './texts';

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
    <Card title={texts.mail} fault={fault} does={texts.send} onSend={send}>
      {asks && <Field type="email" label={texts.email} value={email} onType={setEmail} />}
    </Card>
  );
};
