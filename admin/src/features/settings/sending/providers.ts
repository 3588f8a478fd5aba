const KNOWN = ['ses', 'sendgrid', 'mailgun', 'postmark', 'sparkpost', 'esputnik', 'sendpulse', 'sendsay'] as const;

/** The provider, if there are words on how to set it up: one that is only a file of the server has none. */
export const knownProvider = (id: string | null | undefined) => KNOWN.find((each) => each === id);
