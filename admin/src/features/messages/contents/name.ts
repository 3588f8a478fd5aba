import { createContext } from 'react';

/** What the message or the chain in hand is called: links of a preview carry it as `utm_campaign`. */
export const MessageName = createContext('');
