import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { Deeds } from '../../builder/outline/deeds';
import { DeedsMenu, FaultDot } from '../../builder/outline/Line';
import { useBuilding } from '../context';
import { duplicatePage, movePage, removePage } from '../model/edits';
import classes from './outline.module.css';

/** The name of a page in the list, and what can be done with the whole page. */
export function PageHead({ index, onChosen }: { index: number; onChosen: () => void }) {
  const { chosen, choose, faults, pageName } = useBuilding();
  const hasFault = faults.some((fault) => fault.page === index && fault.block === undefined);
  return (
    <div className={classes.pageHead}>
      <button
        type="button"
        className={classes.pageName}
        aria-current={(chosen.what === 'page' && chosen.page === index) || undefined}
        onClick={() => {
          choose({ what: 'page', page: index });
          onChosen();
        }}
      >
        {pageName(index)}
        {hasFault && <FaultDot />}
      </button>
      <PageMenu index={index} />
    </div>
  );
}

function PageMenu({ index }: { index: number }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { popup, edit, choose, pageName } = useBuilding();
  const shift = (to: number): void => {
    edit((now) => movePage(now, index, to));
    choose({ what: 'page', page: to });
  };
  const remove = (): void => {
    const before = popup;
    edit((now) => removePage(now, index));
    choose({ what: 'page', page: Math.max(0, index - 1) });
    toasts.undoable(t('popups.pageDeleted', { page: pageName(index) }), () => edit(() => before));
  };
  const last = popup.pages.length - 1;
  const deeds: Deeds = {
    up: index === 0 ? null : () => shift(index - 1),
    down: index === last ? null : () => shift(index + 1),
    duplicate: () => {
      edit((now) => duplicatePage(now, index));
      choose({ what: 'page', page: index + 1 });
    },
    remove,
  };
  return <DeedsMenu name={pageName(index)} deeds={deeds} isOnly={last === 0} />;
}
