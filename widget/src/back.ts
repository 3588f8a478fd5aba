import type { Bridge, Hello } from './chat/types';

interface Entry {
  state: 'open' | 'ask' | 'taken' | 'over' | 'sent' | 'wait';
  conversation_id?: number | null;
}

const WORDS = {
  en: {
    ask: 'You came from a letter. Show your conversation in this browser?',
    yes: 'Show',
    taken: 'This link has been used in another browser.',
    over: 'This link does not work any more.',
    anew: 'Send me a new one',
    sent: 'A new link is on its way to the address of the letter.',
    close: 'Close',
  },
  ru: {
    ask: 'Вы пришли из письма. Показать ваш разговор в этом браузере?',
    yes: 'Показать',
    taken: 'Эта ссылка уже открыта в другом браузере.',
    over: 'Ссылка больше не действует.',
    anew: 'Прислать новую',
    sent: 'Новая ссылка отправлена на адрес из письма.',
    close: 'Закрыть',
  },
};
const LOOK = `:host{all:initial!important}dialog{position:fixed;inset:auto 20px 96px auto;margin:0;z-index:2147483647;
max-width:264px;padding:18px;border:0;border-radius:14px;background:#fff;color:#1d2026;
font:15px/1.45 system-ui,sans-serif;box-shadow:0 8px 40px rgb(0 0 0/.24)}p{margin:0 0 14px}
button{font:inherit;padding:8px 16px;border:0;border-radius:8px;background:none;color:inherit;cursor:pointer}
button:focus-visible{outline:2px solid}
@media (max-width:480px){dialog{inset:auto 12px 88px}}
@media (prefers-color-scheme:dark){dialog{background:#222428;color:#eceef1}}`;

/** Black or white, whichever is read on the chat's colour. */
const inkOn = (colour: string): string => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 158 ? '#1d2026' : '#fff';
};

/** The visitor comes by the link of a letter: its conversation is opened, at once where it is this browser's, else when he says so. */
export const start = async (
  bridge: Bridge,
  chat: { start: (bridge: Bridge) => void } | null | undefined,
): Promise<void> => {
  const ticket = location.hash.split('=')[1];
  // Nobody else on the page has to see it.
  history.replaceState(history.state, '', location.pathname + location.search);
  const { hello } = bridge;
  if (!hello?.settings || !chat) return;
  const { language, color } = hello.settings;
  const isRussian =
    language === 'ru' || (language === 'auto' && /^ru/.test(document.documentElement.lang || navigator.language));
  const words = WORDS[isRussian ? 'ru' : 'en'];

  const ask = async (more: object): Promise<Entry> => {
    const answer = await fetch(`${bridge.base}chat/enter`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${bridge.loadToken() ?? hello.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ ticket, ...more }),
    });
    return answer.ok ? answer.json() : { state: 'over' };
  };

  /** The chat begins anew: only its first word tells what is open to it. */
  const open = async (id: number): Promise<void> => {
    if (!hello.conversations.some((each) => each.id === id)) {
      bridge.run?.(['end']);
      bridge.hello = (await bridge.ask()) as Hello;
      chat.start(bridge);
    }
    bridge.run?.(['open', id]);
  };

  const show = (text: string, does?: string, act?: () => Promise<void>): void => {
    const host = document.createElement('otklik-back');
    const root = host.attachShadow({ mode: 'closed' });
    // A strict page takes no style element.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    root.adoptedStyleSheets = [sheet];
    const dialog = document.createElement('dialog');
    const said = document.createElement('p');
    said.textContent = text;
    dialog.append(said);
    dialog.setAttribute('aria-label', text);
    const add = (label: string, run: () => unknown): HTMLButtonElement => {
      const button = document.createElement('button');
      button.textContent = label;
      button.onclick = () => {
        host.remove();
        run();
      };
      dialog.append(button);
      return button;
    };
    if (does && act) {
      const main = add(does, () => act().catch(() => {}));
      main.style.cssText = `background:${color};color:${inkOn(color)}`;
    }
    add(words.close, () => {});
    root.append(dialog);
    document.documentElement.append(host);
    dialog.show();
  };

  const settle = ({ state, conversation_id }: Entry): void => {
    if (conversation_id) void open(conversation_id);
    else if (state === 'ask') show(words.ask, words.yes, async () => settle(await ask({ asked: true })));
    else if (state === 'sent' || state === 'wait') show(words.sent);
    else show(words[state === 'taken' ? 'taken' : 'over'], words.anew, async () => settle(await ask({ anew: true })));
  };
  await ask({}).then(settle, () => {});
};
