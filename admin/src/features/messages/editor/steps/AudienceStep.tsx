import { useTranslation } from 'react-i18next';
import { Audience } from '../../parts/Audience';
import { withPart } from '../../parts/EntryEditor';
import { FaultsAt, FaultsIn } from '../../parts/faults';
import { useMessage } from '../context';
import { withEntry } from '../model';

/** To whom: a condition that must hold when the trigger fires; a mailing goes to all of them. */
export function AudienceStep() {
  const { t } = useTranslation();
  const { editing, checked, faultsOf } = useMessage();
  const { graph, set } = editing;
  const isMailing = Boolean(graph.entry.mailing);
  const isMissing = faultsOf('audience').some(({ path }) => path === 'entry.audience');
  return (
    <FaultsIn faults={checked.faults}>
      <Audience
        title={t('messages.section.audience')}
        text={t(isMailing ? 'messages.section.mailingText' : 'messages.section.audienceText')}
        everybody={t(isMailing ? 'messages.audience.choose' : 'messages.audience.everybody')}
        audience={graph.entry.audience}
        onChange={(audience) => set(withEntry(graph, withPart(graph.entry, 'audience', audience)))}
      />
      {isMissing && <FaultsAt path="entry.audience" />}
    </FaultsIn>
  );
}
