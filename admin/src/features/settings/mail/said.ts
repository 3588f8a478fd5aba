import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** What programs say of a connection that did not come about, the more particular first. */
const KNOWN = [
  [/certificate has expired/i, 'expired'],
  [/certificate is not yet valid/i, 'notYet'],
  [/hostname mismatch|ip address mismatch|certificate is not valid for/i, 'otherName'],
  [/self[- ]signed certificate/i, 'selfSigned'],
  [/unable to get (local )?issuer|unable to verify the first/i, 'unknownIssuer'],
  [/wrong.version.number|record.layer.failure|packet.length.too.long|http.request/i, 'notTls'],
  [/unsupported.protocol|protocol.version|no.protocols.available|handshake.failure/i, 'oldTls'],
  [/starttls.*(not supported|extension)|does not support starttls/i, 'noStartTls'],
  [/connect(ion)?\b.*refused|connect call failed|errno 111\b/i, 'refused'],
  [
    /name or service not known|nodename nor servname|no address associated|name resolution|cannot be resolved/i,
    'noName',
  ],
  [/network is unreachable|no route to host/i, 'noRoute'],
  [/timed? ?out/i, 'timedOut'],
  [/reset by peer|broken pipe|unexpected.eof|eof occurred|connection lost|the line was cut|no answer/i, 'cut'],
  [/no address that may be called/i, 'forbidden'],
  [/another certificate, sha-256/i, 'otherCertificate'],
] as const;

/** A program's words in the reader's language; what a mail server itself answered is quoted as it stands. */
export function inWords(t: TFunction, said: string): string {
  const known = KNOWN.find(([pattern]) => pattern.test(said));
  return known ? t(`incoming.said.${known[1]}`) : said;
}

export function useSaid(): (said: string) => string {
  const { t } = useTranslation();
  return (said) => inWords(t, said);
}
