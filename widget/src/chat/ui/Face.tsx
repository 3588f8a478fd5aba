import { useState } from '../view/draw';
import { useChat } from './context';

/** Up to two letters that stand for a face. */
const initials = (name: string | null | undefined): string =>
  (name || '')
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();

interface FaceProps {
  name: string | null | undefined;
  picture: string | null | undefined;
  isOnline?: boolean | undefined;
}

/** A picture, or the first letters of the name where there is none or the page lets none be shown. */
export const Face = ({ name, picture, isOnline }: FaceProps) => {
  const { server } = useChat();
  const [isBroken, setBroken] = useState(false);
  return (
    <span class="face" data-online={isOnline} title={name ?? undefined}>
      {picture && !isBroken ? (
        <img src={server.address(picture)} alt="" onerror={() => setBroken(true)} />
      ) : (
        initials(name) || '★'
      )}
    </span>
  );
};

/** Who answers: up to three, those who are there first. */
export const Faces = () => {
  const { hello } = useChat();
  if (!hello.settings.shows_operators || !hello.operators[0]) return null;
  const shown = [...hello.operators].sort((a, b) => +b.is_online - +a.is_online).slice(0, 3);
  return (
    <span class="faces">
      {shown.map((each) => (
        <Face key={each.id} name={each.name} picture={each.picture} isOnline={each.is_online} />
      ))}
    </span>
  );
};
