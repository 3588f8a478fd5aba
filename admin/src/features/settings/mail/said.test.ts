import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { inWords } from './said';

const t = ((key: string) => key.replace('incoming.said.', '')) as unknown as TFunction;

describe('what keeps a mail server from being reached', () => {
  it.each([
    ['[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)', 'expired'],
    ['certificate verify failed: self-signed certificate (_ssl.c:1006)', 'selfSigned'],
    ["Hostname mismatch, certificate is not valid for 'mail.example'. (_ssl.c:1006)", 'otherName'],
    ['certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)', 'unknownIssuer'],
    ['[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)', 'notTls'],
    ['[SSL: RECORD_LAYER_FAILURE] record layer failure (_ssl.c:1006)', 'notTls'],
    ['[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version', 'oldTls'],
    ['SMTP STARTTLS extension not supported by server.', 'noStartTls'],
    ['[Errno 111] Connection refused', 'refused'],
    ["[Errno 111] Connect call failed ('203.0.113.7', 993)", 'refused'],
    ['[Errno -2] Name or service not known', 'noName'],
    ['[Errno -5] No address associated with hostname', 'noName'],
    ['[Errno 113] No route to host', 'noRoute'],
    ['TimeoutError', 'timedOut'],
    ['Timed out connecting to mail.example on port 465', 'timedOut'],
    ['[Errno 104] Connection reset by peer', 'cut'],
    ['[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol', 'cut'],
    ['mail.example is no address that may be called', 'forbidden'],
    ['the server shows another certificate, SHA-256 0a1b', 'otherCertificate'],
  ])('%s', (said, word) => {
    expect(inWords(t, said)).toBe(word);
  });

  it('quotes what the server itself answered', () => {
    expect(inWords(t, '535 5.7.8 Username and Password not accepted')).toBe(
      '535 5.7.8 Username and Password not accepted',
    );
  });
});
