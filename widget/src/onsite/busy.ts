import { attempt } from '../chat/safe';

/** Whoever stopped typing for so long looks up. */
const TYPING_MS = 4000;
const FIELD =
  'input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable]:not([contenteditable=false])';
const DIALOG = 'dialog[open],[role=dialog][aria-modal=true],[role=alertdialog],.modal.show,.fancybox-is-open';

/** The field of the page that has the focus, also in open shadow roots. */
const focused = (root: DocumentOrShadowRoot): Element | null => {
  const { activeElement } = root;
  return activeElement?.shadowRoot ? focused(activeElement.shadowRoot) : activeElement;
};

/** The visitor types, has a dialog of the page open, or watches something that fills the screen. `sinceTyped`: ms. */
export const isPageBusy = (sinceTyped: number): boolean =>
  attempt(() => {
    const isTyping = sinceTyped < TYPING_MS && !!focused(document)?.matches(FIELD);
    const hasDialog = [...document.querySelectorAll(DIALOG)].some((each) => each.getClientRects().length > 0);
    return isTyping || hasDialog || !!document.fullscreenElement;
  }) ?? false;
