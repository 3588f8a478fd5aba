import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSaving } from '@/components/ui/useSaving';
import { pickLike } from '@/lib/pick';
import { refreshMail } from '../api/mail';

interface Asked<Looks> {
  /** What is changed; none: a new one. */
  known: Looks | undefined;
  fresh: Looks;
  write: (looks: Looks) => Promise<unknown>;
  onSaved: () => void;
}

/** What is being said about something of the mail, and its way to the server. */
export function useLooks<Looks extends object>({ known, fresh, write, onSaved }: Asked<Looks>) {
  const client = useQueryClient();
  const [looks, setLooks] = useState<Looks>(() => (known ? pickLike(fresh, known) : fresh));
  const change = (patch: Partial<Looks>): void => setLooks((before) => ({ ...before, ...patch }));
  const saving = useSaving({ write: () => write(looks), refresh: () => refreshMail(client), onSaved });
  return { looks, change, ...saving };
}
