import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { EntryEditor } from '../../parts/EntryEditor';
import { ExitEditor } from '../../parts/ExitEditor';
import { FaultsIn } from '../../parts/faults';
import { useMessage } from '../context';
import { MailingFields } from '../MailingFields';
import { isOnSite, sendOf, withEntry, withExit } from '../model';

/** When: triggers, where and when they count, how often. */
export function TriggerStep() {
  const { t } = useTranslation();
  const { editing, checked } = useMessage();
  const { graph, set } = editing;
  if (graph.entry.mailing)
    return (
      <FaultsIn faults={checked.faults}>
        <MailingFields />
      </FaultsIn>
    );
  const { channel } = sendOf(graph);
  return (
    <FaultsIn faults={checked.faults}>
      <EntryEditor
        isOnSite={isOnSite(channel)}
        hasAudience={false}
        value={graph.entry}
        faults={checked.faults}
        onChange={(entry) => set(withEntry(graph, entry))}
      />
      <Section title={t('messages.section.exit')} text={t('messages.section.exitText')}>
        <ExitEditor value={graph.exit} onChange={(exit) => set(withExit(graph, exit))} />
      </Section>
    </FaultsIn>
  );
}
