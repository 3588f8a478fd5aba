import { memo, useDeferredValue, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BuilderFrame } from '../../builder/BuilderFrame';
import type { ContentFields, ContentProps } from '../ContentEditor';
import { Checks } from './checks/Checks';
import { useWriting, WritingContext } from './context';
import { Templates } from './gallery/Templates';
import { readDesign } from './model/letter';
import { Outline } from './outline/Outline';
import { Properties } from './panels/Properties';
import { Preview } from './preview/Preview';
import { useLetter } from './useLetter';

const List = memo(Outline);

/** Blocks on the left, the letter as its readers see it in the middle, what is chosen on the right. */
export default function EmailBuilder({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  // What changes beside the blocks in the same breath: a ready letter brings its subject.
  const beside = useRef<ContentFields>({});
  const letter = useLetter(content.design, (design) => {
    onChange({ ...content, ...beside.current, design });
    beside.current = {};
  });
  const setContent = ({ design, ...rest }: ContentFields): void => {
    if (design === undefined) {
      onChange({ ...content, ...rest });
      return;
    }
    beside.current = rest;
    letter.edit(() => readDesign(design));
  };
  return (
    <WritingContext value={{ ...letter, content, setContent, faults }}>
      <BuilderFrame
        label={t('letters.builder')}
        undo={letter.undo}
        redo={letter.redo}
        tools={(go) => <Tools onGo={go} />}
        outline={(go) => <SettledOutline onChosen={go} />}
        preview={(isNarrow, go) => <Preview isNarrow={isNarrow} onChosen={go} />}
        properties={<Properties />}
      />
    </WritingContext>
  );
}

/** Ready letters, and what is doubtful in this one. */
function Tools({ onGo }: { onGo: () => void }) {
  const { content, setContent, choose } = useWriting();
  return (
    <>
      <Templates />
      <Checks
        content={content}
        onChange={setContent}
        onGo={(spot) => {
          choose(spot);
          onGo();
        }}
      />
    </>
  );
}

/** While one types, the list of blocks may come a moment after. */
function SettledOutline({ onChosen }: { onChosen: () => void }) {
  const settled = useDeferredValue(useWriting());
  return (
    <WritingContext value={settled}>
      <List onChosen={onChosen} />
    </WritingContext>
  );
}
